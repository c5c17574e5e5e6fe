package org.remapd.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.device.StackReader;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.stack.Place;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.config.DeviceSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All devices that the configuration names. Any thread. */
final class Fleet {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    private final Path runtime;
    private final SurfaceMemory surfaces;
    private final AlertSink alerts;
    private final Map<String, Slot> slots = new ConcurrentSkipListMap<>();
    private final Map<String, Thread> looks = new ConcurrentSkipListMap<>();
    private final StackReader stacks = StackReader.system();

    /**
     * An empty one.
     *
     * @param runtime  a directory for what the next daemon of this boot should know
     * @param surfaces takes what scrubs learn
     */
    Fleet(Path runtime, SurfaceMemory surfaces, AlertSink alerts) {
        this.runtime = runtime;
        this.surfaces = surfaces;
        this.alerts = alerts;
    }

    /** Takes in what a configuration names; a device that it no longer names is kept until it is stopped. */
    void configure(Configuration configuration) {
        for (DeviceSettings settings : configuration.devices().values()) {
            add(settings).settings(settings);
        }
    }

    /** One more, or the one that has this name. */
    Slot add(DeviceSettings settings) {
        return slots.computeIfAbsent(settings.name(), name -> new Slot(settings, runtime, surfaces, alerts));
    }

    /** Nobody looks for this device any more. */
    void remove(String name) {
        slots.remove(name);
    }

    Collection<Slot> slots() {
        return slots.values();
    }

    Optional<Slot> slot(String name) {
        return Optional.ofNullable(slots.get(name));
    }

    /**
     * Begins to look for the disks of all devices that are wanted and not there, each on a thread of its own: a disk that hangs
     * holds up no other. While one look lasts there is no second for that device.
     */
    void look() {
        for (Slot slot : slots.values()) {
            if (slot.wanted()) {
                looks.compute(slot.name(), (name, look) -> look != null && look.isAlive() ? look : begin(slot));
            }
        }
    }

    private static Thread begin(Slot slot) {
        Thread look = new Thread(() -> assemble(slot), "look for " + slot.name());
        look.setDaemon(true);
        look.start();
        return look;
    }

    private static void assemble(Slot slot) {
        try {
            slot.assemble();
        } catch (AssemblyException e) {
            LOG.debug("{}: {}", slot.name(), e.getMessage());
        }
    }

    /** Waits for the looks that have begun, until {@link System#nanoTime} is {@code limit}. */
    void awaitLooks(long limit) {
        try {
            for (Thread look : looks.values()) {
                // At least 1: join(0) is without a bound.
                look.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(limit - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Raises the alerts for devices that are missing for a new reason. */
    void tellNews() {
        slots.values().stream().filter(Slot::hasNews).forEach(Slot::tellMissing);
    }

    /**
     * An error of a device, to whoever is on it.
     *
     * @param logged the device, by any of the names that the kernel has for it
     * @param where  in sectors of that device
     * @param hint   of a remap device's own disk's sectors
     * @return whether there is such a device
     */
    boolean hint(String logged, SectorRange where, Function<SectorRange, Observation> hint) {
        List<Place> places = stacks.bottom(logged, where);
        for (Slot slot : slots.values()) {
            slot.topology()
                    .ifPresent(topology -> topology.translate(places)
                            .forEach(ours -> slot.device().ifPresent(watched -> {
                                LOG.debug("{}: {} of {} {}", watched.name(), ours, logged, where);
                                watched.offer(hint.apply(ours));
                            })));
        }
        return !places.isEmpty();
    }

    /** Errors went unseen, nobody knows of which disk: each device looks around those that were seen of it lately. */
    void lookAround(String why) {
        devices().forEach(device -> device.lookAround(why));
    }

    /** Done once all that the devices were told so far is dealt with; failed if one could not, as long as its breaker is open. */
    CompletableFuture<Void> settled() {
        return CompletableFuture.allOf(devices().map(Fleet::settled).toArray(CompletableFuture<?>[]::new));
    }

    private static CompletableFuture<Void> settled(WatchedDevice device) {
        return device.settled()
                .thenRun(() -> device.status().breaker().ifPresent(open -> {
                    throw new IllegalStateException(device.name() + ": its breaker is open");
                }));
    }

    /** Those that are watched now. */
    Stream<WatchedDevice> devices() {
        return slots.values().stream().flatMap(slot -> slot.device().stream());
    }

    boolean complete() {
        return slots.values().stream().noneMatch(Slot::wanted);
    }

    /** Those of which nothing has been heard for longer than that. */
    List<String> still(Duration limit) {
        return devices()
                .filter(device -> device.stillFor().compareTo(limit) > 0)
                .map(WatchedDevice::name)
                .toList();
    }

    /** Leaves all devices as they are, and their disks alone, for good. */
    void leave() {
        slots.values().forEach(Slot::leave);
    }
}
