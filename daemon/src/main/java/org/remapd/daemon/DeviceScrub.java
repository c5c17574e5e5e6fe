package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.remapd.agent.Assembly;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.device.BackgroundThreads;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.DiskPacing;
import org.remapd.agent.sensor.scrub.ReadBuffers;
import org.remapd.agent.sensor.scrub.Scrub;
import org.remapd.agent.sensor.scrub.ScrubPlan;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.agent.sensor.scrub.pace.Limits;
import org.remapd.daemon.config.ScrubSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One scrub of one device: what it finds goes to the device, and it is over when all of that has been dealt with. */
final class DeviceScrub implements Scrub.Findings {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceScrub.class);

    /** A finding waits for room in the device's queue no longer than this; healing one unit may take minutes. */
    private static final Duration ROOM_LIMIT = Duration.ofMinutes(10);

    /** What was found last may still have to be healed, and each heal has its own bounds. */
    private static final Duration SETTLE_LIMIT = Duration.ofHours(6);

    /** When the daemon ends, how far it is has this long to get to the disk. */
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);

    /** A disk that has not answered for so long stalls: the kernel gives up on most commands then. */
    private static final Duration STALLS = Duration.ofSeconds(30);

    /** Of all devices. */
    private static final ReadBuffers BUFFERS = new ReadBuffers();

    private final WatchedDevice device;
    private final AlertSink alerts;
    private final ScrubMemory memory;
    private final DiskPacing pacing;
    private final Scrub scrub;
    private final ScrubPlan plan;
    private final boolean whole;
    private final List<SectorRange> unreadable = new CopyOnWriteArrayList<>();
    private final CountDownLatch settled = new CountDownLatch(1);
    private volatile boolean leaving;
    private boolean stalls;

    /**
     * Of a device, or of parts of it. One of the whole device that was interrupted goes on.
     *
     * @param parts  only these; empty for all of the disk
     * @param byHand whether somebody waits for it: then it has no period and no windows
     * @throws IllegalArgumentException if the device has no such parts
     */
    DeviceScrub(
            WatchedDevice device,
            Optional<List<MappedRange>> parts,
            ScrubSettings settings,
            boolean byHand,
            ScrubFile file,
            AlertSink alerts)
            throws IOException {
        this.plan = device.scrubPlan(parts);
        this.whole = parts.isEmpty();
        this.device = device;
        this.alerts = alerts;
        this.memory = new ScrubMemory(device, file, Clock.SYSTEM);
        String disk = device.status().disk();
        List<BlockDevice> handles =
                Assembly.openForScrub(disk).stream().map(device::forScrub).toList();
        this.pacing = pacing(disk, byHand ? settings.limits().byHand() : settings.limits(), handles);
        this.scrub = new Scrub(
                handles,
                plan,
                Optional.of(memory)
                        .filter(known -> whole)
                        .flatMap(ScrubMemory::underway)
                        .orElseGet(() -> Scrub.begin(Clock.SYSTEM.now())),
                BUFFERS,
                Math.toIntExact(settings.blockSize().bytes()),
                pacing,
                new BackgroundThreads("scrub " + device.name()),
                Clock.SYSTEM,
                this);
    }

    private static DiskPacing pacing(String disk, Limits limits, List<BlockDevice> handles) throws IOException {
        try {
            return DiskPacing.of(disk, limits, Clock.SYSTEM);
        } catch (IOException e) {
            handles.forEach(BlockDevice::close);
            throw e;
        }
    }

    @Override
    public void found(Observation.ScrubRead bad) {
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

    @Override
    public void passing(ScrubProgress now) {
        if (whole) {
            memory.passing(underway(now));
        }
        boolean silent = now.silent().compareTo(STALLS) > 0;
        if (silent && !stalls) {
            alerts.raise(alert(
                    Alert.Kind.SCRUB_STALLED,
                    Severity.WARNING,
                    device.name() + ": the scrub stalls: its disk has not answered for "
                            + now.silent().toSeconds() + " s"));
        }
        stalls = silent;
    }

    private ScrubNote.Underway underway(ScrubProgress now) {
        return new ScrubNote.Underway(now.started(), now.at(), now.unreadable(), now.busy(), scrub.isPaused());
    }

    /** Scrubs, waits for the heals, tells the journal. */
    ScrubProgress run() {
        ScrubProgress begin = scrub.progress();
        LOG.info(
                "{}: scrub of {} sectors {}",
                device.name(),
                begin.sectors(),
                begin.done() == 0 ? "begins" : "goes on, of which " + begin.done() + " are done");
        try {
            if (whole) {
                memory.keep(underway(begin));
            }
            ScrubProgress end = scrub.run();
            leaving |= Thread.currentThread().isInterrupted();
            if (end.state() == ScrubProgress.State.FINISHED) {
                offerReadAgain();
            }
            if (whole) {
                remember(end);
            }
            settle();
            if (!leaving) {
                raise(end);
            }
            return end;
        } finally {
            pacing.close();
            settled.countDown();
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

    /** One that was interrupted, by a disk in trouble or as the daemon ends, goes on some day. */
    private void remember(ScrubProgress end) {
        if (end.state() == ScrubProgress.State.FINISHED) {
            memory.finished(end.started(), end.unreadable(), end.unexamined());
        } else if (end.state() == ScrubProgress.State.CANCELLED && !leaving) {
            memory.forget();
        } else {
            memory.keep(underway(end));
        }
    }

    private void settle() {
        Duration limit = leaving ? LEAVE_LIMIT : SETTLE_LIMIT;
        try {
            device.settled().get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: the scrub is over, and its findings are still being dealt with", device.name());
        }
    }

    private void raise(ScrubProgress end) {
        boolean failed = end.state() == ScrubProgress.State.FAILED;
        String summary = failed
                ? device.name() + ": the scrub could not go on: " + end.reason().orElse("")
                : device.name() + ": scrub " + end.state().name().toLowerCase(Locale.ROOT) + ", " + end.done()
                        + " sectors read, " + end.unreadable() + " unreadable"
                        + (end.unexamined() == 0
                                ? ""
                                : ", " + end.unexamined()
                                        + " not looked at: they lie in bad patches, and took too long");
        alerts.raise(alert(
                failed ? Alert.Kind.SCRUB_FAILED : Alert.Kind.SCRUB_FINISHED,
                failed || end.unexamined() > 0 ? Severity.WARNING : Severity.INFO,
                summary));
    }

    private Alert alert(Alert.Kind kind, Severity severity, String message) {
        return Alert.of(kind, severity, message)
                .with(Alert.DEVICE, device.name())
                .with(Alert.DISK, device.status().disk());
    }

    /** Ends it for good. */
    void cancel() {
        scrub.cancel();
    }

    /** Ends it for now, and waits a little for that: it goes on when the device is watched again. */
    void leave() {
        leaving = true;
        scrub.cancel();
        try {
            if (!settled.await(LEAVE_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("{}: the scrub does not end", device.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has it stand still, or go on; so also after a restart. */
    void pause(boolean still) {
        scrub.pause(still);
        if (whole) {
            memory.keep(underway(scrub.progress()));
        }
    }

    boolean paused() {
        return scrub.isPaused();
    }

    /** Whether it is of all of the disk. */
    boolean whole() {
        return whole;
    }

    /** Whether it still reads, or its findings are still being dealt with. */
    boolean running() {
        return settled.getCount() > 0;
    }

    ScrubProgress progress() {
        return scrub.progress();
    }
}
