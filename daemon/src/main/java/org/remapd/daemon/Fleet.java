package org.remapd.daemon;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.port.AlertSink;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.config.DeviceSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All devices that the configuration names. Any thread. */
final class Fleet {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    private final AlertSink alerts;
    private final Map<String, Slot> slots = new ConcurrentSkipListMap<>();

    Fleet(AlertSink alerts) {
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
        return slots.computeIfAbsent(settings.name(), name -> new Slot(settings, alerts));
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

    /** Looks for the disks of all devices that are wanted and not there. */
    void assembleMissing() {
        for (Slot slot : slots.values()) {
            if (slot.wanted()) {
                try {
                    slot.assemble();
                } catch (AssemblyException e) {
                    LOG.debug("{}: {}", slot.name(), e.getMessage());
                }
            }
        }
    }

    boolean complete() {
        return slots.values().stream().noneMatch(Slot::wanted);
    }

    /** Leaves all devices as they are, and their disks alone. */
    void unwatch() {
        slots.values().forEach(Slot::unwatch);
    }
}
