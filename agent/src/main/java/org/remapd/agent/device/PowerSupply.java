package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the machine runs on (Documentation/ABI/testing/sysfs-class-power). */
final class PowerSupply {

    private PowerSupply() {}

    /**
     * Whether that is a battery: one of the machine's discharges, and no supply is online. So a machine that has none, or does not tell, runs on
     * mains. The battery of a mouse ({@code scope} Device) counts for nothing.
     *
     * @param supplies such as /sys/class/power_supply
     */
    static boolean isBattery(Path supplies) throws IOException {
        boolean discharges = false;
        for (String name : SysDirectory.names(supplies)) {
            Path supply = supplies.resolve(name);
            if (says(supply, "type", "Battery")) {
                discharges |= says(supply, "status", "Discharging") && !says(supply, "scope", "Device");
            } else if (says(supply, "online", "1")) {
                return false;
            }
        }
        return discharges;
    }

    private static boolean says(Path supply, String file, String word) throws IOException {
        return SysFile.word(supply.resolve(file)).equals(Optional.of(word));
    }
}
