package org.remapd.agent.sensor.scrub;

import java.time.Duration;
import org.remapd.agent.port.Clock;

/** Keeps reads below a speed that may change at any time, by telling how long to wait before the next. Does not save up unused time. */
final class Pace {

    private static final long UNLIMITED = Long.MAX_VALUE;

    /** While nothing may be read. */
    private static final Duration LONG = Duration.ofHours(1);

    private final Clock clock;
    private long bytesPerSecond;
    private double owed;
    private long asOf;

    /** At any speed, until it is limited. */
    Pace(Clock clock) {
        this.clock = clock;
        this.bytesPerSecond = UNLIMITED;
        this.asOf = clock.nanos();
    }

    /** From now on no faster than so many bytes a second; 0 to stand still. */
    void limit(long bytesPerSecond) {
        settle();
        this.bytesPerSecond = bytesPerSecond;
    }

    /** How long the next read has to wait. */
    Duration untilNext() {
        if (bytesPerSecond == UNLIMITED) {
            return Duration.ZERO;
        }
        settle();
        if (bytesPerSecond == 0) {
            return LONG;
        }
        return Duration.ofNanos((long) (owed * 1e9 / bytesPerSecond));
    }

    /** So many bytes are being read now. */
    void took(long bytes) {
        if (bytesPerSecond != UNLIMITED) {
            settle();
            owed += bytes;
        }
    }

    private void settle() {
        long now = clock.nanos();
        owed = Math.max(0, owed - (now - asOf) / 1e9 * bytesPerSecond);
        asOf = now;
    }
}
