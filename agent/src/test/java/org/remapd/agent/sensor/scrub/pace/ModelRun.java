package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Some hours of a {@link ModelDisk} with its users and, if wanted, a scrub: up to two reads at a time, and a decision every 100 ms. */
final class ModelRun {

    private static final long STEP = Duration.ofMillis(1).toNanos();
    private static final long TICK = Duration.ofMillis(100).toNanos();
    private static final long FULL_READ = 4 << 20;
    private static final long GENTLE_READ = 1 << 20;
    private static final int AT_ONCE = 2;
    private static final long SECTORS = 4_000_000_000_000L / 512;
    private static final ZonedDateTime BEGIN = ZonedDateTime.of(2026, 11, 21, 8, 0, 0, 0, ZoneOffset.UTC);

    private final ModelDisk disk;
    private final Optional<Governor> governor;

    private final Deque<Read> reads = new ArrayDeque<>();
    private final Deque<Small> smalls = new ArrayDeque<>();
    private final List<Long> latencies = new ArrayList<>();
    private Speed speed = Speed.still(Why.PAUSED);
    private long lastRead = Long.MIN_VALUE / 2;
    private long bytesRead;
    private long served;
    private long waited;

    /** One of the scrub's. */
    private record Read(long bytes, long end) {}

    /** A request of a user: when it came, and when it is served. */
    private record Small(long came, long end) {}

    private ModelRun(ModelDisk disk, Optional<Governor> governor) {
        this.disk = disk;
        this.governor = governor;
    }

    /** With users whose requests come at these times, in their order, and nobody else. */
    static ModelRun alone(ModelDisk disk, List<Long> arrivals, Duration time) {
        return new ModelRun(disk, Optional.empty()).run(arrivals, time);
    }

    /** The same with a scrub that is governed. */
    static ModelRun scrubbed(ModelDisk disk, List<Long> arrivals, Duration time) {
        return new ModelRun(disk, Optional.of(new Governor(Limits.NONE))).run(arrivals, time);
    }

    private ModelRun run(List<Long> arrivals, Duration time) {
        int next = 0;
        for (long now = 0; now < time.toNanos(); now += STEP) {
            complete(now);
            if (now % TICK == 0) {
                decide(now);
            }
            for (; next < arrivals.size() && arrivals.get(next) < now + STEP; next++) {
                Small small = new Small(arrivals.get(next), disk.small(arrivals.get(next)));
                smalls.add(small);
                latencies.add(small.end - small.came);
            }
            read(now);
        }
        Collections.sort(latencies);
        return this;
    }

    private void complete(long now) {
        while (!reads.isEmpty() && reads.element().end <= now) {
            bytesRead += reads.remove().bytes;
        }
        while (!smalls.isEmpty() && smalls.element().end <= now) {
            Small small = smalls.remove();
            served++;
            waited += small.end - small.came;
        }
    }

    private void decide(long now) {
        Load load = new Load(served, smalls.size(), Duration.ofNanos(waited).toMillis());
        Progress progress = new Progress(SECTORS - bytesRead / 512, bytesRead / 512, 0, Duration.ofNanos(now));
        Sample sample = new Sample(now, BEGIN.plusNanos(now), load, Surroundings.CALM);
        governor.ifPresent(decides -> speed = decides.now(sample, progress));
        served = 0;
        waited = 0;
    }

    private void read(long now) {
        long size = speed.isUnlimited() ? FULL_READ : GENTLE_READ;
        while (!speed.isStill()
                && reads.size() < AT_ONCE
                && (speed.isUnlimited() || (now - lastRead) * 1e-9 * speed.bytesPerSecond() >= size)) {
            reads.add(new Read(size, disk.next(now, size)));
            lastRead = now;
        }
    }

    /** What so much of all requests took at most. */
    double percentile(double share) {
        return latencies.get((int) (share * (latencies.size() - 1)));
    }

    long bytesRead() {
        return bytesRead;
    }
}
