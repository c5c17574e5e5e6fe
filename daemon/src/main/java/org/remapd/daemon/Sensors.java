package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.KernelLog;
import org.remapd.agent.sensor.blocktrace.TraceInstance;
import org.remapd.agent.sensor.kernellog.KmsgDevice;
import org.remapd.agent.sensor.target.TargetEvents;
import org.remapd.daemon.control.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sensors that look at all devices at once: the kernel's log, the block layer, the targets and SMART. */
final class Sensors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sensors.class);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final Optional<BlockErrorWatch> blockErrors;
    private final Optional<KernelLogWatch> kernelLog;
    private final Optional<TargetWatch> targets;
    private final SmartWatch smart;
    private final List<Thread> toEnd = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Sensors(
            Optional<BlockErrorWatch> blockErrors,
            Optional<KernelLogWatch> kernelLog,
            Optional<TargetWatch> targets,
            SmartWatch smart) {
        this.blockErrors = blockErrors;
        this.kernelLog = kernelLog;
        this.targets = targets;
        this.smart = smart;
    }

    /**
     * Begins to look.
     *
     * @param position where the kernel's log is gone on with, and where that is kept
     * @param memory   what drives said before
     * @param scan     has a device scrubbed soon
     */
    static Sensors start(
            Fleet fleet, PositionFile position, DriveMemory memory, AlertSink alerts, Consumer<String> scan) {
        Optional<BlockErrorWatch> blockErrors = blockErrors(fleet);
        Sensors sensors = new Sensors(
                blockErrors,
                kernelLog(fleet, position, blockErrors, alerts),
                targets(fleet),
                new SmartWatch(fleet, memory, alerts, scan));
        sensors.blockErrors.ifPresent(watch -> sensors.toEnd.add(thread("block errors", watch::run)));
        sensors.kernelLog.ifPresent(watch -> sensors.toEnd.add(thread("kernel log", watch::run)));
        sensors.targets.ifPresent(watch -> thread("targets", watch::run));
        thread("smart", () -> sensors.nowAndThen(sensors.smart::round));
        thread("drive memory", () -> sensors.nowAndThen(memory::tend));
        return sensors;
    }

    private void nowAndThen(Runnable work) {
        try {
            do {
                work.run();
            } while (!closed.await(ROUND.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<BlockErrorWatch> blockErrors(Fleet fleet) {
        try {
            return Optional.of(new BlockErrorWatch(TraceInstance.open(), fleet));
        } catch (IOException e) {
            BlockErrorWatch.sayThatOnlyTheLogTells(e);
            return Optional.empty();
        }
    }

    private static Optional<KernelLogWatch> kernelLog(
            Fleet fleet, PositionFile position, Optional<BlockErrorWatch> blockErrors, AlertSink alerts) {
        try {
            return Optional.of(new KernelLogWatch(
                    KmsgDevice.open(goOn(position)),
                    fleet,
                    new LogProgress(position, fleet::settled, Clock.SYSTEM),
                    () -> blockErrors.filter(BlockErrorWatch::following).isPresent(),
                    alerts));
        } catch (IOException e) {
            alerts.raise(KernelLogWatch.unreadable(e));
            return Optional.empty();
        }
    }

    private static Optional<KernelLog.Position> goOn(PositionFile position) {
        try {
            return position.read();
        } catch (IOException e) {
            LOG.warn("the kernel's log is read from its beginning: {}", e.toString());
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

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** What SMART said last of a device's disk. */
    Optional<StatusReport.Smart> smart(String device) {
        return smart.said(device);
    }

    /** Whether the disk of a device says that it is about to fail; empty if it says nothing. */
    Optional<Boolean> predictsFailure(String device) {
        return smart(device).filter(SmartReports::isKnown).map(SmartReports::isFailing);
    }

    /** Waits, for a bounded time, for those that leave something behind. */
    @Override
    public void close() {
        closed.countDown();
        blockErrors.ifPresent(BlockErrorWatch::close);
        kernelLog.ifPresent(KernelLogWatch::close);
        targets.ifPresent(TargetWatch::close);
        smart.close();
        try {
            for (Thread thread : toEnd) {
                thread.join(END_LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
