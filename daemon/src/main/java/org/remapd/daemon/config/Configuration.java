package org.remapd.daemon.config;

import com.google.gson.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A whole configuration file.
 *
 * @param scrub for devices that say nothing else, as are the next three
 * @param metrics what others may see, and where
 * @param devices by name, in the order of the file
 */
public record Configuration(
        ScrubSettings scrub,
        HealSettings heal,
        BreakerSettings breaker,
        SmartSettings smart,
        AlertSettings alerts,
        MetricsSettings metrics,
        Map<String, DeviceSettings> devices) {

    /** What an empty file says. */
    public static final Configuration DEFAULT = new Configuration(
            ScrubSettings.DEFAULT,
            HealSettings.DEFAULT,
            BreakerSettings.DEFAULT,
            SmartSettings.DEFAULT,
            AlertSettings.DEFAULT,
            MetricsSettings.DEFAULT,
            Map.of());

    public Configuration {
        devices = Collections.unmodifiableMap(new LinkedHashMap<>(devices));
    }

    /** What the file says of a device; nothing if it does not name it. */
    public Optional<DeviceSettings> device(String name) {
        return Optional.ofNullable(devices.get(name));
    }

    /** In effect for a device, also for one the file does not name. */
    public ScrubSettings scrub(String device) {
        return device(device).map(DeviceSettings::scrub).orElse(scrub);
    }

    /** In effect for a device, also for one the file does not name. */
    public HealSettings heal(String device) {
        return device(device).map(DeviceSettings::heal).orElse(heal);
    }

    /** In effect for a device, also for one the file does not name. */
    public SmartSettings smart(String device) {
        return device(device).map(DeviceSettings::smart).orElse(smart);
    }

    /** As a file says it, every key of it; but for the devices. */
    public JsonObject written() {
        JsonObject all = new JsonObject();
        all.add("scrub", scrub.written());
        all.add("heal", heal.written());
        all.add("breaker", breaker.written());
        all.add("smart", smart.written());
        all.add("alerts", alerts.written());
        all.add("metrics", metrics.written());
        return all;
    }

    static Configuration read(TableReader root) {
        Configuration all = new Configuration(
                ScrubSettings.read(root.table("scrub"), ScrubSettings.DEFAULT),
                HealSettings.read(root.table("heal"), HealSettings.DEFAULT),
                BreakerSettings.read(root.table("breaker"), BreakerSettings.DEFAULT),
                SmartSettings.read(root.table("smart"), SmartSettings.DEFAULT),
                AlertSettings.read(root.table("alerts"), AlertSettings.DEFAULT),
                MetricsSettings.read(root.table("metrics"), MetricsSettings.DEFAULT),
                Map.of());
        Map<String, DeviceSettings> devices = devices(root.table("device"), all);
        root.rejectUnknown();
        return new Configuration(all.scrub, all.heal, all.breaker, all.smart, all.alerts, all.metrics, devices);
    }

    private static Map<String, DeviceSettings> devices(TableReader table, Configuration all) {
        Map<String, DeviceSettings> devices = new LinkedHashMap<>();
        Map<DeviceSelector, String> taken = new LinkedHashMap<>();
        for (String name : table.keys()) {
            DeviceSettings.read(name, table.table(name), all).ifPresent(device -> {
                String other = taken.putIfAbsent(device.selector(), name);
                if (other != null) {
                    table.wrong(name, "the disk is already that of device " + other + "; expected another");
                }
                devices.put(name, device);
            });
        }
        return devices;
    }
}
