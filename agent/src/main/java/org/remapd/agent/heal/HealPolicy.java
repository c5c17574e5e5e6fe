package org.remapd.agent.heal;

import java.time.Duration;

/**
 * How hard to try, and what for.
 *
 * @param weakToo         whether units that read only after many attempts are healed before they do not read any more
 * @param inPlaceFirst    whether a unit that was saved is rewritten where it is before it is moved
 * @param salvageAttempts reads of each piece of a unit before it is given up; 1 to 100
 * @param salvageBudget   time for all reads of one unit
 * @param retryLostAfter  when a unit with lost sectors is looked at again first
 */
public record HealPolicy(
        boolean weakToo, boolean inPlaceFirst, int salvageAttempts, Duration salvageBudget, Duration retryLostAfter) {

    public static final HealPolicy DEFAULT =
            new HealPolicy(false, true, 8, Duration.ofMinutes(2), Duration.ofMinutes(10));
}
