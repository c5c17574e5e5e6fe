package org.remapd.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.Assembly;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.Growth;
import org.remapd.agent.HandMove;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.device.Aliveness;
import org.remapd.agent.device.DiskSurroundings;
import org.remapd.agent.device.IsolatedDevice;
import org.remapd.agent.device.Lately;
import org.remapd.agent.device.Topology;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.LatencyMap;
import org.remapd.agent.sensor.scrub.pace.Pause;
import org.remapd.daemon.config.DeviceSettings;
import org.remapd.daemon.schedule.Turns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One configured device: found and watched, or missing and looked for, or stopped by hand. Any thread; what takes long is done
 * under this slot's own lock, so one device in trouble holds up no other.
 */
final class Slot {

    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    /** A heal may be under way, and has its own bounds. */
    private static final long JOIN_SECONDS = 600;

    /** So long there may be no room to note something. */
    private static final Duration FORGET_LIMIT = Duration.ofSeconds(5);

    private final AlertSink alerts;
    private final Path runtime;
    private final SurfaceMemory surfaces;
    private final Lately<WatchedDevice, Optional<Topology>> lately = new Lately<>(Clock.SYSTEM);
    private volatile DeviceSettings settings;
    private volatile @Nullable WatchedDevice device;
    private volatile @Nullable DeviceId id;

    /** The last of all of it, and of parts. */
    private volatile @Nullable DeviceScrub whole;

    private volatile @Nullable DeviceScrub part;

    /** Of both that which is to end last. */
    private volatile @Nullable DeviceScrub last;

    private volatile String reason = "its disk has not answered so far";
    private volatile boolean news;
    private volatile boolean stopped;
    private volatile boolean left;

    /**
     * One that nobody has looked for yet.
     *
     * @param runtime  a directory for what the next daemon of this boot should know
     * @param surfaces takes what scrubs learn
     */
    Slot(DeviceSettings settings, Path runtime, SurfaceMemory surfaces, AlertSink alerts) {
        this.settings = settings;
        this.runtime = runtime;
        this.surfaces = surfaces;
        this.alerts = alerts;
    }

    String name() {
        return settings.name();
    }

    DeviceSettings settings() {
        return settings;
    }

    void settings(DeviceSettings newer) {
        settings = newer;
    }

    Optional<WatchedDevice> device() {
        return Optional.ofNullable(device);
    }

    /** Where its disk lies, now or a moment ago; empty if it is not watched, or its disk is gone. */
    Optional<Topology> topology() {
        return device().flatMap(watched -> lately.of(watched, Slot::topology));
    }

    private static Optional<Topology> topology(WatchedDevice watched) {
        try {
            DeviceStatus status = watched.status();
            return Optional.of(Topology.of(
                    status.disk(),
                    "/dev/mapper/" + watched.name(),
                    status.geometry().data()));
        } catch (IOException e) {
            LOG.debug("{}: where its disk lies is not known: {}", watched.name(), e.getMessage());
            return Optional.empty();
        }
    }

    /** The scrub that runs, or the last one. One of parts of the device may run while one of all of it waits: then that of parts. */
    Optional<DeviceScrub> scrub() {
        return scrubs().stream().findFirst().or(() -> Optional.ofNullable(last));
    }

    /** The scrub of all of the device that runs, or waits for its turn. */
    Optional<DeviceScrub> wholeScrub() {
        return scrubs().stream().filter(DeviceScrub::whole).findFirst();
    }

    /** Those that run, or wait for their turn. */
    List<DeviceScrub> scrubs() {
        return Stream.concat(Stream.ofNullable(part), Stream.ofNullable(whole))
                .filter(DeviceScrub::running)
                .toList();
    }

    /** How long reads took on the disk of the device that it was when it was last watched. */
    Optional<LatencyMap> surface() {
        return Optional.ofNullable(id).flatMap(surfaces::of);
    }

    /** Nothing more is to be kept of it. */
    void forgotten() {
        Optional.ofNullable(id).ifPresent(surfaces::leave);
    }

    /** Why it is not watched. */
    String reason() {
        return reason;
    }

    boolean stopped() {
        return stopped;
    }

    /** Whether somebody should look for its disk. */
    boolean wanted() {
        return device == null && !stopped && !left;
    }

    /** Looks for the disk and watches it. */
    synchronized void assemble() throws AssemblyException {
        stopped = false;
        if (device != null) {
            return;
        }
        if (left) {
            throw new AssemblyException(name() + ": the daemon begins anew just now");
        }
        try {
            List<String> disks = DeviceDisks.of(settings.selector());
            String path = disks.get(0);
            WatchedDevice watched = Assembly.watch(
                    name(),
                    disks,
                    Settings.healPolicy(settings.heal()),
                    Settings.breakerLimits(settings.breaker()),
                    alerts);
            device = watched;
            if (left) {
                // Meanwhile: another one watches it by now, or will.
                unwatch();
                return;
            }
            id = watched.status().id();
            surfaces.watch(watched.status().id());
            news = false;
            LOG.info("{}: watching {}", name(), path);
            alerts.raise(Alert.of(Alert.Kind.ASSEMBLED, Severity.INFO, name() + ": assembled from " + path)
                    .with(Alert.DEVICE, name())
                    .with(Alert.DISK, path));
        } catch (AssemblyException | IOException e) {
            String why = String.valueOf(e.getMessage());
            news |= !why.equals(reason);
            reason = why;
            throw new AssemblyException(why, e);
        }
    }

    /** Raises the alert that it is missing. It does not wait for a look at a disk that hangs. */
    void tellMissing() {
        news = false;
        alerts.raise(Alert.of(Alert.Kind.ASSEMBLY_FAILED, Severity.CRITICAL, name() + " is not available: " + reason)
                .with(Alert.DEVICE, name()));
    }

    /** Whether it is missing for a reason that was not told. */
    boolean hasNews() {
        return news && wanted();
    }

    /** Gives the device more spares. */
    synchronized Growth.Grown addSpares(Growth growth) throws AssemblyException {
        WatchedDevice watched = watched();
        Growth.Taken taken = growth.take(watched.status().geometry());
        try {
            Geometry larger = await(
                    watched.join(growth, Assembly.isolated(taken.disk())),
                    "it takes the spare device as soon as it can");
            return new Growth.Grown(larger.spares(), taken.destroyed());
        } catch (AssemblyException e) {
            throw new AssemblyException(e.getMessage() + Growth.told(taken.destroyed()), e);
        }
    }

    private WatchedDevice watched() throws AssemblyException {
        WatchedDevice watched = device;
        if (watched == null) {
            throw new AssemblyException(name() + " is not available: " + reason);
        }
        return watched;
    }

    private <T> T await(CompletableFuture<T> done, String otherwise) throws AssemblyException {
        try {
            return done.get(JOIN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new AssemblyException(String.valueOf((cause == null ? e : cause).getMessage()), e);
        } catch (TimeoutException e) {
            throw new AssemblyException(
                    name() + " has been busy for " + JOIN_SECONDS + " s; " + otherwise + ", see remapd status", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssemblyException("interrupted", e);
        }
    }

    /** Opens or closes the device's breaker, and waits until that is done. */
    void switchBreaker(boolean open) throws AssemblyException {
        await(watched().switchBreaker(open), "its breaker is switched as soon as it can be");
    }

    /** Moves the unit of a sector to a spare, and waits until it is there. */
    HandMove moveToSpare(MappedSector sector) throws AssemblyException {
        return await(watched().moveToSpare(sector), "it is moved as soon as it can be");
    }

    /** Brings the unit of a sector back from its spare, and waits until it is there. */
    HandMove bringBack(MappedSector sector) throws AssemblyException {
        return await(watched().bringBack(sector), "it is brought back as soon as it can be");
    }

    /** Takes the device away. If it is in use it stays, and goes on being watched. */
    synchronized void stop() throws AssemblyException {
        stopped = true;
        unwatch();
        try {
            Partitions.remove(name());
            Assembly.stop(name());
            reason = "stopped by hand";
        } catch (AssemblyException e) {
            assemble();
            throw e;
        }
    }

    /** Leaves the device as it is, and its disk alone, for good. It does not wait for a look at a disk that hangs. */
    void leave() {
        left = true;
        if (device != null) {
            unwatch();
        }
    }

    /** Leaves the device as it is, and its disk alone. */
    private synchronized void unwatch() {
        WatchedDevice watched = device;
        scrubs().forEach(DeviceScrub::leave);
        if (watched != null) {
            device = null;
            watched.close();
        }
    }

    /**
     * A scrub to be run; empty if one runs already that this one does not go with. Of one of the whole device that was interrupted it is the
     * rest.
     *
     * @param parts only these; empty for all of the device
     * @param turn  without which it does not read
     * @throws IOException if that cannot be scrubbed now; the message says why
     */
    synchronized Optional<DeviceScrub> beginScrub(
            Optional<List<MappedRange>> parts, DiskPass.Occasion occasion, Turns.Turn turn) throws IOException {
        WatchedDevice watched = device;
        if (watched == null) {
            throw new IOException(name() + " is not available: " + reason);
        }
        Optional<DeviceScrub> running = scrubs().stream()
                .filter(other -> !other.goesWith(parts, occasion))
                .findFirst();
        if (running.isPresent()) {
            if (occasion == DiskPass.Occasion.BY_HAND && running.get().leavesAsleep()) {
                // That wakes it.
                requireAlive(watched);
            }
            return Optional.empty();
        }
        boolean asleep = occasion != DiskPass.Occasion.BY_HAND && isLeftAsleep(watched);
        if (!asleep) {
            requireAlive(watched);
        }
        try {
            DeviceScrub begun =
                    new DeviceScrub(watched, parts, settings.scrub(), occasion, turn, scrubFile(), surfaces, alerts);
            if (!asleep) {
                begun.keep();
            }
            remember(begun);
            return Optional.of(begun);
        } catch (IllegalArgumentException e) {
            throw new IOException(name() + ": " + e.getMessage(), e);
        }
    }

    private void remember(DeviceScrub begun) {
        if (begun.whole()) {
            whole = begun;
        } else {
            part = begun;
        }
        last = wholeScrub().orElse(begun);
    }

    /**
     * Nobody is to go on with a scrub of all of the device that was interrupted. Whether there was one.
     *
     * @throws IOException if the device is too busy to take that down
     */
    boolean forgetScrub() throws IOException {
        // A look at a disk that hangs is not waited for.
        return device != null && wholeScrub().isEmpty() && forgetInterrupted();
    }

    private synchronized boolean forgetInterrupted() throws IOException {
        WatchedDevice watched = device;
        if (watched == null || wholeScrub().isPresent()) {
            return false;
        }
        ScrubMemory memory = new ScrubMemory(watched, scrubFile(), Clock.SYSTEM);
        if (memory.underway().isEmpty()) {
            return false;
        }
        long limit = System.nanoTime() + FORGET_LIMIT.toNanos();
        try {
            if (!memory.forget(() -> System.nanoTime() < limit)) {
                throw new IOException(name() + ": too busy to take down that its scrub is not to go on; try again");
            }
            // Else one that is begun next might go on with it all the same.
            watched.settled(FORGET_LIMIT)
                    .ifPresent(done -> done.completeOnTimeout(null, FORGET_LIMIT.toSeconds(), TimeUnit.SECONDS)
                            .join());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(name() + ": interrupted", e);
        }
    }

    /**
     * What is known to be bad, or suspected.
     *
     * @throws IOException if there is nothing, or nobody knows
     */
    List<MappedRange> suspects() throws IOException {
        WatchedDevice watched = device;
        if (watched == null) {
            throw new IOException(name() + " is not available: " + reason);
        }
        DeviceStatus status = watched.status();
        List<MappedRange> known = status.faults().stream()
                .map(fault -> new MappedRange(fault.unit(), status.geometry().unitSectors()))
                .toList();
        if (known.isEmpty()) {
            throw new IOException(name() + ": nothing is known to be bad, nor suspected");
        }
        return known;
    }

    private ScrubFile scrubFile() {
        return new ScrubFile(runtime.resolve("scrub-" + name()));
    }

    /** Whether its disk sleeps, and a scrub that is due waits for it, so that it is not to be woken by us who only ask. */
    private boolean isLeftAsleep(WatchedDevice watched) {
        try {
            return settings.scrub().pauseOn().contains(Pause.SLEEP)
                    && DiskSurroundings.of(watched.status().disk()).asleep();
        } catch (IOException e) {
            LOG.debug("{}: whether its disk sleeps is not known: {}", watched.name(), e.getMessage());
            return false;
        }
    }

    private static void requireAlive(WatchedDevice watched) throws IOException {
        String path = watched.status().disk();
        try (IsolatedDevice disk = Assembly.openAside(path)) {
            if (new Aliveness(disk).besides(SectorRange.of(disk.sectors(), 1))) {
                return;
            }
        } catch (IOException e) {
            throw new IOException(watched.name() + ": its disk does not answer: " + e.getMessage(), e);
        }
        throw new IOException(watched.name() + ": its disk does not answer: nothing can be read from " + path);
    }
}
