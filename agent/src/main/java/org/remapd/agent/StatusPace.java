package org.remapd.agent;

import java.time.Duration;

/**
 * How often the status of a device is made anew: always, unless that takes a while, as it does with tens of thousands of faults. Then it has a tenth of
 * the time, and the faults have the rest. Pure; times are those of {@link org.remapd.agent.port.Clock#nanos}.
 */
final class StatusPace {

    private static final long QUICK = Duration.ofMillis(1).toNanos();

    /** So many times as long as it takes it is not made again. */
    private static final int REST = 9;

    private long next;

    /** It is made anew at any time from now on. */
    StatusPace(long now) {
        next = now;
    }

    /** How many nanoseconds it is to be left as it is. */
    long untilNext(long now) {
        return Math.max(0, next - now);
    }

    /** It was made. */
    void made(long began, long ended) {
        long took = ended - began;
        next = took < QUICK ? ended : ended + REST * took;
    }
}
