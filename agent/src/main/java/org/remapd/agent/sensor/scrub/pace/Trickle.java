package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;

/**
 * What a scrub reads of a disk that others use: a five-hundredth of what the disk could give, divided by one more than the requests that
 * are in it on average, and no less than {@value #LEAST_KIB} KiB/s.
 *
 * <p>Whoever comes at a random moment meets a read with the probability that one is under way: of a spindle which gives 150 MiB/s, 1 MiB is read
 * every 3.3 s, which takes it 15 ms (8 to get there, 7 to read), and 0.45 % meet it; of a disk without a head 0.2 %. On a disk that is busy
 * the delay is handed on to those behind, by the queueing theory of one server to 1 / (1 - utilisation) as many, which is one more than
 * those in it: so the busier, the less. In the 99th percentile that hardly shows: if of a thousand requests four took for ever, it would be where the
 * 99.4th was.
 *
 * <p>How many are in it on average is the time that all of them took by the time that went by (Little's law). What the disk could give is what
 * the scrub last read when nothing held it up.
 */
final class Trickle {

    private static final double SHARE = 1.0 / 500;
    private static final int LEAST_KIB = 64;

    /** Until it is known; most disks give more. */
    private static final double SUPPOSED = 64 << 20;

    private static final long SPAN = Duration.ofSeconds(1).toNanos();

    /** Of what is forgotten each second: the inner tracks of a disk give half of the outer ones. */
    private static final double FORGOTTEN = 0.01;

    private double full = SUPPOSED;
    private double crowd;

    private boolean unlimited;
    private long since;
    private double doneThen;
    private long waited;

    Trickle(long nanos) {
        since = nanos;
    }

    /**
     * Measures.
     *
     * @param free whether the scrub was not held up since the last time
     */
    void saw(Load load, double bytesDone, boolean free, long nanos) {
        unlimited &= free;
        waited += load.waitedMillis();
        long span = nanos - since;
        if (span < SPAN) {
            return;
        }
        if (unlimited) {
            full = Math.max(full * (1 - FORGOTTEN), (bytesDone - doneThen) * 1e9 / span);
        }
        crowd += (waited * 1e6 / span - crowd) / 2;
        waited = 0;
        unlimited = true;
        since = nanos;
        doneThen = bytesDone;
    }

    /** What the disk gives if it is asked for nothing else, in bytes a second. */
    double full() {
        return full;
    }

    double speed() {
        return Math.max(LEAST_KIB << 10, full * SHARE / (1 + crowd));
    }
}
