package org.remapd.daemon;

import java.util.Optional;
import org.remapd.agent.port.AlertSink;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.control.StatusReport;

/** The sensors that look at all devices at once: the kernel's log and SMART. */
final class Sensors implements AutoCloseable {

    private Sensors() {}

    static Sensors start(Fleet fleet, Configuration configuration, AlertSink alerts) {
        return new Sensors();
    }

    /** What SMART said last of a device's disk. */
    Optional<StatusReport.Smart> smart(String device) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
