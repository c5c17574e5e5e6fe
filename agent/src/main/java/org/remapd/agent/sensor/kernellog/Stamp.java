package org.remapd.agent.sensor.kernellog;

import java.time.Duration;

/**
 * When a line was logged, in microseconds of the kernel's clock since boot, of the wall clock as printed (its zone is
 * ignored, a missing year is 2000), or both; {@link #UNKNOWN} where the line does not say. Good for distances only.
 */
public record Stamp(long monotonicMicros, long wallMicros) {

    public static final long UNKNOWN = Long.MIN_VALUE;

    /** For lines that say nothing of the time. */
    public static final Stamp NONE = new Stamp(UNKNOWN, UNKNOWN);

    public static Stamp monotonic(long micros) {
        return new Stamp(micros, UNKNOWN);
    }

    /** Microseconds from {@code earlier} to this by a clock that both know, the kernel's if possible; else 0. */
    public long since(Stamp earlier) {
        if (monotonicMicros != UNKNOWN && earlier.monotonicMicros != UNKNOWN) {
            return monotonicMicros - earlier.monotonicMicros;
        }
        if (wallMicros != UNKNOWN && earlier.wallMicros != UNKNOWN) {
            return wallMicros - earlier.wallMicros;
        }
        return 0;
    }

    /** This stamp, as much later by both clocks. */
    public Stamp plus(Duration duration) {
        long micros = duration.toNanos() / 1_000;
        return new Stamp(shifted(monotonicMicros, micros), shifted(wallMicros, micros));
    }

    private static long shifted(long clock, long micros) {
        return clock == UNKNOWN ? UNKNOWN : clock + micros;
    }
}
