package org.remapd.agent.sensor.scrub;

/**
 * The cheapest way to find what is bad by reads that fail as a whole: how much is best read at once, and into what pieces what failed is best
 * cut. It is R. Dorfman's question (The Detection of Defective Members of Large Populations, 1943), where a test that says no costs far more
 * than one that says yes: a drive may try for seconds. What a range costs is expected, for all powers of two from a single physical block on:
 *
 * <pre>
 * cost(n) = q^n read + (1 - q^n) failure
 *         + least over m &lt; n of n/m (cost(m) - q^m read) + n/m (q^m - q^n) (1 - q^(n/2) / 2) read
 * </pre>
 *
 * <p>where q is the part of blocks that can be read. The last two terms are the pieces: those that hold what is bad, and those that do not, of
 * which half lie behind what is bad, and are read at once if nothing more is. Pure.
 */
final class Cuts {

    /** How often there is more damage behind what was found of it, in the same range, however thinly the disk is sown with it. */
    private static final double MORE_BEHIND = 0.1;

    /** The rest is tried at once if that saves so many times what it may cost: more than the next piece may be bad. */
    private static final double CAUTION = 2;

    /** Of no disk more is known than that. */
    private static final double LEAST_BAD = 1e-9;

    private final double readNanos;
    private final double failureNanos;
    private final double good;
    private final double[] well;
    private final double[] cost;
    private final int[] piece;

    /**
     * For one state of things.
     *
     * @param bad     the part of the physical blocks that cannot be read
     * @param costs   what reads take
     * @param most    physical blocks that are read at once, or were
     */
    Cuts(double bad, Costs costs, long most) {
        this.readNanos = costs.readNanos();
        this.failureNanos = costs.failureNanos();
        this.good = 1 - Math.max(LEAST_BAD, Math.min(1, bad));
        int levels = level(most) + 1;
        this.well = powers(levels);
        this.cost = new double[levels];
        this.piece = new int[levels];
        fill();
    }

    /** That all of so many blocks can be read, by their level. */
    private double[] powers(int levels) {
        double[] all = new double[levels];
        all[0] = good;
        for (int n = 1; n < levels; n++) {
            all[n] = all[n - 1] * all[n - 1];
        }
        return all;
    }

    private void fill() {
        for (int n = 0; n < cost.length; n++) {
            double pieces = n == 0 ? 0 : Double.MAX_VALUE;
            for (int m = 0; m < n; m++) {
                double count = Math.scalb(1.0, n - m);
                double these = count * (cost[m] - well[m] * readNanos + (well[m] - well[n]) * wellNanos(n));
                if (these < pieces) {
                    pieces = these;
                    piece[n] = m;
                }
            }
            cost[n] = well[n] * readNanos + (1 - well[n]) * failureNanos + pieces;
        }
    }

    /** What it takes to read a piece that is well, of a range that failed. */
    private double wellNanos(int level) {
        return (1 - well[level - 1] / 2) * readNanos;
    }

    /** The level of a range of so many blocks, or a few less. */
    private static int level(long blocks) {
        return Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, blocks) - 1);
    }

    /**
     * How many physical blocks of which nothing is known are best read at once, a power of two.
     *
     * @param most at most so many, a power of two
     */
    long blocksAtOnce(long most) {
        int best = level(most);
        for (int n = best - 1; n >= 0; n--) {
            best = each(n) < each(best) ? n : best;
        }
        return 1L << best;
    }

    /** For each block of a range that is read at once. */
    private double each(int level) {
        return Math.scalb(cost[level], -level);
    }

    /** How many physical blocks a piece of a range of {@code blocks} that failed should have. */
    long pieceBlocks(long blocks) {
        return 1L << piece[level(blocks)];
    }

    /** Whether so many blocks, in front of which one was bad, are best read at once: if that fails, it was for nothing. */
    boolean isRestWorthATry(long blocks, long pieceBlocks) {
        double pieces = (double) blocks / pieceBlocks;
        double fails = 1 - (1 - MORE_BEHIND) * Math.pow(good, (double) blocks);
        return pieces * readNanos > CAUTION * fails * failureNanos;
    }
}
