package org.remapd.agent.sensor.smart;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a drive has come: what a later report is compared with. What it did not say is null, or missing.
 *
 * @param wearPercent  see {@link SmartReport#wearPercent}
 * @param sparePercent see {@link SmartReport#sparePercent}
 */
public record SmartLevels(
        Map<SmartCount, Long> counts,
        @Nullable Integer wearPercent,
        @Nullable Integer sparePercent) {

    /** Of a drive of which nothing is known. */
    public static final SmartLevels UNKNOWN = new SmartLevels(Map.of(), null, null);

    public SmartLevels {
        counts = Map.copyOf(counts);
    }
}
