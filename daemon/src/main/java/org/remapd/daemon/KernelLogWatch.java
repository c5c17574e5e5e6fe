package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.device.LogicalBlocks;
import org.remapd.agent.device.StackReader;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.KernelLog;
import org.remapd.agent.sensor.kernellog.KernelLogSensor;
import org.remapd.agent.sensor.kernellog.Verdict;
import org.remapd.agent.stack.Place;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the kernel's log and hands what it says of our disks to the devices on them. One thread, its own. */
final class KernelLogWatch {

    private static final Logger LOG = LoggerFactory.getLogger(KernelLogWatch.class);
    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final Duration LOSS_SAID_AGAIN = Duration.ofMinutes(10);

    private static final int SEGMENT_PAGES = 16;
    /** Of one request, unless somebody raised the limit: BLK_DEF_MAX_SECTORS in the kernel's blkdev.h. */
    private static final long MOST_SECTORS = 2560;

    private final KernelLog log;
    private final Fleet fleet;
    private final AlertSink alerts;
    private final KernelLogSensor sensor = new KernelLogSensor(LogicalBlocks::sectors);
    private final StackReader stacks = StackReader.system();
    private long lossSaid;
    private volatile boolean closing;

    KernelLogWatch(KernelLog log, Fleet fleet, AlertSink alerts) {
        this.log = log;
        this.fleet = fleet;
        this.alerts = alerts;
        this.lossSaid = System.nanoTime() - LOSS_SAID_AGAIN.toNanos();
    }

    void run() {
        try (log) {
            while (!closing) {
                Optional<KernelLog.Entry> entry = log.poll(SILENCE);
                if (entry.isPresent()) {
                    sensor.accept(entry.get(), this::route);
                } else {
                    sensor.quiet(SILENCE, this::route);
                }
            }
        } catch (IOException e) {
            alerts.raise(unreadable(e));
        }
    }

    /** What is said when there is nothing to follow. */
    static Alert unreadable(IOException e) {
        return Alert.of(
                Alert.Kind.HINTS_MISSED,
                Severity.WARNING,
                "the kernel's log cannot be read (" + e.getMessage() + "): only scrubs and SMART find bad sectors");
    }

    void close() {
        closing = true;
    }

    private void route(Verdict verdict) {
        if (verdict.kind() == Verdict.Kind.LOST) {
            sayThatErrorsWereLost();
        } else if (verdict.kind().asksForAction() && verdict.device() != null && verdict.sector() != null) {
            offer(verdict.device(), extent(verdict, verdict.sector()), verdict.evidence());
        }
    }

    /**
     * Where to look. If the block layer's line is all there is, how long the request was is a guess from its number of segments,
     * counted as pages, and each may be as long as 64 KiB (BLK_MAX_SEGMENT_SIZE in the kernel's blkdev.h).
     */
    private static SectorRange extent(Verdict verdict, DiskSector first) {
        long count = verdict.count() == null ? 1 : verdict.count();
        boolean guessed =
                verdict.kind() != Verdict.Kind.EXACT && verdict.evidence().size() == 1;
        long widened = Math.max(count, Math.min(count * SEGMENT_PAGES, MOST_SECTORS));
        return new SectorRange(first, guessed ? widened : count);
    }

    private void offer(String device, SectorRange where, List<String> evidence) {
        List<Place> places = stacks.bottom(device, where);
        for (Slot slot : fleet.slots()) {
            slot.topology()
                    .ifPresent(topology -> topology.translate(places)
                            .forEach(ours -> slot.device().ifPresent(watched -> {
                                LOG.debug("{}: {} of {}", watched.name(), ours, evidence);
                                watched.offer(new Observation.KernelLogged(ours, evidence));
                            })));
        }
    }

    private void sayThatErrorsWereLost() {
        long now = System.nanoTime();
        if (now - lossSaid < LOSS_SAID_AGAIN.toNanos()) {
            return;
        }
        lossSaid = now;
        alerts.raise(Alert.of(
                Alert.Kind.HINTS_MISSED,
                Severity.NOTICE,
                "the kernel had more errors than it logged; if they were of a watched disk, a scrub finds them"));
    }
}
