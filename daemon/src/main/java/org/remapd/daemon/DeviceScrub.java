package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.LatencyMap;
import org.remapd.agent.sensor.scrub.Scrub;
import org.remapd.agent.sensor.scrub.ScrubPlan;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.daemon.config.ScrubSettings;
import org.remapd.daemon.schedule.Turns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scrub of one device: first of the disk with the data, then, if it is of the whole device, of its spare devices. What it finds goes to the
 * device, and it is over when all of that has been dealt with.
 */
final class DeviceScrub {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceScrub.class);

    /** What was found last may still have to be healed, and each heal has its own bounds. */
    private static final Duration SETTLE_LIMIT = Duration.ofHours(6);

    /** When the daemon ends, how far it is has this long to get to the disk. */
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);

    /** So often it is asked whether the daemon ends, while there is no room to ask for anything. */
    private static final Duration ROOM_LIMIT = Duration.ofSeconds(1);

    private final WatchedDevice device;
    private final AlertSink alerts;
    private final ScrubMemory memory;
    private final SurfaceMemory surfaces;
    private final boolean whole;
    private final Turns.Turn turn;
    private final DiskPass first;
    private final SparePasses spares;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final Supplier<LatencyMap> latencies;

    private volatile DiskPass.Manner manner;

    /** The disk need not be left asleep any more. */
    private volatile boolean mayRead;

    /** Something of it is on the disk, or about to be. */
    private volatile boolean onRecord;

    private volatile boolean leaving;

    /**
     * Of a device, or of parts of it. One of the whole device that was interrupted goes on.
     *
     * @param parts    only these; empty for all of the device
     * @param turn     without which it does not read
     * @param surfaces takes what its reads take
     * @throws IllegalArgumentException if the device has no such parts
     */
    DeviceScrub(
            WatchedDevice device,
            Optional<List<MappedRange>> parts,
            ScrubSettings settings,
            DiskPass.Occasion occasion,
            Turns.Turn turn,
            ScrubFile file,
            SurfaceMemory surfaces,
            AlertSink alerts)
            throws IOException {
        ScrubPlan plan = device.scrubPlan(parts);
        this.whole = parts.isEmpty();
        this.device = device;
        this.alerts = alerts;
        this.surfaces = surfaces;
        this.memory = new ScrubMemory(device, file, Clock.SYSTEM);
        this.turn = turn;
        this.manner = new DiskPass.Manner(settings, occasion, turn, whole);
        Optional<ScrubNote.Underway> before =
                Optional.of(memory).filter(known -> whole).flatMap(ScrubMemory::underway);
        this.onRecord = before.isPresent();
        ScrubNote.Underway from = before.orElseGet(() -> Scrub.begin(Clock.SYSTEM.now()));
        this.first = new DiskPass(device, 0, plan, from, manner, alerts, new OfFirst());
        this.latencies = first::latencies;
        this.spares = new SparePasses(whole ? spareDevices(from.started()) : List.of(), from.started(), from.paused());
    }

    private List<SparePasses.Disk> spareDevices(Instant started) {
        List<String> disks = device.disks();
        return IntStream.range(1, disks.size())
                .mapToObj(member -> new SparePasses.Disk(
                        disks.get(member), device.spareScrubPlan(member).sectors(), () -> ofSpares(member, started)))
                .filter(disk -> disk.sectors() > 0)
                .toList();
    }

    /** Of what is there by then. */
    private DiskPass ofSpares(int member, Instant started) throws IOException {
        return new DiskPass(
                device, member, device.spareScrubPlan(member), Scrub.begin(started), manner, alerts, this::keep);
    }

    private final class OfFirst implements DiskPass.Course {

        /** Not before: a note would wake the disk as well. */
        @Override
        public void begins() {
            mayRead = true;
            keep();
            if (whole) {
                surfaces.begin(device.status().id(), latencies);
                first.tryVerify();
            }
        }

        @Override
        public void passing(ScrubProgress now) {
            if (whole) {
                memory.passing(underway(now), first.undealt());
            }
        }
    }

    /** From where it goes on: spare devices are read anew, the first disk is not. */
    private ScrubNote.Underway underway(ScrubProgress now) {
        return new ScrubNote.Underway(now.started(), now.at(), now.unreadable(), now.busy(), first.isPaused());
    }

    /** It is on record: it is gone on with after a restart, also if it has not begun. */
    void keep() {
        if (whole) {
            onRecord = true;
            memory.keep(underway(first.progress()), first.undealt());
        }
    }

    /** Scrubs, waits for the heals, tells the journal. */
    ScrubProgress run() {
        try {
            ScrubProgress.State data = runFirst().state();
            if (data == ScrubProgress.State.FINISHED) {
                first.offerReadAgain();
            }
            if (data == ScrubProgress.State.FINISHED || first.endedStuck()) {
                spares.run();
            }
            leaving |= Thread.currentThread().isInterrupted();
            ScrubAccount end = account();
            if (whole) {
                remember(end);
            }
            settle();
            if (!leaving) {
                raise(end);
            }
            return end.whole();
        } finally {
            settled.countDown();
        }
    }

    /** What parts of the disk take says nothing of the rest, and would count as a scrub of its own. */
    private ScrubProgress runFirst() {
        if (!whole) {
            return first.run();
        }
        try {
            return first.run();
        } finally {
            surfaces.ended(device.status().id(), latencies);
        }
    }

    /**
     * One that was interrupted, by a disk in trouble or as the daemon ends, goes on some day; but not for what is left where the drive has
     * already got stuck: the next is a new one.
     */
    private void remember(ScrubAccount end) {
        ScrubProgress all = end.whole();
        long begun = Clock.SYSTEM.nanos();
        try {
            if (end.cameToItsEnd() || (first.endedStuck() && end.sparesCameToTheirEnd())) {
                memory.finished(all.started(), all.unreadable(), end.left(), () -> isWaitedFor(begun));
            } else if (all.state() == ScrubProgress.State.CANCELLED && !leaving) {
                forget(begun);
            } else if (mayRead) {
                memory.keep(underway(end.first()), first.undealt());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leaving = true;
        }
    }

    private void forget(long begun) throws InterruptedException {
        if (onRecord) {
            memory.forget(() -> isWaitedFor(begun));
        } else {
            memory.letGo();
        }
    }

    private void settle() {
        long begun = Clock.SYSTEM.nanos();
        try {
            Optional<CompletableFuture<Void>> dealtWith = device.settled(ROOM_LIMIT);
            while (dealtWith.isEmpty() && isWaitedFor(begun)) {
                dealtWith = device.settled(ROOM_LIMIT);
            }
            dealtWith.orElseThrow(TimeoutException::new).get(left(begun), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: the scrub is over, and its findings are still being dealt with", device.name());
        }
    }

    private boolean isWaitedFor(long begun) {
        return !leaving && left(begun) > 0;
    }

    private long left(long begun) {
        Duration limit = leaving ? LEAVE_LIMIT : SETTLE_LIMIT;
        return limit.toNanos() - (Clock.SYSTEM.nanos() - begun);
    }

    private void raise(ScrubAccount account) {
        ScrubProgress end = account.whole();
        boolean failed = end.state() == ScrubProgress.State.FAILED;
        String summary = failed
                ? device.name() + ": the scrub could not go on: " + end.reason().orElse("")
                : device.name() + ": scrub " + end.state().name().toLowerCase(Locale.ROOT) + ", " + account.words()
                        + (end.unexamined() == 0
                                ? ""
                                : ", " + end.unexamined()
                                        + " not looked at: they lie in bad patches, and took too long");
        alerts.raise(Alert.of(
                        failed ? Alert.Kind.SCRUB_FAILED : Alert.Kind.SCRUB_FINISHED,
                        failed || end.unexamined() > 0 ? Severity.WARNING : Severity.INFO,
                        summary)
                .with(Alert.DEVICE, device.name())
                .with(Alert.DISK, troubled(account)));
    }

    private String troubled(ScrubAccount account) {
        boolean isFirst = account.first().state() == ScrubProgress.State.FAILED;
        return isFirst ? first.disk() : account.troubled().orElse(first.disk());
    }

    /** Ends it for good. */
    void cancel() {
        first.cancel();
        spares.cancel();
        if (turn.isAwaited()) {
            turn.close();
        }
    }

    /** Ends it for now, and waits a little for that: it goes on when the device is watched again. */
    void leave() {
        leaving = true;
        cancel();
        try {
            if (!settled.await(LEAVE_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("{}: the scrub does not end", device.name());
            }
            memory.letGo();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Before it runs: it is in line from now on, unless it was paused. */
    void lineUp() {
        turn.ask();
        giveBackIfPaused();
    }

    /** Whether others are scrubbed before. */
    boolean waitsForTurn() {
        return running() && turn.isAwaited();
    }

    /**
     * Somebody wants it, who has found that it runs already: from now on it keeps to no windows and to no period.
     *
     * @param atOnce whether it waits for no others, either
     */
    void wanted(boolean atOnce) {
        if (manner.occasion() != DiskPass.Occasion.BY_HAND) {
            manner = manner.byHand();
            first.wanted();
            spares.wanted();
        }
        if (atOnce) {
            turn.hurry();
        }
        keep();
    }

    /** Has it stand still, or go on. */
    void pause(boolean still) {
        if (!still && !whole) {
            // Before one of all of the device that goes on, too.
            turn.ask();
        }
        first.pause(still);
        spares.pause(still);
    }

    /** It has been told to stand still, or to go on, as others may have been, too: so also after a restart, and others have their turns. */
    void afterPause() {
        giveBackIfPaused();
        keep();
    }

    private void giveBackIfPaused() {
        if (paused()) {
            turn.giveBack();
        }
    }

    boolean paused() {
        return first.isPaused();
    }

    /** Whether it has the drive verify, rather than read all of the disk with the data. */
    boolean verifies() {
        return first.verifies();
    }

    /** Whether it has not begun, so that the disk can go on sleeping. */
    boolean leavesAsleep() {
        return running() && !mayRead && manner.occasion() != DiskPass.Occasion.BY_HAND;
    }

    /**
     * Whether another of the same device may be begun beside it: their turns do not come at the same time. So one of parts need not wait until
     * one of all has had its turn, and gives its own away only if it is paused; and what is due is not missed for one of parts.
     */
    boolean goesWith(Optional<List<MappedRange>> parts, DiskPass.Occasion occasion) {
        return whole ? parts.isPresent() && !turn.hasCome() : parts.isEmpty() && occasion != DiskPass.Occasion.BY_HAND;
    }

    /** Whether it is of all of the device. */
    boolean whole() {
        return whole;
    }

    /** Whether it still reads, or its findings are still being dealt with. */
    boolean running() {
        return settled.getCount() > 0;
    }

    /** How far it is, disk by disk. */
    ScrubAccount account() {
        return new ScrubAccount(first.progress(), spares.now());
    }

    ScrubProgress progress() {
        return account().whole();
    }
}
