package org.remapd.agent.fault;

import java.util.UUID;

/** A remap device, known by the UUID in its metadata and never by the name of the disk below. */
public record DeviceId(UUID uuid) {

    /** The name under which the device mapper knows it, whatever the device is called. */
    public String dmUuid() {
        return "REMAP-" + uuid;
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
