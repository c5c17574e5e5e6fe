package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.remapd.agent.device.LogicalBlocks;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.RateWindow;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.KernelLog;
import org.remapd.agent.sensor.kernellog.KernelLogSensor;
import org.remapd.agent.sensor.kernellog.Verdict;

/** Follows the kernel's log and hands what it says of our disks to the devices on them. One thread, its own. */
final class KernelLogWatch {

    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final Duration LOSS_SAID_AGAIN = Duration.ofMinutes(10);

    private static final int SEGMENT_PAGES = 16;
    /** Of one request, unless somebody raised the limit: BLK_DEF_MAX_SECTORS in the kernel's blkdev.h. */
    private static final long MOST_SECTORS = 2560;

    /**
     * So many of a kind are printed within 5 s (include/linux/ratelimit_types.h); that there were more is said when the next one comes
     * after that, if it comes.
     */
    private static final int BURST = 10;

    private static final RateWindow NONE = RateWindow.of(Duration.ofSeconds(5));

    private final KernelLog log;
    private final Fleet fleet;
    private final LogProgress progress;
    private final BooleanSupplier nothingIsMissed;
    private final AlertSink alerts;
    private final KernelLogSensor sensor = new KernelLogSensor(LogicalBlocks.system()::sectors);
    private RateWindow printed = NONE;
    private boolean upToDate;
    private long lossSaid;
    private volatile boolean closing;

    /**
     * Begins where {@code log} stands.
     *
     * @param nothingIsMissed whether what the log leaves out comes by another way, at present
     */
    KernelLogWatch(
            KernelLog log, Fleet fleet, LogProgress progress, BooleanSupplier nothingIsMissed, AlertSink alerts) {
        this.log = log;
        this.fleet = fleet;
        this.progress = progress;
        this.nothingIsMissed = nothingIsMissed;
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
                    upToDate = true;
                }
                progress.read(log.position());
            }
            progress.end(log.position());
        } catch (IOException e) {
            alerts.raise(unreadable(e));
        }
    }

    /** What is said when there is nothing to follow. */
    static Alert unreadable(IOException e) {
        return Alert.of(
                Alert.Kind.HINTS_MISSED,
                Severity.WARNING,
                "the kernel's log cannot be read (" + e.getMessage()
                        + "): only scrubs, SMART and the block layer find bad sectors");
    }

    void close() {
        closing = true;
    }

    private void route(Verdict verdict) {
        if (verdict.kind() == Verdict.Kind.LOST) {
            errorsWentUnseen();
            return;
        }
        if (verdict.kind().asksForAction() && verdict.device() != null && verdict.sector() != null) {
            fleet.hint(
                    verdict.device(),
                    extent(verdict, verdict.sector()),
                    ours -> new Observation.KernelLogged(ours, verdict.evidence()));
        }
        long time = Math.max(0, verdict.time().monotonicMicros()) * 1000;
        printed = printed.add(1, time);
        if (printed.count(time) >= BURST) {
            printed = NONE;
            lookAround();
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

    /** Whatever was logged before this daemon began to follow was not seen by any other way either. */
    private boolean isMissed() {
        return !upToDate || !nothingIsMissed.getAsBoolean();
    }

    private void lookAround() {
        if (isMissed()) {
            fleet.lookAround("the kernel had more than it logged");
        }
    }

    private void errorsWentUnseen() {
        lookAround();
        long now = System.nanoTime();
        if (isMissed() && now - lossSaid >= LOSS_SAID_AGAIN.toNanos()) {
            lossSaid = now;
            alerts.raise(Alert.of(
                    Alert.Kind.HINTS_MISSED,
                    Severity.NOTICE,
                    "the kernel had more errors than it logged; if they were of a watched disk, what is near to those that it did log is read,"
                            + " and a scrub finds the others"));
        }
    }
}
