package org.remapd.daemon;

import java.io.IOException;
import java.util.List;
import org.remapd.agent.device.Discovery;
import org.remapd.daemon.config.DeviceSelector;

/** Where the disks of a configured device are now. */
public final class DeviceDisks {

    private DeviceDisks() {}

    /** Their paths, in the device's order. */
    public static List<String> of(DeviceSelector selector) throws IOException {
        return selector instanceof DeviceSelector.ByDisk byDisk
                ? Discovery.disksWith(byDisk.disk().toString())
                : Discovery.disks(((DeviceSelector.ByUuid) selector).device());
    }
}
