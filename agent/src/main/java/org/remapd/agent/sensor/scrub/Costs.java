package org.remapd.agent.sensor.scrub;

/**
 * What small reads cost on this disk, as far as is known, and so into how many pieces something that failed is best cut. Most pieces can be
 * read; but each cut has one more read that fails, and a drive may try for seconds before it does. Pure.
 */
final class Costs {

    /** Until something is known: a disk that spins reads on from its cache, and gives up after a second. */
    private static final double FIRST_READ = 200e3;

    private static final double FIRST_FAILURE = 1e9;

    /** More cuts than this never pay. */
    private static final int MOST_CUTS = 4;

    /** How often there is more damage behind what was found of it, in the same range. */
    private static final double MORE_BEHIND = 0.1;

    private final Median read = new Median(FIRST_READ);
    private final Median failure = new Median(FIRST_FAILURE);

    /** A small read took so many nanoseconds. */
    void read(long nanos) {
        read.add(nanos);
    }

    /** A read that failed took so many nanoseconds. */
    void failed(long nanos) {
        failure.add(nanos);
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
        return cuts * (pieces(blocks, cuts) * read.nanos() / 2 + failure.nanos());
    }

    /** Of each cut, if there are to be so many. */
    private static double pieces(long blocks, int cuts) {
        return Math.pow((double) blocks, 1.0 / cuts);
    }

    /** Whether so many pieces, in front of which one was bad, are best read at once: if that fails, it was for nothing. */
    boolean isRestWorthATry(long pieces) {
        return pieces * read.nanos() > MORE_BEHIND * failure.nanos();
    }
}
