package org.remapd.daemon.alert;

import java.util.Map;
import java.util.TreeMap;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Systemd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alerts as journal entries, each with its MESSAGE_ID and fields that {@code journalctl FIELD=value} finds. */
public final class JournalAlerts implements AlertSink {

    private static final Logger LOG = LoggerFactory.getLogger(JournalAlerts.class);

    private final Severity least;

    /** Only alerts at least as severe as {@code least} are written. */
    public JournalAlerts(Severity least) {
        this.least = least;
    }

    @Override
    public void raise(Alert alert) {
        if (!alert.severity().atLeast(least)) {
            return;
        }
        try {
            Systemd.journal(fields(alert));
        } catch (ErrnoException e) {
            LOG.error("an alert did not reach the journal ({}): {}", e.getMessage(), alert.message());
        }
    }

    private static Map<String, String> fields(Alert alert) {
        Map<String, String> fields = new TreeMap<>(alert.fields());
        fields.put("MESSAGE", alert.message());
        fields.put("MESSAGE_ID", alert.kind().messageId());
        fields.put("PRIORITY", Integer.toString(alert.severity().priority()));
        fields.put("SYSLOG_IDENTIFIER", "remapd");
        return fields;
    }
}
