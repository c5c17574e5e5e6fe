package org.remapd.daemon.config;

/**
 * Who is told of what: the table {@code [alerts]}.
 *
 * @param journalSeverity the least severe alert that goes to the journal
 */
public record AlertSettings(Severity journalSeverity) {

    /** How much an alert matters, from least to most. */
    public enum Severity {
        /** Something was done as it should be. */
        INFO,
        /** Something changed that is worth knowing. */
        NOTICE,
        /** Something should be looked into. */
        WARNING,
        /** Data is lost or about to be. */
        CRITICAL
    }

    public static final AlertSettings DEFAULT = new AlertSettings(Severity.INFO);

    private static final Setting<Severity> SEVERITY = Setting.oneOf(Severity.class);

    static AlertSettings read(TableReader table, AlertSettings otherwise) {
        AlertSettings settings = new AlertSettings(table.get("journal-severity", SEVERITY, otherwise.journalSeverity));
        table.rejectUnknown();
        return settings;
    }
}
