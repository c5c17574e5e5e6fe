package org.remapd.agent.metadata;

import java.time.Instant;

/** Times as they are recorded, in seconds since 1970; they are for people, and nothing is ordered by them. */
final class Times {

    /** The end of the year 9999, beyond which nothing prints well. */
    private static final long LAST = 253_402_300_799L;

    private Times() {}

    /** Whatever was recorded, a time. */
    static Instant of(long seconds) {
        return Instant.ofEpochSecond(Math.max(0, Math.min(seconds, LAST)));
    }
}
