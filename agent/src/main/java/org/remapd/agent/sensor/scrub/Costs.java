package org.remapd.agent.sensor.scrub;

/**
 * What small reads cost on this disk, as far as is known, and so into how many pieces something that failed is best cut. Most pieces can be
 * read; but each cut has one more read that fails, and a drive may try for seconds before it does. Pure.
 */
final class Costs {

    /** Until something is known: a disk that spins reads on from its cache, and gives up after a second. */
    private static final double FIRST_READ = 200e3;

    private static final double FIRST_FAILURE = 1e9;

    /** By so much at most the last one changes what is believed: what waited for others at the drive, and so took long, counts as one. */
    private static final double STEP = 1.1;

    /** More cuts than this never pay. */
    private static final int MOST_CUTS = 4;

    /** How often there is more damage behind what was found of it, in the same range. */
    private static final double MORE_BEHIND = 0.1;

    private double read = FIRST_READ;
    private double failure = FIRST_FAILURE;
    private boolean failureKnown;

    /** A small read took so many nanoseconds. */
    void read(long nanos) {
        read = nearer(read, nanos);
    }

    /** A read that failed took so many nanoseconds. */
    void failed(long nanos) {
        failure = failureKnown ? nearer(failure, nanos) : nanos;
        failureKnown = true;
    }

    /** In the end, the median. */
    private static double nearer(double believed, long nanos) {
        return Math.max(believed / STEP, Math.min(believed * STEP, (double) nanos));
    }

    /** How many physical blocks a piece of a range of {@code blocks}, one of which is bad, should have: 1 for all at once. */
    long pieceBlocks(long blocks) {
        int best = 1;
        for (int cuts = 2; cuts <= MOST_CUTS; cuts++) {
            best = cost(blocks, cuts) < cost(blocks, best) ? cuts : best;
        }
        return Math.max(1, (long) Math.ceil(blocks / pieces(blocks, best)));
    }

    /** Half of the pieces lie behind the bad one. */
    private double cost(long blocks, int cuts) {
        return cuts * (pieces(blocks, cuts) * read / 2 + failure);
    }

    /** Of each cut, if there are to be so many. */
    private static double pieces(long blocks, int cuts) {
        return Math.pow((double) blocks, 1.0 / cuts);
    }

    /** Whether so many pieces, in front of which one was bad, are best read at once: if that fails, it was for nothing. */
    boolean isRestWorthATry(long pieces) {
        return pieces * read > MORE_BEHIND * failure;
    }
}
