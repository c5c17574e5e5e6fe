package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.sensor.kernellog.KmsgDevice;
import org.remapd.agent.sensor.target.TargetEvents;
import org.remapd.daemon.control.StatusReport;

/** The sensors that look at all devices at once: the kernel's log, the targets and SMART. */
final class Sensors implements AutoCloseable {

    private static final Duration SMART_ROUND = Duration.ofSeconds(5);

    private final Optional<KernelLogWatch> kernelLog;
    private final Optional<TargetWatch> targets;
    private final SmartWatch smart;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Sensors(Optional<KernelLogWatch> kernelLog, Optional<TargetWatch> targets, SmartWatch smart) {
        this.kernelLog = kernelLog;
        this.targets = targets;
        this.smart = smart;
    }

    /**
     * Begins to listen.
     *
     * @param scan has a device scrubbed soon
     */
    static Sensors start(Fleet fleet, AlertSink alerts, Consumer<String> scan) {
        SmartWatch smart = new SmartWatch(fleet, alerts, scan);
        Sensors sensors = new Sensors(kernelLog(fleet, alerts), targets(fleet), smart);
        sensors.kernelLog.ifPresent(watch -> thread("kernel log", watch::run));
        sensors.targets.ifPresent(watch -> thread("targets", watch::run));
        thread("smart", sensors::askDrives);
        return sensors;
    }

    private void askDrives() {
        try {
            while (!closed.await(SMART_ROUND.toMillis(), TimeUnit.MILLISECONDS)) {
                smart.round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<KernelLogWatch> kernelLog(Fleet fleet, AlertSink alerts) {
        try {
            return Optional.of(new KernelLogWatch(KmsgDevice.open(), fleet, alerts));
        } catch (IOException e) {
            alerts.raise(KernelLogWatch.unreadable(e));
            return Optional.empty();
        }
    }

    private static Optional<TargetWatch> targets(Fleet fleet) {
        try {
            return Optional.of(new TargetWatch(TargetEvents.open(), fleet));
        } catch (IOException e) {
            TargetWatch.sayThatEventsAreMissing(e);
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
        return smart.said(device);
    }

    @Override
    public void close() {
        closed.countDown();
        kernelLog.ifPresent(KernelLogWatch::close);
        targets.ifPresent(TargetWatch::close);
        smart.close();
    }
}
