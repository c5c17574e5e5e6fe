package org.remapd.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.LatencyMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long reads took on the disks of the devices, by their last scrubs or those that run, kept for the next daemon. Any thread. Only
 * {@link #tend} touches the files, which may lie on a disk that hangs, or one that this very daemon heals: nobody waits for them, and what was read
 * meanwhile is put over what they turn out to hold.
 */
final class SurfaceMemory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SurfaceMemory.class);

    /** How often a file is written while a scrub runs: after a crash so much of it is a hole. */
    static final Duration EVERY = Duration.ofMinutes(1);

    private static final class Kept {
        private final SurfaceFile file;

        /** By scrubs before the one that runs. */
        private @Nullable LatencyMap before;

        private @Nullable Supplier<LatencyMap> running;

        /** Whether what an earlier daemon left is known. */
        private boolean read;

        /** Whether the file is one that this daemon may change. */
        private boolean ours = true;

        private boolean changed;
        private boolean failed;
        private long written;

        Kept(SurfaceFile file) {
            this.file = file;
        }

        Optional<LatencyMap> now() {
            Optional<LatencyMap> left = Optional.ofNullable(before);
            return running == null
                    ? left
                    : Optional.of(running.get()).map(now -> left.map(now::over).orElse(now));
        }
    }

    private record Writing(Kept kept, LatencyMap map) {}

    private final Path directory;
    private final Clock clock;
    private final Map<DeviceId, Kept> devices = new HashMap<>();
    private final Tending tending = new Tending("surface memory", this::tend);

    /** Nothing is read so far. */
    SurfaceMemory(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Has a thread of its own tend it until it is closed. */
    void start() {
        tending.start();
    }

    /** Somebody may ask for this device's. */
    synchronized void watch(DeviceId device) {
        kept(device);
    }

    private Kept kept(DeviceId device) {
        return devices.computeIfAbsent(device, id -> new Kept(SurfaceFile.in(directory, id)));
    }

    /** A scrub of the whole device begins or goes on, and tells what its reads take. */
    synchronized void begin(DeviceId device, Supplier<LatencyMap> scrub) {
        Kept kept = kept(device);
        kept.before = kept.now().orElse(null);
        kept.running = scrub;
        kept.written = clock.nanos();
    }

    /** It reads no more. One that hung meanwhile, so that another has begun, has nothing to say. */
    synchronized void ended(DeviceId device, Supplier<LatencyMap> scrub) {
        Kept kept = devices.get(device);
        if (kept != null && kept.running == scrub) {
            kept.before = kept.now().orElse(null);
            kept.running = null;
            kept.changed = true;
        }
    }

    /** What is known; empty if there was no scrub so far, or an earlier daemon's files cannot be read yet. */
    synchronized Optional<LatencyMap> of(DeviceId device) {
        return Optional.ofNullable(devices.get(device)).flatMap(Kept::now);
    }

    /** Nothing more is written of it; its file stays as it is. */
    synchronized void leave(DeviceId device) {
        devices.remove(device);
    }

    /** Reads what an earlier daemon left, later on writes what has changed; to be called now and then, by one thread. */
    void tend() {
        for (Kept kept : unread()) {
            if (kept.file.hasPlace()) {
                Optional<LatencyMap> found = read(kept);
                found(kept, found.orElse(null));
            }
        }
        due().forEach(this::write);
    }

    private synchronized List<Kept> unread() {
        return devices.values().stream().filter(kept -> !kept.read).toList();
    }

    private Optional<LatencyMap> read(Kept kept) {
        try {
            return kept.file.read();
        } catch (VersionedFile.NewerException e) {
            refuse(kept);
            LOG.warn("how long reads took before is not known, nor kept for the next daemon: {}", e.getMessage());
        } catch (VersionedFile.CorruptException e) {
            LOG.warn("how long reads took before is not known: {}", e.getMessage());
        } catch (IOException e) {
            LOG.warn("how long reads took before is not known: {}", e.toString());
        }
        return Optional.empty();
    }

    private synchronized void refuse(Kept kept) {
        kept.ours = false;
    }

    private synchronized void found(Kept kept, @Nullable LatencyMap earlier) {
        if (earlier != null) {
            kept.before = kept.before == null ? earlier : kept.before.over(earlier);
        }
        kept.read = true;
    }

    private synchronized List<Writing> due() {
        List<Writing> due = new ArrayList<>();
        for (Kept kept : devices.values()) {
            Optional<LatencyMap> map = isDue(kept) ? kept.now() : Optional.empty();
            if (map.isPresent()) {
                due.add(new Writing(kept, map.get()));
                kept.changed = false;
                kept.written = clock.nanos();
            }
        }
        return due;
    }

    private boolean isDue(Kept kept) {
        boolean ended = kept.changed && !kept.failed;
        boolean goesOn = (kept.running != null || kept.changed) && clock.nanos() - kept.written >= EVERY.toNanos();
        return kept.read && kept.ours && (ended || goesOn);
    }

    private void write(Writing writing) {
        try {
            writing.kept.file.write(writing.map);
            noteFailure(writing.kept, false);
        } catch (IOException e) {
            if (!noteFailure(writing.kept, true)) {
                LOG.warn("how long reads took is not kept for the next daemon, so far: {}", e.toString());
            }
        }
    }

    /** What has failed is tried again a minute later. Whether it had failed before. */
    private synchronized boolean noteFailure(Kept kept, boolean now) {
        boolean before = kept.failed;
        kept.failed = now;
        kept.changed |= now;
        return before;
    }

    /** Waits, for a bounded time, until what is known is written. */
    @Override
    public void close() {
        tending.close();
    }
}
