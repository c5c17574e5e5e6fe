package org.remapd.daemon;

import org.remapd.agent.fault.Breaker;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.daemon.config.BreakerSettings;
import org.remapd.daemon.config.HealSettings;

/** From what the file says to what the agent takes. */
final class Settings {

    private Settings() {}

    static Breaker.Limits breakerLimits(BreakerSettings breaker) {
        return new Breaker.Limits(breaker.faults(), breaker.window());
    }

    static HealPolicy healPolicy(HealSettings heal) {
        return new HealPolicy(
                heal.weak() == HealSettings.Weak.HEAL,
                heal.policy() == HealSettings.Policy.REWRITE,
                heal.salvageAttempts(),
                HealPolicy.DEFAULT.salvageBudget(),
                heal.retryLostAfter());
    }
}
