package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.remapd.agent.Assembly;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.device.IsolatedDevice;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.Pace;
import org.remapd.agent.sensor.scrub.Scrub;
import org.remapd.agent.sensor.scrub.ScrubPlan;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.daemon.config.ScrubSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One scrub of one device: what it finds goes to the device, and it is over when all of that has been dealt with. */
final class DeviceScrub {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceScrub.class);

    /** A finding waits for room in the device's queue no longer than this; healing one unit may take minutes. */
    private static final Duration ROOM_LIMIT = Duration.ofMinutes(10);

    private static final Duration NOTE_EVERY = Duration.ofMinutes(1);

    /** What was found last may still have to be healed, and each heal has its own bounds. */
    private static final Duration SETTLE_LIMIT = Duration.ofHours(6);

    private final WatchedDevice device;
    private final AlertSink alerts;
    private final IsolatedDevice disk;
    private final Scrub scrub;
    private final ScrubPlan plan;
    private final boolean whole;
    private final List<SectorRange> unreadable = new ArrayList<>();
    private final AtomicLong noted = new AtomicLong(System.nanoTime());
    private volatile boolean settled;

    /**
     * Of a device, or of a part of it.
     *
     * @throws IllegalArgumentException if the device has no such part
     */
    DeviceScrub(WatchedDevice device, Optional<MappedRange> part, ScrubSettings settings, AlertSink alerts)
            throws IOException {
        this.plan = device.scrubPlan(part);
        this.whole = part.isEmpty();
        this.device = device;
        this.alerts = alerts;
        this.disk = Assembly.openForScrub(device.status().disk());
        this.scrub = new Scrub(
                disk,
                plan,
                Math.toIntExact(settings.blockSize().bytes()),
                new Pace(settings.maxRate().bytesPerSecond(), Clock.SYSTEM),
                Clock.SYSTEM,
                this::found);
    }

    private void found(Observation.ScrubRead bad) {
        unreadable.add(bad.where());
        offer(bad);
    }

    private void offer(Observation observation) {
        try {
            if (!device.offer(observation, ROOM_LIMIT)) {
                LOG.warn(
                        "{}: nobody had time for disk {}, {}", device.name(), observation.where(), observation.cause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            scrub.cancel();
        }
    }

    /** Scrubs, waits for the heals, tells the journal. */
    ScrubProgress run() {
        LOG.info(
                "{}: scrub of {} sectors begins",
                device.name(),
                scrub.progress().sectors());
        try {
            note(scrub.progress());
            ScrubProgress end = scrub.run();
            if (end.state() == ScrubProgress.State.FINISHED) {
                offerReadAgain();
            }
            settle();
            note(end);
            raise(end);
            return end;
        } finally {
            settled = true;
            disk.close();
        }
    }

    /** Faults that are open and yet were read: somebody has rewritten them, or the drive has come round. */
    private void offerReadAgain() {
        device.status().openFaults().stream()
                .map(Fault::onDisk)
                .filter(where -> plan.ranges().stream().anyMatch(where::overlaps))
                .filter(where -> unreadable.stream().noneMatch(where::overlaps))
                .map(Observation.ReadAgain::new)
                .forEach(this::offer);
    }

    private void settle() {
        try {
            device.settled().get(SETTLE_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: the scrub is over, and its findings are still being dealt with", device.name());
        }
    }

    private void raise(ScrubProgress end) {
        boolean failed = end.state() == ScrubProgress.State.FAILED;
        String summary = failed
                ? device.name() + ": the scrub could not go on: " + end.why().orElse("")
                : device.name() + ": scrub " + end.state().name().toLowerCase(Locale.ROOT) + ", " + end.done()
                        + " sectors read, " + end.unreadable() + " unreadable";
        alerts.raise(Alert.of(
                        failed ? Alert.Kind.SCRUB_FAILED : Alert.Kind.SCRUB_FINISHED,
                        failed ? Severity.WARNING : Severity.INFO,
                        summary)
                .with(Alert.DEVICE, device.name())
                .with(Alert.DISK, device.status().disk()));
    }

    /** Has the device remember how far it is, if that is a while ago; any thread. */
    void noteNowAndThen() {
        long before = noted.get();
        if (System.nanoTime() - before > NOTE_EVERY.toNanos() && noted.compareAndSet(before, System.nanoTime())) {
            note(scrub.progress());
        }
    }

    /** Of one of a part of the disk nothing is remembered. */
    private void note(ScrubProgress progress) {
        if (!whole) {
            return;
        }
        Optional<ScrubNote.Finished> last = device.status().scrub().last();
        boolean finished = progress.state() == ScrubProgress.State.FINISHED;
        boolean running = progress.state() == ScrubProgress.State.RUNNING;
        ScrubNote note = new ScrubNote(
                running ? Optional.of(progress.started()) : Optional.empty(),
                running ? progress.position() : new DiskSector(0),
                running ? progress.unreadable() : 0,
                finished
                        ? Optional.of(
                                new ScrubNote.Finished(progress.started(), Clock.SYSTEM.now(), progress.unreadable()))
                        : last);
        if (!device.note(note)) {
            LOG.debug("{}: too busy to note how the scrub does", device.name());
        }
    }

    void cancel() {
        scrub.cancel();
    }

    /** Whether it is of all of the disk. */
    boolean whole() {
        return whole;
    }

    /** Whether it still reads, or its findings are still being dealt with. */
    boolean running() {
        return !settled;
    }

    ScrubProgress progress() {
        return scrub.progress();
    }
}
