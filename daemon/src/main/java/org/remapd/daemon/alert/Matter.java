package org.remapd.daemon.alert;

import org.remapd.agent.fault.Alert;

/**
 * What alerts can be about.
 *
 * @param device its name; empty if it is about no device
 */
public record Matter(String device, Alert.Kind kind) {

    /** What one is about. */
    public static Matter of(Alert alert) {
        return new Matter(alert.fields().getOrDefault(Alert.DEVICE, ""), alert.kind());
    }
}
