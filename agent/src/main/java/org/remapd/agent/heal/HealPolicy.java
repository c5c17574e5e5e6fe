package org.remapd.agent.heal;

import java.time.Duration;

/**
 * How hard to try.
 *
 * @param salvageAttempts reads of each piece of a unit before it is given up; 1 to 100
 * @param salvageBudget   time for all reads of one unit
 * @param retryLostAfter  when a unit with lost sectors is looked at again
 */
public record HealPolicy(int salvageAttempts, Duration salvageBudget, Duration retryLostAfter) {

    public static final HealPolicy DEFAULT = new HealPolicy(8, Duration.ofMinutes(2), Duration.ofMinutes(10));
}
