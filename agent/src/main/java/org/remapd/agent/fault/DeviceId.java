package org.remapd.agent.fault;

import java.util.UUID;

/** A remap device, known by the UUID in its metadata and never by the name of the disk below. */
public record DeviceId(UUID uuid) {

    /** What the device mapper's UUID of a remap device begins with. */
    public static final String DM_PREFIX = "REMAP-";

    /** The name under which the device mapper knows it, whatever the device is called. */
    public String dmUuid() {
        return DM_PREFIX + uuid;
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
