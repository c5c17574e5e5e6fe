package org.remapd.agent.sensor.scrub;

import java.time.Duration;

/**
 * Which reads took so long that the drive must have tried again and again, though it succeeded in the end: what is read so today may not be
 * tomorrow. Pure.
 */
final class Slowness {

    /** What takes less is not slow, however quick others are: a drive has other things to do now and then. */
    private static final double LEAST = Duration.ofMillis(250).toNanos();

    /** And so many times what a block takes. */
    private static final int TIMES = 4;

    /** Of less than so many blocks it is not known what they take. */
    private static final int ENOUGH = 16;

    private final Median usual = new Median(0);
    private int blocks;

    /** Of a block, or of less. */
    boolean isSlow(long nanos) {
        return blocks >= ENOUGH && nanos >= Math.max(LEAST, TIMES * usual.nanos());
    }

    /** A block took so long. */
    void took(long nanos) {
        usual.add(nanos);
        blocks = Math.min(ENOUGH, blocks + 1);
    }
}
