package org.remapd.agent.sensor.scrub;

import java.time.Duration;
import org.remapd.agent.port.Clock;

/** Keeps reads below a rate, by telling how long to wait before the next. Does not save up unused time. */
public final class Pace {

    private final long bytesPerSecond;
    private final Clock clock;
    private long nextAllowed;

    /** At most {@code bytesPerSecond}; 0 for no limit. */
    public Pace(long bytesPerSecond, Clock clock) {
        this.bytesPerSecond = bytesPerSecond;
        this.clock = clock;
        this.nextAllowed = clock.nanos();
    }

    /** Takes {@code bytes} and tells how long to wait before reading them. */
    public Duration take(long bytes) {
        if (bytesPerSecond == 0) {
            return Duration.ZERO;
        }
        long now = clock.nanos();
        long start = Math.max(now, nextAllowed);
        nextAllowed = start + (long) (bytes * 1e9 / bytesPerSecond);
        return Duration.ofNanos(start - now);
    }
}
