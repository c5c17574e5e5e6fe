package org.remapd.daemon;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.port.AlertSink;

/** Raises an alert when a device begins to run out of spares: nothing happens just then that would have one. One thread at a time. */
final class RunwayWatch {

    /** Those that run out, and it was told. */
    private final Set<String> told = new HashSet<>();

    /** Some time has passed; so a device is now. */
    void look(DeviceStatus status, Instant now, AlertSink alerts) {
        Optional<Alert> low = Conditions.runningOut(status, now);
        if (low.isEmpty()) {
            told.remove(status.name());
        } else if (told.add(status.name())) {
            alerts.raise(low.get());
        }
    }
}
