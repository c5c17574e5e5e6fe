package org.remapd.agent.twin;

import java.util.Random;
import java.util.stream.LongStream;

/**
 * Rounds of a property test. Without anything said they are the same in every run; {@code -Dremapd.seed=N} runs that one
 * alone, {@code -Dremapd.long=true} runs many more, from a seed that is new each time and is printed.
 */
public final class Seeds {

    private static final int LONGER = 50;

    private Seeds() {}

    /** One round. */
    public interface Round {
        void run(Random random) throws Exception;
    }

    /** Whether this is the long form. */
    public static boolean isLong() {
        return Boolean.getBoolean("remapd.long");
    }

    /** Runs something that is long in itself, once; a failure names its seed. */
    public static void once(Round round) {
        long seed = Long.getLong("remapd.seed", base());
        if (isLong()) {
            System.out.printf("-Dremapd.seed=%d%n", seed);
        }
        run(seed, round);
    }

    /** Runs a property for {@code rounds} seeds; a failure names its seed. */
    public static void each(int rounds, Round round) {
        Long only = Long.getLong("remapd.seed");
        LongStream seeds = only != null
                ? LongStream.of(only)
                : LongStream.range(0, isLong() ? (long) rounds * LONGER : rounds)
                        .map(number -> base() + number);
        seeds.forEach(seed -> run(seed, round));
    }

    private static void run(long seed, Round round) {
        try {
            round.run(new Random(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("with -Dremapd.seed=" + seed + ": " + e.getMessage(), e);
        }
    }

    private static long base() {
        return isLong() ? START_OF_LONG_RUN : 1;
    }

    private static final long START_OF_LONG_RUN = System.nanoTime();
}
