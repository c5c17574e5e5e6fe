package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.remapd.agent.Assembly;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.device.BackgroundThreads;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.DiskPacing;
import org.remapd.agent.sensor.scrub.LatencyMap;
import org.remapd.agent.sensor.scrub.ReadBuffers;
import org.remapd.agent.sensor.scrub.Scrub;
import org.remapd.agent.sensor.scrub.ScrubPlan;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.agent.sensor.scrub.VerifyTrial;
import org.remapd.agent.sensor.scrub.pace.Limits;
import org.remapd.daemon.config.ScrubSettings;
import org.remapd.daemon.schedule.Turns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pass over one of a device's disks, at that disk's pace: what it finds goes to the device as that disk's. Any thread. */
final class DiskPass implements Scrub.Findings, SparePasses.Pass {

    private static final Logger LOG = LoggerFactory.getLogger(DiskPass.class);

    /** While a finding waits for room in the device's queue, it is looked so often whether anybody still wants it. */
    private static final Duration ROOM_LIMIT = Duration.ofSeconds(1);

    /** A disk that has not answered for so long stalls: the kernel gives up on most commands then. */
    private static final Duration STALLS = Duration.ofSeconds(30);

    /** Places that may be unreadable, of which one is to be so: each may take the drive half a minute. */
    private static final int TRIED = 4;

    /** Of all devices. */
    private static final ReadBuffers BUFFERS = new ReadBuffers();

    /** Why a disk is read. */
    enum Occasion {
        /** Somebody waits for it: it has no period and no windows, and wakes the disk. */
        BY_HAND,
        /** It is due. */
        DUE,
        /** It has been due for so long that it wakes the disk. */
        OVERDUE
    }

    /**
     * How a scrub reads.
     *
     * @param turn     without which it does not
     * @param givesWay whether others may have its turn while it stands still
     */
    record Manner(ScrubSettings settings, Occasion occasion, Turns.Turn turn, boolean givesWay) {

        /** The same, but since somebody waits for it. */
        Manner byHand() {
            return new Manner(settings, Occasion.BY_HAND, turn, givesWay);
        }

        private Limits limits() {
            return switch (occasion) {
                case BY_HAND -> settings.limits().byHand();
                case DUE -> settings.limits();
                case OVERDUE -> settings.limits().waking();
            };
        }

        private int blockBytes() {
            return Math.toIntExact(settings.blockSize().bytes());
        }
    }

    /** Told how it goes; by the thread that runs it. */
    interface Course {

        /** Nothing has been read yet, and the disk need not be left asleep any more. */
        void begins();

        /** How far it is, some ten times a second. */
        default void passing(ScrubProgress now) {}
    }

    private final WatchedDevice device;
    private final int member;
    private final String disk;
    private final ScrubPlan plan;
    private final Manner manner;
    private final AlertSink alerts;
    private final Course course;
    private final DiskPacing pacing;
    private final Scrub scrub;
    private final Undealt undealt;
    private volatile boolean cancelled;
    private volatile OpenPlaces openBefore = new OpenPlaces(List.of());
    private boolean stalls;

    /**
     * Nothing is read before {@link #run}.
     *
     * @param member  which of the device's disks; 0 holds the data
     * @param from    what was done before
     * @throws IOException if the disk cannot be opened
     */
    DiskPass(
            WatchedDevice device,
            int member,
            ScrubPlan plan,
            ScrubNote.Underway from,
            Manner manner,
            AlertSink alerts,
            Course course)
            throws IOException {
        this.device = device;
        this.member = member;
        this.disk = device.disks().get(member);
        this.plan = plan;
        this.manner = manner;
        this.alerts = alerts;
        this.course = course;
        this.undealt = new Undealt(device::dealtWith, Clock.SYSTEM);
        List<BlockDevice> handles = Assembly.openForScrub(disk).stream()
                .map(handle -> isFirst() ? device.forScrub(handle) : handle)
                .toList();
        this.pacing = pacing(disk, manner.limits(), handles);
        this.scrub = new Scrub(
                handles,
                plan,
                from,
                BUFFERS,
                manner.blockBytes(),
                new TurnPacing(pacing, pacing::leftAlone, manner.turn(), manner.givesWay(), Clock.SYSTEM),
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

    private boolean isFirst() {
        return member == 0;
    }

    @Override
    public void begins() {
        ScrubProgress begin = scrub.progress();
        LOG.info(
                "{}: scrub of {} sectors of {} {}",
                device.name(),
                begin.sectors(),
                disk,
                begin.done() == 0 ? "begins" : "goes on, of which " + begin.done() + " are done");
        if (isFirst()) {
            openBefore = new OpenPlaces(
                    device.status().openFaults().stream().map(Fault::onDisk).toList());
        }
        course.begins();
    }

    @Override
    public void found(Observation.ScrubRead bad) {
        openBefore.bad(bad.where());
        undealt.found(bad.where());
        if (offer(bad)) {
            undealt.handedOver(bad.where());
        }
    }

    /** Waits for room as long as that takes: healing one unit may take minutes. False if the scrub is cancelled meanwhile. */
    private boolean offer(Observation finding) {
        try {
            boolean taken = false;
            while (!taken && !cancelled) {
                taken = isFirst()
                        ? device.offer(finding, ROOM_LIMIT)
                        : device.offerOfSpareDevice(member, finding, ROOM_LIMIT);
            }
            return taken;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
            return false;
        }
    }

    /** What it has found and the device has not dealt with yet. */
    Undealt undealt() {
        return undealt;
    }

    @Override
    public boolean isQuiet() {
        return device.isIdle();
    }

    /** Hints are about the disk with the data. */
    @Override
    public void weak(Observation.ReadSlowly weak) {
        LOG.info(
                "{}: {} of {} is weak: twice it read only after {} ms",
                device.name(),
                weak.where(),
                disk,
                weak.took().toMillis());
        if (isFirst()) {
            offer(weak);
        }
    }

    @Override
    public void passing(ScrubProgress now) {
        course.passing(now);
        boolean silent = now.silent().compareTo(STALLS) > 0;
        if (silent && !stalls) {
            alerts.raise(Alert.of(
                            Alert.Kind.SCRUB_STALLED,
                            Severity.WARNING,
                            device.name() + ": the scrub stalls: " + disk + " has not answered for "
                                    + now.silent().toSeconds() + " s")
                    .with(Alert.DEVICE, device.name())
                    .with(Alert.DISK, disk));
        }
        stalls = silent;
    }

    /**
     * Before it runs: has the drive verify, if that is wanted, and it tells what it cannot read. Of the disk with the data, and all of that: for
     * less it would take longer than it saves.
     */
    void tryVerify() {
        if (manner.settings().verify() != ScrubSettings.Verify.AUTO) {
            return;
        }
        try (BlockDevice aside = device.forScrub(Assembly.openAside(disk))) {
            new VerifyTrial(aside, manner.blockBytes() / BlockDevice.SECTOR_BYTES)
                    .objection(device.unreadable(TRIED))
                    .ifPresentOrElse(this::rejectVerify, this::verify);
        } catch (IOException e) {
            rejectVerify(String.valueOf(e.getMessage()));
        }
    }

    private void rejectVerify(String why) {
        LOG.info("{}: the scrub reads, it does not verify: {}", device.name(), why);
    }

    private void verify() {
        scrub.verify();
        LOG.info("{}: the scrub verifies: the drive tells what it cannot read", device.name());
    }

    boolean verifies() {
        return scrub.verifies();
    }

    @Override
    public ScrubProgress run() {
        try {
            return scrub.run();
        } finally {
            pacing.close();
        }
    }

    /** How long its reads took so far. */
    LatencyMap latencies() {
        return scrub.latencies();
    }

    String disk() {
        return disk;
    }

    /** Of the disk with the data: faults that were open and yet were read: somebody has rewritten them, or the drive has come round. */
    void offerReadAgain() {
        openBefore.others().stream()
                .filter(where -> plan.ranges().stream().anyMatch(where::overlaps)
                        && scrub.progress().at().isRead(where))
                .map(Observation.ReadAgain::new)
                .forEach(this::offer);
    }

    @Override
    public ScrubProgress progress() {
        return scrub.progress();
    }

    /** Whether it ended where the drive got stuck, and nothing else was to be read but what else lies behind. */
    boolean endedStuck() {
        return scrub.silenced()
                && progress().state() == ScrubProgress.State.FAILED
                && plan.hasNothingFrom(scrub.progress().at().position());
    }

    @Override
    public void cancel() {
        cancelled = true;
        scrub.cancel();
    }

    @Override
    public void pause(boolean still) {
        scrub.pause(still);
    }

    @Override
    public void wanted() {
        pacing.limits(manner.byHand().limits());
    }

    boolean isPaused() {
        return scrub.isPaused();
    }
}
