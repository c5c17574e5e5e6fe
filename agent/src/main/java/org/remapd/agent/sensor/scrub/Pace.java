package org.remapd.agent.sensor.scrub;

import java.time.Duration;
import org.remapd.agent.port.Clock;

/**
 * Keeps reads below a speed that may change at any time, by telling how long to wait before the next. Of unused time it saves up a
 * tenth of a second at most: so much as one who waited may be late for the next, that being late does not make it slower than it may be.
 */
final class Pace {

    private static final long UNLIMITED = Long.MAX_VALUE;

    /** While nothing may be read. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final double SAVED_SECONDS = .1;

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

    /** From now on no faster than so many bytes a second; 0 to stand still. What was saved is gone: it was so much at another speed. */
    void limit(long bytesPerSecond) {
        settle();
        owed = Math.max(0, owed);
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
        return Duration.ofNanos((long) (Math.max(0, owed) * 1e9 / bytesPerSecond));
    }

    /** So many bytes are being read now. */
    void took(long bytes) {
        if (bytesPerSecond != UNLIMITED) {
            settle();
            owed += bytes;
        }
    }

    /** So many bytes of those were not read after all. */
    void spared(long bytes) {
        took(-bytes);
    }

    private void settle() {
        long now = clock.nanos();
        owed = Math.max(-SAVED_SECONDS * bytesPerSecond, owed - (now - asOf) / 1e9 * bytesPerSecond);
        asOf = now;
    }
}
