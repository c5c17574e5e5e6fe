package org.remapd.daemon;

import java.io.IOException;
import java.util.Optional;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.sensor.kernellog.KmsgDevice;
import org.remapd.daemon.config.Configuration;
import org.remapd.daemon.control.StatusReport;

/** The sensors that look at all devices at once: the kernel's log and SMART. */
final class Sensors implements AutoCloseable {

    private final Optional<KernelLogWatch> kernelLog;

    private Sensors(Optional<KernelLogWatch> kernelLog) {
        this.kernelLog = kernelLog;
    }

    static Sensors start(Fleet fleet, Configuration configuration, AlertSink alerts) {
        Optional<KernelLogWatch> kernelLog = kernelLog(fleet, alerts);
        kernelLog.ifPresent(watch -> thread("kernel log", watch::run));
        return new Sensors(kernelLog);
    }

    private static Optional<KernelLogWatch> kernelLog(Fleet fleet, AlertSink alerts) {
        try {
            return Optional.of(new KernelLogWatch(KmsgDevice.open(), fleet, alerts));
        } catch (IOException e) {
            alerts.raise(Alert.of(
                    Alert.Kind.HINTS_MISSED,
                    Severity.WARNING,
                    "the kernel's log cannot be read (" + e.getMessage()
                            + "): only scrubs and SMART find bad sectors"));
            return Optional.empty();
        }
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** What SMART said last of a device's disk. */
    Optional<StatusReport.Smart> smart(String device) {
        return Optional.empty();
    }

    @Override
    public void close() {
        kernelLog.ifPresent(KernelLogWatch::close);
    }
}
