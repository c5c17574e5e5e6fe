package org.remapd.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.remapd.agent.device.Discovery;
import org.remapd.agent.fault.DeviceId;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.config.DeviceSelector;
import org.remapd.daemon.config.DeviceSettings;

/**
 * A remap device that lies on disks of this machine.
 *
 * @param settings   as it is to be assembled
 * @param configured whether the file names it
 */
public record FoundDevice(DeviceSettings settings, boolean configured) {

    /** Some on a disk that are to be known. */
    record Seen(DeviceId device, String name, Path disk) {}

    /**
     * What is found beside what is configured.
     *
     * @param devices   those that can be assembled, each once
     * @param nameless  why others cannot: their names are taken
     */
    public record Outcome(List<FoundDevice> devices, List<String> nameless) {}

    /** Of what lies on these disks. */
    public static Outcome among(Collection<Discovery.Candidate> disks, Configuration configuration) {
        List<Seen> seen = disks.stream()
                .map(disk ->
                        new Seen(disk.device(), disk.membership().superblock().name(), Path.of(disk.path())))
                .toList();
        return of(seen, configuration, FoundDevice::real);
    }

    /** What the file calls a device that lies on these disks; empty if it does not name it. */
    public static Optional<String> configuredName(UUID device, Collection<String> disks, Configuration configuration) {
        DeviceId id = new DeviceId(device);
        List<Seen> seen =
                disks.stream().map(disk -> new Seen(id, "", Path.of(disk))).toList();
        return configured(id, seen, configuration, FoundDevice::real).map(DeviceSettings::name);
    }

    private static Optional<DeviceSettings> configured(
            DeviceId device, List<Seen> seen, Configuration configuration, Links links) {
        return configuration.devices().values().stream()
                .filter(settings -> means(settings.selector(), device, seen, links))
                .findFirst();
    }

    private static Path real(Path link) {
        try {
            return link.toRealPath();
        } catch (IOException e) {
            return link;
        }
    }

    /** The real path of one that the file names. */
    interface Links {
        Path real(Path link);
    }

    static Outcome of(List<Seen> seen, Configuration configuration, Links links) {
        Map<DeviceId, Seen> each = new LinkedHashMap<>();
        seen.forEach(one -> each.putIfAbsent(one.device(), one));
        Map<String, DeviceId> taken = new HashMap<>();
        List<FoundDevice> devices = new ArrayList<>();
        List<String> nameless = new ArrayList<>();
        for (Seen one : each.values()) {
            Optional<DeviceSettings> own = configured(one.device(), seen, configuration, links);
            if (own.isPresent()) {
                devices.add(new FoundDevice(own.get(), true));
            } else if (!DeviceSettings.isName(one.name())) {
                nameless.add(another(one, "is called \"" + one.name() + "\", and no device can be called that"));
            } else if (configuration.device(one.name()).isPresent() || taken.containsKey(one.name())) {
                nameless.add(another(one, "is called " + one.name() + ", as is another"));
            } else {
                taken.put(one.name(), one.device());
                devices.add(new FoundDevice(settings(one, configuration), false));
            }
        }
        return new Outcome(devices, nameless);
    }

    private static boolean means(DeviceSelector selector, DeviceId device, List<Seen> seen, Links links) {
        if (selector instanceof DeviceSelector.ByUuid byUuid) {
            return byUuid.device().equals(device);
        }
        Path disk = links.real(((DeviceSelector.ByDisk) selector).disk());
        return seen.stream()
                .anyMatch(one -> one.device().equals(device) && one.disk().equals(disk));
    }

    private static DeviceSettings settings(Seen one, Configuration all) {
        return new DeviceSettings(
                one.name(),
                new DeviceSelector.ByUuid(one.device()),
                all.scrub(),
                all.heal(),
                all.breaker(),
                all.smart());
    }

    private static String another(Seen one, String why) {
        return "device " + one.device() + " on " + one.disk() + " " + why
                + "; give it a name of its own in /etc/remapd.conf: [device.OTHER] uuid = \"" + one.device() + "\"";
    }
}
