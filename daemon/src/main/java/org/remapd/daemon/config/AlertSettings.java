package org.remapd.daemon.config;

import com.google.gson.JsonObject;
import org.remapd.agent.fault.Severity;

/**
 * Who is told of what: the table {@code [alerts]}.
 *
 * @param journalSeverity the least severe alert that goes to the journal
 */
public record AlertSettings(Severity journalSeverity) {

    public static final AlertSettings DEFAULT = new AlertSettings(Severity.INFO);

    private static final Setting<Severity> SEVERITY = Setting.oneOf(Severity.class);

    static AlertSettings read(TableReader table, AlertSettings otherwise) {
        AlertSettings settings = new AlertSettings(table.get("journal-severity", SEVERITY, otherwise.journalSeverity));
        table.rejectUnknown();
        return settings;
    }

    /** As a file says it, every key of it. */
    JsonObject written() {
        JsonObject table = new JsonObject();
        table.addProperty("journal-severity", Setting.written(journalSeverity));
        return table;
    }
}
