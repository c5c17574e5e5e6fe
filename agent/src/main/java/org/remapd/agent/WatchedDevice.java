package org.remapd.agent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.remapd.agent.device.WitnessedDevice;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.Repeaters;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.fault.Suspects;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.map.HintPlaces;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.sensor.scrub.ScrubPlan;

/**
 * One remap device that is assembled, and its story: observations come in from the sensors, are probed, and what is bad is
 * healed. One thread, this object's own, owns the faults, the metadata and the disk handle; everybody else gets in by a
 * bounded queue and sees a snapshot.
 */
public final class WatchedDevice implements AutoCloseable {

    private static final int INBOX = 4096;

    /** Places that wait to be looked at. */
    private static final int SUSPECTS = 4096;

    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

    /** What the owner's thread is asked to do. */
    private sealed interface Work {
        /** When it came in is in {@link Clock#nanos}. */
        record Hint(Observation observation, long since) implements Work {}

        record SpareDeviceBad(Elsewhere.Bad bad) implements Work {}

        record LookAround(String why) implements Work {}

        record Join(Growth growth, BlockDevice more, CompletableFuture<Geometry> done) implements Work {}

        record Note(ScrubNote note) implements Work {}

        record Look() implements Work {}

        /** Something that somebody waits for. */
        record Errand(Runnable toDo, CompletableFuture<?> done) implements Work {}
    }

    private final String name;
    private final List<BlockDevice> members;
    private final BlockDevice disk;
    private final MetadataStore store;
    private final RemapTarget target;
    private final DeviceBreaker breaker;
    private final Healer healer;
    private final FaultLedger ledger;
    private final Healing healing;
    private final Suspects suspects = new Suspects(SUSPECTS);
    private final Looks looks;
    private final ScrubReads scrubReads;
    private final Elsewhere elsewhere;
    private final Hints hints;
    private final CloseWatch closeWatch;
    private final Chronicle chronicle;
    private final HeldIo heldIo;
    private final ByHand byHand;
    private final Resumption resumption;
    private final AlertSink alerts;
    private final Clock clock;

    private final BlockingQueue<Work> inbox = new ArrayBlockingQueue<>(INBOX);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread owner;
    private volatile boolean closing;
    private volatile boolean idle;
    private boolean moreLost;
    private Optional<ScrubNote> unnoted = Optional.empty();
    private final AtomicBoolean toLook = new AtomicBoolean();
    private final AtomicBoolean toLookAround = new AtomicBoolean();

    private volatile DeviceStatus status;
    private final StatusPace statusPace;
    private boolean untold;
    private volatile long moved;

    WatchedDevice(
            List<BlockDevice> members,
            MetadataStore store,
            RemapTarget target,
            Healer.MappedDevice mapped,
            HealPolicy policy,
            Breaker.Limits limits,
            AlertSink alerts,
            Clock clock) {
        this.name = target.name();
        this.clock = clock;
        this.moved = clock.nanos();
        this.statusPace = new StatusPace(moved);
        this.looks = new Looks(clock);
        this.scrubReads = new ScrubReads(clock);
        // The healer sees those that join later.
        this.members = new CopyOnWriteArrayList<>();
        members.forEach(member -> this.members.add(witnessed(member)));
        this.disk = this.members.get(0);
        this.store = store;
        this.target = target;
        this.breaker = new DeviceBreaker(name, disk, metadataPlaces(store.current()), limits, alerts, clock);
        HealRecords records = new HealRecords(name, this.members, store, alerts, clock);
        this.chronicle = new Chronicle(store, clock);
        this.healer = new Healer(this.members, store, target, records, chronicle, mapped, policy, clock);
        Repeaters repeaters = new Repeaters();
        this.ledger = new FaultLedger(name, disk.path(), store, records, policy, repeaters, chronicle, alerts, clock);
        Neighbours neighbours = new Neighbours(disk, suspects, clock);
        this.healing = new Healing(store, target, healer, breaker, ledger, neighbours, chronicle, () -> closing);
        this.elsewhere = new Elsewhere(name, this.members, store, records, breaker, ledger, healing);
        this.hints = new Hints(
                name,
                policy,
                disk,
                store,
                breaker,
                ledger,
                healing,
                elsewhere,
                suspects,
                neighbours,
                looks,
                scrubReads,
                chronicle,
                this::miss,
                clock);
        this.closeWatch = new CloseWatch(disk, store, breaker, repeaters, ledger, healing, chronicle, clock);
        this.heldIo = new HeldIo(name, this.members, store, target, records, ledger, healing);
        this.byHand = new ByHand(this.members, store, target, breaker, healer, records, healing);
        this.resumption = new Resumption(store, target, healer, records, ledger, healing, this::sayMended);
        this.alerts = alerts;
        this.status = snapshot();
        this.owner = new Thread(this::run, "device " + name);
    }

    /** Hints are about the first of them. */
    private BlockDevice witnessed(BlockDevice member) {
        WitnessedDevice.Reads first = members.isEmpty() ? looks::ended : (where, begun, result) -> {};
        WitnessedDevice.Reads all = (where, begun, result) -> {
            moved = clock.nanos();
            first.ended(where, begun, result);
        };
        return new WitnessedDevice(member, failed -> breaker.heard(failed), all, clock);
    }

    /** They were read when the device was loaded. */
    private static List<SectorRange> metadataPlaces(Metadata metadata) {
        return metadata.geometry().copies().stream()
                .filter(copy -> copy.member() == 0)
                .map(copy -> copy.superblocks().range())
                .toList();
    }

    /** Begins to watch: from now on I/O that fails waits for help. */
    WatchedDevice start() {
        target.attend(Healer.ATTENTION);
        owner.start();
        return this;
    }

    public String name() {
        return name;
    }

    /** Whether it has nothing to do, and so leaves its disks alone, but for now and then. */
    public boolean isIdle() {
        return idle;
    }

    public DeviceStatus status() {
        return status;
    }

    /**
     * How long the owner's thread has neither come round nor had an answer to a read. Disks may take long, and are given up some day, each read
     * by itself: if this is more than all that takes, it is a bug.
     */
    public Duration stillFor() {
        return Duration.ofNanos(clock.nanos() - moved);
    }

    /**
     * All that is known of the unit that holds a sector; from any thread, at once.
     *
     * @throws IllegalArgumentException if the device does not have that sector
     */
    public UnitStory story(MappedSector sector) {
        Optional<UnitStory.Places> places = store.view(metadata -> UnitStory.Places.of(metadata, disks(), sector));
        UnitStory.Places there = places.orElseThrow(() ->
                new IllegalArgumentException(status.geometry().whyNone(sector).orElseThrow()));
        MappedSector unit = there.unit().first();
        Optional<Fault> fault =
                status.faults().stream().filter(one -> one.unit().equals(unit)).findFirst();
        return new UnitStory(there, fault, chronicle.of(unit));
    }

    /**
     * Where on its disk somebody who names sectors of this device should have it looked at; from any thread.
     *
     * @throws IllegalArgumentException if it does not have these sectors
     */
    public List<SectorRange> hintPlaces(MappedRange part) {
        return store.view(metadata -> HintPlaces.of(metadata, part));
    }

    /** What the target counts; empty if it does not answer. */
    public Optional<RemapTarget.Status> targetStatus() {
        return target.status();
    }

    /**
     * What a scrub has to read now: all of the disk but the places that are served from spares.
     *
     * @param parts only these, in whole physical blocks; empty for all of the disk
     * @throws IllegalArgumentException if the device does not have them
     */
    public ScrubPlan scrubPlan(Optional<List<MappedRange>> parts) {
        return store.view(metadata -> new ScrubPlaces(metadata, disk::wholeBlocks).onFirst(parts));
    }

    /** What a scrub has to read now of a spare device, from 1: our metadata and the spares. */
    public ScrubPlan spareScrubPlan(int member) {
        BlockDevice spareDevice = members.get(member);
        return store.view(metadata -> new ScrubPlaces(metadata, spareDevice::wholeBlocks).onSpareDevice(member));
    }

    /** The paths of its disks; the first holds the data, the others are spare devices. */
    public List<String> disks() {
        return members.stream().map(BlockDevice::path).toList();
    }

    /** Each place on the disk with the data that nobody is served from any more: its unit is on a spare. */
    public void eachMapped(Consumer<SectorRange> place) {
        store.view(metadata -> {
            metadata.mapped()
                    .map(mapping -> metadata.geometry().unitOnDisk(mapping.unit()))
                    .forEach(place);
            return true;
        });
    }

    /** Places on its disk that may well be unreadable, some of them: those of open faults, and where mapped units were. */
    public List<SectorRange> unreadable(int most) {
        Stream<SectorRange> open = status.openFaults().stream().map(Fault::onDisk);
        return store.view(metadata -> Stream.concat(
                        open,
                        metadata.mapped().map(mapping -> metadata.geometry().unitOnDisk(mapping.unit())))
                .distinct()
                .limit(most)
                .toList());
    }

    /** A handle on its disk for a scrub, as it is but that what the kernel says of reads by it is no hint. */
    public BlockDevice forScrub(BlockDevice handle) {
        return new WitnessedDevice(handle, failed -> {}, scrubReads, clock);
    }

    /** Takes an observation in, from any thread, without waiting; false if there are too many already. */
    public boolean offer(Observation observation) {
        boolean taken = inbox.offer(hint(observation));
        if (!taken) {
            miss();
        }
        return taken;
    }

    private void miss() {
        if (dropped.getAndIncrement() == 0) {
            alerts.raise(alert(
                    Alert.Kind.HINTS_MISSED,
                    Severity.WARNING,
                    name + ": more hints than can be looked at; a scrub will find what was missed"));
        }
    }

    /** Takes an observation in, waiting for room; false if there was none within the limit. */
    public boolean offer(Observation observation, Duration limit) throws InterruptedException {
        return inbox.offer(hint(observation), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Takes in what a scrub could not read of a spare device, waiting for room; false if there was none within the limit. From any thread.
     *
     * @param member which of its {@link #disks}
     */
    public boolean offerOfSpareDevice(int member, Observation bad, Duration limit) throws InterruptedException {
        Elsewhere.Bad found = new Elsewhere.Bad(new Extent(member, bad.where()), Cause.of(bad), 1);
        return inbox.offer(new Work.SpareDeviceBad(found), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Work.Hint hint(Observation observation) {
        return new Work.Hint(observation, clock.nanos());
    }

    /**
     * Errors went unseen, perhaps of this disk: what is near to those that were seen of it is read soon. From any thread, without waiting.
     *
     * @param why for people
     */
    public void lookAround(String why) {
        if (!toLookAround.getAndSet(true) && !inbox.offer(new Work.LookAround(why))) {
            toLookAround.set(false);
            miss();
        }
    }

    /**
     * Has it recorded how the scrub does, once the breaker is closed. If there is too much else to do it is not, and the next note comes
     * soon.
     */
    public boolean note(ScrubNote note) {
        return inbox.offer(new Work.Note(note));
    }

    /** The same, but it waits for room; false if there was none within the limit. */
    public boolean note(ScrubNote note, Duration limit) throws InterruptedException {
        return inbox.offer(new Work.Note(note), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The target may hold I/O that failed: it is looked after soon. From any thread, without waiting. */
    public void look() {
        if (!toLook.getAndSet(true)) {
            inbox.offer(new Work.Look());
        }
    }

    /** Opens or closes the breaker by hand; done when it is. */
    public CompletableFuture<Void> switchBreaker(boolean open) {
        return ask(() -> {
            if (open) {
                breaker.openByHand();
            } else {
                breaker.closeByHand();
            }
            return null;
        });
    }

    /** Done once all that was offered before has been dealt with; exceptionally, and at once, if there is no room to ask. */
    public CompletableFuture<Void> settled() {
        return ask(() -> null);
    }

    /** The same, but the status may not tell of it yet; empty, and at once, if there is no room to ask. */
    public Optional<CompletableFuture<Void>> dealtWith() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean asked = inbox.offer(new Work.Errand(() -> done.complete(null), done));
        return asked ? Optional.of(done) : Optional.empty();
    }

    /** As {@link #settled()}, but it waits for room; empty if there was none within the limit. */
    public Optional<CompletableFuture<Void>> settled(Duration limit) throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean asked = inbox.offer(errand(() -> null, done), limit.toMillis(), TimeUnit.MILLISECONDS);
        return asked ? Optional.of(done) : Optional.empty();
    }

    /** Moves the unit of a sector to a spare, though it may well read; done when it is there. */
    public CompletableFuture<HandMove> moveToSpare(MappedSector sector) {
        return ask(() -> byHand.toSpare(sector));
    }

    /** Brings the unit of a sector back from its spare to where it always was; done when it is there. */
    public CompletableFuture<HandMove> bringBack(MappedSector sector) {
        return ask(() -> byHand.back(sector));
    }

    private <T> CompletableFuture<T> ask(Supplier<T> toDo) {
        CompletableFuture<T> done = new CompletableFuture<>();
        if (!inbox.offer(errand(toDo, done))) {
            done.completeExceptionally(new IllegalStateException(name + " has too much to do"));
        }
        return done;
    }

    /** Whoever is answered sees what came of it in the status. */
    private <T> Work.Errand errand(Supplier<T> toDo, CompletableFuture<T> done) {
        Runnable carriedOut = () -> {
            T answer = toDo.get();
            tell();
            done.complete(answer);
        };
        return new Work.Errand(carriedOut, done);
    }

    /**
     * Takes a disk in, with spares for this device.
     *
     * @param more nobody else's from now on; if it does not join it is closed
     */
    public CompletableFuture<Geometry> join(Growth growth, BlockDevice more) {
        CompletableFuture<Geometry> done = new CompletableFuture<>();
        if (!inbox.offer(new Work.Join(growth, more, done))) {
            more.close();
            done.completeExceptionally(new IllegalStateException(name + " has too much to do"));
        }
        return done;
    }

    /** Stops watching, once the heal of the unit in hand is through. The remap device stays as it is. */
    @Override
    public void close() {
        closing = true;
        inbox.offer(new Work.Look());
        try {
            owner.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        members.forEach(BlockDevice::close);
    }

    private void run() {
        resume();
        carryOn(Optional.empty());
        while (!closing) {
            carryOn(next());
        }
        heldIo.abandon();
        endErrands();
    }

    /** What the owner's thread does until its queue is empty, on the caller's. */
    void runUntilIdle() {
        do {
            gather();
            carryOn(suspects.isEmpty() ? Optional.ofNullable(inbox.poll()) : Optional.empty());
        } while (!inbox.isEmpty() || !suspects.isEmpty() || moreLost);
        tell();
    }

    /** Hints that came together wait together, so that the most trusted is looked at first; all else waits until that is done. */
    private void gather() {
        while (suspects.hasRoom()
                && inbox.peek() instanceof Work.Hint hint
                && hint.observation().isSuspicion()) {
            inbox.remove();
            hints.take(hint.observation(), hint.since());
        }
    }

    private void carryOn(Optional<Work> work) {
        moved = clock.nanos();
        // The application goes on writing to the original meanwhile: the next start must not find that it has moved.
        healer.settle();
        breaker.lookAgain();
        work.ifPresent(this::carryOut);
        hints.lookAtNext();
        toLook.set(false);
        if (breaker.isOpen()) {
            // What fails meanwhile, or is held, fails: that is what the disk says.
            healing.fallBehind();
            heldIo.abandon();
            moreLost = false;
        } else {
            unnoted.ifPresent(note -> ledger.record(List.of(new Change.NoteScrub(note))));
            unnoted = Optional.empty();
            if (healing.catchUp()) {
                hints.catchUp();
                elsewhere.catchUp();
            }
            heldIo.help();
            healing.retryUnhealed();
            closeWatch.look();
            // Nobody waits for these, and somebody may come to wait for something else.
            moreLost = inbox.isEmpty() && healing.retryOneLost();
        }
        untold = statusPace.untilNext(clock.nanos()) > 0;
        if (!untold) {
            tell();
        }
    }

    private void tell() {
        untold = false;
        long began = clock.nanos();
        status = snapshot();
        statusPace.made(began, clock.nanos());
    }

    private void carryOut(Work work) {
        if (work instanceof Work.Hint hint) {
            hints.take(hint.observation(), hint.since());
        } else if (work instanceof Work.SpareDeviceBad found) {
            elsewhere.found(found.bad());
        } else if (work instanceof Work.LookAround around) {
            toLookAround.set(false);
            hints.lookAround(around.why());
        } else if (work instanceof Work.Errand errand) {
            errand.toDo().run();
        } else if (work instanceof Work.Join join) {
            take(join);
        } else if (work instanceof Work.Note note) {
            unnoted = Optional.of(note.note());
        }
    }

    private void take(Work.Join join) {
        try {
            Geometry larger = join.growth().carryOut(store, Optional.of(target), members, join.more());
            members.add(witnessed(join.more()));
            tell();
            join.done().complete(larger);
        } catch (AssemblyException e) {
            join.more().close();
            join.done().completeExceptionally(e);
        }
    }

    private void endErrands() {
        IllegalStateException over = new IllegalStateException(name + " is not watched any more");
        for (Work work = inbox.poll(); work != null; work = inbox.poll()) {
            if (work instanceof Work.Errand errand) {
                errand.done().completeExceptionally(over);
            } else if (work instanceof Work.Join join) {
                join.more().close();
                join.done().completeExceptionally(over);
            }
        }
    }

    private Optional<Work> next() {
        gather();
        if (!suspects.isEmpty()) {
            return Optional.empty();
        }
        try {
            idle = inbox.isEmpty();
            return Optional.ofNullable(inbox.poll(moreLost ? 0 : untilLook(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        } finally {
            idle = false;
        }
    }

    /** So long nothing has to be done, if nothing comes in. */
    private long untilLook() {
        return Math.min(IDLE.toNanos(), untold ? statusPace.untilNext(clock.nanos()) : Long.MAX_VALUE);
    }

    void resume() {
        resumption.resume();
        tell();
    }

    private void sayMended(String damage) {
        alerts.raise(alert(
                Alert.Kind.METADATA_MENDED,
                Severity.WARNING,
                name + ": its metadata was damaged, and is whole again: " + damage));
    }

    private DeviceStatus snapshot() {
        Metadata metadata = store.current();
        return new DeviceStatus(
                name,
                new DeviceId(metadata.uuid()),
                metadata.superblock().created(),
                disk.path(),
                metadata.geometry(),
                metadata.mappings(),
                metadata.freeSpares(),
                metadata.retired(),
                store.copies(),
                store.readOnly(),
                breaker.status(),
                ledger.all(),
                ledger.elsewhere(),
                unnoted.orElseGet(metadata::scrub),
                new DeviceStatus.Totals(hints.taken(), dropped.get(), ledger.healthyNow(), ledger.remapped()));
    }

    private Alert alert(Alert.Kind kind, Severity severity, String message) {
        return Alert.of(kind, severity, message).with(Alert.DEVICE, name).with(Alert.DISK, disk.path());
    }
}
