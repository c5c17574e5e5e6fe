package org.remapd.agent.fault;

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

    public int priority() {
        return priority;
    }

    public boolean atLeast(Severity other) {
        return priority <= other.priority;
    }
}
