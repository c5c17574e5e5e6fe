package org.remapd.agent.sensor.scrub;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.device.DiskSurroundings;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.pace.Heat;
import org.remapd.agent.sensor.scrub.pace.Surroundings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds at what is going on around a disk, on a thread of its own: a drive that hangs may hold that up for long, and must hold
 * up nobody else. What is not known, or not for a while any more, is taken to be in nobody's way.
 */
final class SurroundingsWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SurroundingsWatch.class);

    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration HEAT_EVERY = Duration.ofMinutes(1);

    /** What was seen that long ago counts no more. */
    private static final Duration LASTS = Duration.ofMinutes(3);

    /** So long the first look is waited for. */
    private static final Duration FIRST_LIMIT = Duration.ofSeconds(2);

    private final DiskSurroundings disk;
    private final Clock clock;
    private final ScheduledExecutorService looks;
    private final CountDownLatch first = new CountDownLatch(1);
    private @Nullable Future<?> looking;
    private volatile boolean awake;
    private volatile Seen seen;

    private List<Heat> heat = List.of();
    private long heatNanos;

    /** What was seen, and when. */
    private record Seen(Surroundings surroundings, long nanos) {}

    private interface Look<T> {
        T take() throws IOException;
    }

    SurroundingsWatch(DiskSurroundings disk, Clock clock) {
        this.disk = disk;
        this.clock = clock;
        this.seen = new Seen(Surroundings.CALM, clock.nanos());
        this.heatNanos = clock.nanos() - HEAT_EVERY.toNanos();
        this.looks = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "scrub surroundings");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins, and waits a moment for the first look. */
    void start() {
        looking = looks.scheduleWithFixedDelay(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (!first.await(FIRST_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("what is around the disk is not known within {}", FIRST_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the disk is being read, so that to ask how hot it is keeps it from no sleep. */
    void awake(boolean read) {
        awake = read;
    }

    /** As it was seen last, without waiting. */
    Surroundings now() {
        Seen last = seen;
        return clock.nanos() - last.nanos < LASTS.toNanos() ? last.surroundings : Surroundings.CALM;
    }

    /** Looks once; on the thread of the looks. */
    void look() {
        boolean battery = known("battery", disk::onBattery, false);
        boolean resync = known("resync", disk::resync, false);
        boolean asleep = known("sleep", disk::asleep, false);
        if (awake && clock.nanos() - heatNanos >= HEAT_EVERY.toNanos()) {
            heat = known("heat", this::heat, List.of());
            heatNanos = clock.nanos();
        }
        seen = new Seen(new Surroundings(battery, heat, resync, asleep), clock.nanos());
        first.countDown();
    }

    private List<Heat> heat() throws IOException {
        return disk.heat().stream()
                .map(drive -> new Heat(drive.celsius(), drive.most()))
                .toList();
    }

    private static <T> T known(String what, Look<T> look, T unknown) {
        try {
            return look.take();
        } catch (IOException e) {
            LOG.debug("{}: {}", what, e.getMessage());
            return unknown;
        }
    }

    /** A look that hangs ends when the drive lets it. */
    @Override
    public void close() {
        if (looking != null) {
            looking.cancel(true);
        }
        looks.shutdownNow();
    }
}
