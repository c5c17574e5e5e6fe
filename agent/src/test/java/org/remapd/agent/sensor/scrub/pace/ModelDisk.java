package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;
import java.util.Random;

/**
 * A disk that serves one request after the other in the order of their arrival. A random one takes 4 to 12 ms on a spindle; one that goes on where
 * the last ended takes the time of its transfer. Times are nanoseconds.
 */
final class ModelDisk {

    private final long access;
    private final double bytesPerSecond;
    private final Random random;
    private long free;
    private boolean follows;

    private ModelDisk(Duration access, double bytesPerSecond, Random random) {
        this.access = access.toNanos();
        this.bytesPerSecond = bytesPerSecond;
        this.random = random;
    }

    static ModelDisk spindle(Random random) {
        return new ModelDisk(Duration.ofMillis(8), 150e6, random);
    }

    static ModelDisk flash(Random random) {
        return new ModelDisk(Duration.ofNanos(100_000), 500e6, random);
    }

    double bytesPerSecond() {
        return bytesPerSecond;
    }

    /** When a small request of somebody is served that arrives now. */
    long small(long now) {
        follows = false;
        free = Math.max(now, free) + access / 2 + (long) (random.nextDouble() * access);
        return free;
    }

    /** When the next so many bytes of a scrub are read. */
    long next(long now, long bytes) {
        free = Math.max(now, free) + (follows ? 0 : access) + (long) (bytes * 1e9 / bytesPerSecond);
        follows = true;
        return free;
    }
}
