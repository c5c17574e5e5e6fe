package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;

/**
 * Whether others use the disk, and how much of a scrub they will bear when they have not for a while.
 *
 * <p>A disk is in use from the first request on until it has been quiet for as long as the patience lasts. Then the scrub
 * comes back at {@value #FIRST_MIB} MiB/s, twice as fast every 100 ms, and without a limit after 800 ms. So an idle disk is read at full
 * speed after 1.3 s, and a gap between two requests is no idle disk.
 *
 * <p>Which gaps are, only the load itself can tell: of random requests, five a second, every twelfth is followed by a gap of half a second, and of
 * bursts none may be. Therefore the patience is between 0.5 and 3 s, and is what a budget makes of it: of a thousand requests one may
 * come to a disk on which the scrub had come back. When somebody is met who is not within the budget, the patience is doubled; when he
 * is, it is halved. More than 3 s it is never, as the scrub would make no use of the time between what a system writes every 5 s: so
 * a load of two requests a second or less may feel more of the scrub than that.
 */
final class Foreground {

    private static final long LEAST_PATIENCE = Duration.ofMillis(500).toNanos();
    private static final long MOST_PATIENCE = Duration.ofSeconds(3).toNanos();

    /** How many may be met for each that is counted. Together with the {@link Trickle} it is kept below what shows in the 99th percentile. */
    private static final double BUDGET = 1.0 / 1000;

    /** Neither what was saved up nor what was overdrawn counts for ever. */
    private static final double MOST_CREDIT = 20;

    private static final double MOST_DEBT = 100;

    private static final int FIRST_MIB = 8;
    private static final long STEP = Duration.ofMillis(100).toNanos();
    private static final int STEPS = 8;

    private long patience = LEAST_PATIENCE;
    private double credit;
    private long lastUse;
    private long lastSample;

    /** Nothing is known yet. */
    Foreground(long nanos) {
        lastUse = nanos;
        lastSample = nanos;
    }

    void saw(Load load, long nanos) {
        if (!load.isNone()) {
            long seen = load.requests() + load.inFlight();
            if (!inUse(lastSample)) {
                credit = Math.max(-MOST_DEBT, credit - seen);
                patience = credit < 0 ? Math.min(MOST_PATIENCE, 2 * patience) : Math.max(LEAST_PATIENCE, patience / 2);
            }
            credit = Math.min(MOST_CREDIT, credit + BUDGET * load.requests());
            lastUse = nanos;
        }
        lastSample = nanos;
    }

    boolean inUse(long nanos) {
        return nanos - lastUse < patience;
    }

    /** What a disk that is not in use may be read at, in bytes a second. */
    long bearable(long nanos) {
        long steps = (nanos - lastUse - patience) / STEP;
        return steps < STEPS ? ((long) FIRST_MIB << 20) << Math.max(0, steps) : Speed.UNLIMITED;
    }
}
