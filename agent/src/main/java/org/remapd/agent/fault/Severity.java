package org.remapd.agent.fault;

import java.util.Locale;

/** How urgent an alert is; the numbers are those of syslog(3), which the journal's PRIORITY field takes. */
public enum Severity {
    INFO(6),
    NOTICE(5),
    WARNING(4),
    CRITICAL(2);

    private final int priority;

    Severity(int priority) {
        this.priority = priority;
    }

    /** Its name for people and programs, as {@code critical}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int priority() {
        return priority;
    }

    public boolean atLeast(Severity other) {
        return priority <= other.priority;
    }
}
