package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;

/**
 * How much of its speed a scrub gives up that has to go on although the disk is in use. It goes by what the others feel: if on average their
 * requests take half as long again as without the scrub, it gives up half, down to an eighth; and takes a sixteenth back for each second in
 * which they do not. As in TCP's congestion control, that makes it as fast as is bearable.
 *
 * <p>What is usual without the scrub is learned while it only trickles, or is down to an eighth. The mean of a second is all that the kernel's
 * counters give: it hides what happens to few of many. So it holds back what is forced; nothing is sped up by it.
 */
final class Restraint {

    private static final long SPAN = Duration.ofSeconds(1).toNanos();
    private static final double LEAST = 1.0 / 8;
    private static final double REGAINED = 1.0 / 16;
    private static final double FELT = 1.5;

    /** The counters are in milliseconds, and of few requests the mean says little. */
    private static final long TOO_FEW = 5;

    private static final long TOO_LITTLE_MILLIS = 10;

    private double share = 1;
    private double usualMillis = Double.NaN;

    private boolean competed;
    private long requests;
    private long waitedMillis;
    private long since;

    Restraint(long nanos) {
        since = nanos;
    }

    /**
     * Measures.
     *
     * @param competing whether the scrub did more than trickle since the last time
     */
    void saw(Load load, boolean competing, long nanos) {
        competed |= competing;
        requests += load.requests();
        waitedMillis += load.waitedMillis();
        if (nanos - since >= SPAN) {
            judge();
            competed = false;
            requests = 0;
            waitedMillis = 0;
            since = nanos;
        }
    }

    private void judge() {
        if (requests >= TOO_FEW && (!competed || share == LEAST)) {
            learn((double) waitedMillis / requests);
        }
        boolean felt =
                competed && requests >= TOO_FEW && waitedMillis > FELT * usualMillis * requests + TOO_LITTLE_MILLIS;
        share = felt ? Math.max(LEAST, share / 2) : Math.min(1, share + REGAINED);
    }

    private void learn(double millis) {
        usualMillis = Double.isNaN(usualMillis) ? millis : usualMillis + (millis - usualMillis) / 8;
    }

    /** What is left of its speed, from an eighth to 1. */
    double share() {
        return share;
    }
}
