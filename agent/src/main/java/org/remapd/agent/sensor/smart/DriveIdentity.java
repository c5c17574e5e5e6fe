package org.remapd.agent.sensor.smart;

import org.jspecify.annotations.Nullable;

/**
 * Which drive it is, wherever it is plugged in, as far as it says so.
 *
 * @param wwn see {@link SmartReport#wwn}
 */
public record DriveIdentity(
        @Nullable String model,
        @Nullable String serial,
        @Nullable String wwn) {

    /** Whether it tells this drive from others of its kind. */
    public boolean isUnique() {
        return serial != null || wwn != null;
    }
}
