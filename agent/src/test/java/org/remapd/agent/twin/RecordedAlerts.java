package org.remapd.agent.twin;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.port.AlertSink;

/** Keeps what was raised. */
public final class RecordedAlerts implements AlertSink {

    private final List<Alert> raised = new CopyOnWriteArrayList<>();

    @Override
    public void raise(Alert alert) {
        raised.add(alert);
    }

    public List<Alert> all() {
        return List.copyOf(raised);
    }

    public List<Alert> of(Alert.Kind kind) {
        return raised.stream().filter(alert -> alert.kind() == kind).toList();
    }

    public List<Alert.Kind> kinds() {
        return raised.stream().map(Alert::kind).toList();
    }

    public void forget() {
        raised.clear();
    }
}
