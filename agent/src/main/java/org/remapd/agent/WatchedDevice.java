package org.remapd.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.remapd.agent.device.BadBlockSearch;
import org.remapd.agent.device.WitnessedDevice;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.FaultBook;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.heal.HealPlanner;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.heal.Source;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Event;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.SpareRecord;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.sensor.scrub.ScrubPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One remap device that is assembled, and its story: observations come in from the sensors, are probed, and what is bad is
 * healed. One thread, this object's own, owns the faults, the metadata and the disk handle; everybody else gets in by a
 * bounded queue and sees a snapshot.
 */
public final class WatchedDevice implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedDevice.class);

    private static final int INBOX = 4096;
    private static final int CLOSED_FAULTS = 1000;
    /** Of a hint that names more than this, nothing can be learned that a scrub would not tell better. */
    private static final long HINT_SECTORS = 65_536;

    /** While the breaker is open; a scrub finds what is missed. */
    private static final int PARKED = 1000;

    /** Mapped units whose originals a scrub does not read. */
    private static final int SCRUB_SKIPS = 10_000;

    /** The cause of a fault that is known by what an earlier daemon left behind. */
    private static final String CUT_OFF = "an earlier heal was cut off";

    /** The cause of a fault about which it tells nothing that the unit reads. */
    private static final String WRITE_FAILED = "a write failed";

    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final Duration STUCK_RETRY = Duration.ofMinutes(1);
    private static final Duration SELDOM = Duration.ofDays(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

    /** What the owner's thread is asked to do. */
    private sealed interface Work {
        record Hint(Observation observation) implements Work {}

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
    private final Healer healer;
    private final DeviceBreaker breaker;
    private final ByHand byHand;
    private final BadBlockSearch search;
    private final HealPolicy policy;
    private final AlertSink alerts;
    private final Clock clock;

    private final BlockingQueue<Work> inbox = new ArrayBlockingQueue<>(INBOX);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread owner;
    private volatile boolean closing;
    private final AtomicBoolean toLook = new AtomicBoolean();

    /** Hints that came while the breaker was open, and whether anything waits for it to be closed. */
    private final Queue<Observation> parked = new ArrayDeque<>();

    private boolean behind;

    private final FaultBook faults = new FaultBook(CLOSED_FAULTS);
    private final List<DeviceStatus.BadPlace> elsewhere = new ArrayList<>();
    private DeviceStatus.Totals totals = DeviceStatus.Totals.ZERO;
    private volatile DeviceStatus status;

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
        // The healer sees those that join later.
        this.members = new CopyOnWriteArrayList<>();
        members.forEach(member -> this.members.add(witnessed(member)));
        this.disk = this.members.get(0);
        this.store = store;
        this.target = target;
        this.breaker = new DeviceBreaker(name, disk, metadataPlaces(store.current()), limits, alerts, clock);
        this.healer = new Healer(this.members, store, target, mapped, policy, clock, alerts);
        this.byHand = new ByHand(this.members, store, target, breaker, healer, this::healTogether);
        this.search = new BadBlockSearch(disk);
        this.policy = policy;
        this.alerts = alerts;
        this.clock = clock;
        this.status = snapshot();
        this.owner = new Thread(this::run, "device " + name);
    }

    private BlockDevice witnessed(BlockDevice member) {
        return new WitnessedDevice(member, this::failed);
    }

    private void failed(IoResult.Failed failed) {
        breaker.heard(failed);
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

    public DeviceStatus status() {
        return status;
    }

    /** What the target counts; empty if it does not answer. */
    public Optional<RemapTarget.Status> targetStatus() {
        return target.status();
    }

    /**
     * What a scrub has to read now: all of the disk but the places that are served from spares.
     *
     * @param part only these sectors of the remap device; empty for all of the disk
     * @throws IllegalArgumentException if the device does not have them
     */
    public ScrubPlan scrubPlan(Optional<MappedRange> part) {
        SectorRange all = SectorRange.of(0, disk.sectors());
        return store.view(
                metadata -> ScrubPlan.of(part.map(metadata.geometry()::toDisk).orElse(all), notToBeRead(metadata)));
    }

    /** Of very many mappings the originals are read all the same: what is found there is known, and the list would be long. */
    private static List<SectorRange> notToBeRead(Metadata metadata) {
        Geometry geometry = metadata.geometry();
        Stream<SectorRange> served =
                metadata.mapped().limit(SCRUB_SKIPS).map(mapping -> geometry.unitOnDisk(mapping.unit()));
        Stream<SectorRange> retired = metadata.retiredSpares().stream()
                .map(geometry::spare)
                .filter(spare -> spare.member() == 0)
                .map(Extent::range);
        return Stream.concat(served, retired).toList();
    }

    /** Takes an observation in, from any thread, without waiting; false if there are too many already. */
    public boolean offer(Observation observation) {
        boolean taken = inbox.offer(new Work.Hint(observation));
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
        return inbox.offer(new Work.Hint(observation), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Has it recorded how the scrub does; if there is too much else to do it is not, and the next note comes soon. */
    public boolean note(ScrubNote note) {
        return inbox.offer(new Work.Note(note));
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

    /** Done once all that was offered before has been dealt with. */
    public CompletableFuture<Void> settled() {
        return ask(() -> null);
    }

    /** Moves the unit of a sector to a spare, though it may well read; done when it is there. */
    public CompletableFuture<HandMove> moveToSpare(MappedSector sector) {
        return ask(() -> byHand.toSpare(sector));
    }

    /** Brings the unit of a sector back from its spare to where it always was; done when it is there. */
    public CompletableFuture<HandMove> bringBack(MappedSector sector) {
        return ask(() -> byHand.back(sector));
    }

    /** Whoever is answered sees what came of it in the status. */
    private <T> CompletableFuture<T> ask(Supplier<T> toDo) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Runnable errand = () -> {
            T answer = toDo.get();
            status = snapshot();
            done.complete(answer);
        };
        if (!inbox.offer(new Work.Errand(errand, done))) {
            done.completeExceptionally(new IllegalStateException(name + " has too much to do"));
        }
        return done;
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
        // Nobody comes to help any more.
        target.attend(Duration.ZERO);
        endErrands();
    }

    /** What the owner's thread does until its queue is empty, on the caller's. */
    void runUntilIdle() {
        do {
            carryOn(Optional.ofNullable(inbox.poll()));
        } while (!inbox.isEmpty());
    }

    private void carryOn(Optional<Work> work) {
        // The application goes on writing to the original meanwhile: the next start must not find that it has moved.
        healer.settle();
        breaker.lookAgain();
        if (work.isPresent() && work.get() instanceof Work.Hint hint) {
            take(hint.observation());
        } else if (work.isPresent() && work.get() instanceof Work.Errand errand) {
            errand.toDo().run();
        } else if (work.isPresent() && work.get() instanceof Work.Join join) {
            take(join);
        } else if (work.isPresent() && work.get() instanceof Work.Note note && !breaker.isOpen()) {
            remember(List.of(new Change.NoteScrub(note.note())));
        }
        if (breaker.isOpen()) {
            helpNobody();
        } else {
            catchUp();
            helpThoseThatWait();
            heal(faults.due(clock.now()).stream().map(this::again).toList());
        }
        status = snapshot();
    }

    /** What fails meanwhile fails at once, and so does what is held: that is what the disk says, and nobody would come to help. */
    private void helpNobody() {
        toLook.set(false);
        behind = true;
        target.attend(Duration.ZERO);
    }

    /** Once the breaker is closed again: what could not be healed meanwhile, and the hints that came. */
    private void catchUp() {
        if (!behind) {
            return;
        }
        behind = false;
        heal(faults.open().stream()
                .filter(fault -> fault.lost().isEmpty())
                .map(this::again)
                .toList());
        List<Observation> hints = List.copyOf(parked);
        parked.clear();
        hints.forEach(this::probe);
    }

    /** Somebody's read or write hangs on these; one that cannot be helped fails at once. */
    private void helpThoseThatWait() {
        toLook.set(false);
        if (target.attend(Healer.ATTENTION) instanceof RemapTarget.Answer.Refused refused) {
            LOG.debug("{}: I/O that fails is not held: {}", name, refused.why());
            return;
        }
        cures();
        List<Healer.Case> cases = new ArrayList<>();
        for (RemapTarget.Held held : target.held()) {
            Optional<Fault> known = faults.at(held.unit()).filter(fault -> fault.state() == Fate.UNHEALED);
            if (held.awaitsHelp() && isBeyondHelp(held.unit())) {
                target.fail(held.unit());
            } else if (known.isEmpty() && (held.awaitsHelp() || held.hold() == RemapTarget.Hold.FENCED)) {
                HealState start =
                        held.awaitsHelp() ? suspected(held.unit(), held.writes() > 0) : whereItStands(held.unit());
                cases.add(new Healer.Case(held.unit(), cause(held), start));
            }
        }
        heal(cases);
        cases.stream().map(Healer.Case::unit).filter(this::isBeyondHelp).forEach(target::fail);
    }

    /** For now: sectors of it are lost, or it would need a spare and there is none. */
    private boolean isBeyondHelp(MappedSector unit) {
        return faults.at(unit)
                .filter(fault -> fault.state() == Fate.UNHEALED)
                .filter(fault -> !fault.lost().isEmpty() || store.current().freeSpares() == 0)
                .isPresent();
    }

    /** Lost sectors that have been overwritten: the writes wait until that is on record, and may only then be acknowledged. */
    private void cures() {
        List<RemapTarget.Cure> all = target.cures().stream()
                .filter(cure -> store.current().spareOf(cure.unit()).isPresent())
                .toList();
        Set<Integer> flushed = all.stream()
                .map(this::memberOf)
                .distinct()
                .filter(member -> members.get(member).flush().ok())
                .collect(Collectors.toSet());
        List<RemapTarget.Cure> cures =
                all.stream().filter(cure -> flushed.contains(memberOf(cure))).toList();
        if (cures.isEmpty()) {
            return;
        }
        List<Change> changes =
                cures.stream().flatMap(cure -> changes(cure).stream()).toList();
        if (healer.save(changes) instanceof MetadataStore.Recorded.Failed failed) {
            LOG.warn("{}: lost sectors were overwritten, which cannot be recorded: {}", name, failed.why());
            return;
        }
        cures.forEach(this::cured);
    }

    /** The disk that has the spare. */
    private int memberOf(RemapTarget.Cure cure) {
        return geometry()
                .spare(store.current().spareOf(cure.unit()).orElseThrow())
                .member();
    }

    private List<Change> changes(RemapTarget.Cure cure) {
        Spare spare = store.current().spareOf(cure.unit()).orElseThrow();
        LostSectors rest = store.current().poison(spare).without(cure.written());
        Change poison = new Change.Poison(spare, rest);
        Optional<OpenFault> open = store.current().fault(cure.unit());
        return open.isEmpty()
                ? List.of(poison)
                : List.of(poison, rest.isEmpty() ? new Change.Close(cure.unit()) : open(open.get(), rest));
    }

    private static Change open(OpenFault before, LostSectors lost) {
        return new Change.Open(new OpenFault(before.unit(), lost, before.hints(), before.since(), before.cause()));
    }

    private void cured(RemapTarget.Cure cure) {
        if (target.cured(cure) instanceof RemapTarget.Answer.Refused refused) {
            LOG.warn("{}: {} does not come to life again: {}", name, cure.unit(), refused.why());
        }
        Spare spare = store.current().spareOf(cure.unit()).orElseThrow();
        LostSectors rest = store.current().poison(spare);
        String cause = faults.at(cure.unit()).map(Fault::cause).orElse("on record");
        HealState.Closed end = HealPlanner.verified(spare, rest);
        close(cure.unit(), cause, end, clock.now());
        if (rest.isEmpty()) {
            alerts.raise(FaultAlert.overwritten(
                    name, disk.path(), faults.at(cure.unit()).orElseThrow()));
        }
    }

    /** A hint about a unit, wherever it lives now. */
    private HealState.Suspected suspected(MappedSector unit, boolean writeFailed) {
        Source source =
                store.current().spareOf(unit).<Source>map(Source.Serving::new).orElseGet(Source.Original::new);
        return new HealState.Suspected(source, writeFailed);
    }

    private static String cause(RemapTarget.Held held) {
        if (!held.awaitsHelp()) {
            return CUT_OFF;
        }
        return held.writes() > 0 ? WRITE_FAILED : "a read failed";
    }

    private void take(Work.Join join) {
        try {
            Geometry larger = join.growth().carryOut(store, Optional.of(target), members, join.more());
            members.add(witnessed(join.more()));
            status = snapshot();
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
        try {
            return Optional.ofNullable(inbox.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    /** Goes on where an earlier daemon was cut off: a copy left behind, mappings recorded but not active, losses on record. */
    void resume() {
        mendMetadata();
        store.current().history().forEach(this::enter);
        heal(healer.takeOver().stream()
                .map(unit -> new Healer.Case(unit, CUT_OFF, whereItStands(unit)))
                .toList());
        heal(unfinished());
        heal(store.current().faults().stream()
                .map(fault -> new Healer.Case(fault.unit(), fault.cause(), whereItStands(fault.unit())))
                .toList());
        status = snapshot();
    }

    private void mendMetadata() {
        List<String> mended = store.repair();
        if (!mended.isEmpty()) {
            alerts.raise(alert(
                    Alert.Kind.METADATA_MENDED,
                    Severity.WARNING,
                    name + ": its metadata was damaged, and is whole again: " + String.join("; ", first(mended))));
        }
        store.readOnly().ifPresent(healer::alertReadOnly);
        List<Change> leftovers = store.current().superseded().stream()
                .map(spare -> (Change) new Change.Withdraw(spare))
                .toList();
        if (!leftovers.isEmpty()) {
            healer.save(leftovers);
        }
    }

    private static List<String> first(List<String> all) {
        int shown = Math.min(all.size(), 5);
        List<String> lines = new ArrayList<>(all.subList(0, shown));
        if (shown < all.size()) {
            lines.add("and " + (all.size() - shown) + " more");
        }
        return lines;
    }

    /** What is known of an earlier fault, here or on another machine. */
    private void enter(Event event) {
        faults.put(new Fault(
                event.unit(),
                geometry().unitOnDisk(event.unit()),
                event.cause(),
                1,
                event.fate(),
                "on record",
                event.lost(),
                event.when(),
                Optional.empty()));
    }

    /** Mappings that are recorded and not active. With all of them active, which is usual, none has to be asked for. */
    private List<Healer.Case> unfinished() {
        boolean all = target.status()
                .filter(now -> now.usedSpares() == store.current().mappings())
                .isPresent();
        return all
                ? List.of()
                : store.current()
                        .mapped()
                        .filter(mapping ->
                                target.servedFrom(geometry(), mapping.unit()).isEmpty())
                        .map(mapping -> new Healer.Case(
                                mapping.unit(), CUT_OFF, new HealState.Confirmed(new Source.Staged(mapping.spare()))))
                        .toList();
    }

    private void take(Observation observation) {
        totals = new DeviceStatus.Totals(totals.hints() + 1, dropped.get(), totals.healthyNow(), totals.remapped());
        probe(observation);
    }

    private void probe(Observation observation) {
        SectorRange where = observation.where();
        if (observation instanceof Observation.ReadAgain) {
            heal(faults.open().stream()
                    .filter(fault -> fault.onDisk().overlaps(where))
                    .map(this::again)
                    .toList());
            return;
        }
        if (where.end().number() > disk.sectors() || where.count() > HINT_SECTORS) {
            LOG.info("{}: a hint names {}, and the disk has {} sectors; ignored", name, where, disk.sectors());
            return;
        }
        if (breaker.isOpen()) {
            park(observation);
            return;
        }
        List<SectorRange> unknown = withoutKnown(where);
        if (observation instanceof Observation.ScrubRead) {
            suspect(unknown, observation.cause());
            return;
        }
        List<BadBlockSearch.Bad> bad =
                unknown.stream().flatMap(range -> search.in(range).stream()).toList();
        if (bad.size() > 1 && breaker.freezes()) {
            park(observation);
            return;
        }
        // A hint of which a part was known already is explained by that part.
        if (bad.isEmpty() && unknown.equals(List.of(where))) {
            healthy(where, observation.cause());
        }
        suspect(
                bad.stream()
                        .filter(piece -> piece.why().error().mayBeMedium())
                        .map(BadBlockSearch.Bad::where)
                        .toList(),
                observation.cause());
        bad.stream()
                .filter(piece -> !piece.why().error().mayBeMedium())
                .forEach(piece -> unclear(piece.where(), observation.cause()));
    }

    /** One unit of it stands for all until it can be probed. */
    private void park(Observation observation) {
        if (parked.size() == PARKED) {
            miss();
            return;
        }
        parked.add(observation);
        units(observation.where()).stream()
                .findFirst()
                .ifPresent(unit -> postpone(new Healer.Case(unit, observation.cause(), new HealState.Suspected())));
    }

    /** The parts of a range that no mapping and no open fault accounts for; reading the others again would tell nothing new. */
    private List<SectorRange> withoutKnown(SectorRange where) {
        List<SectorRange> known = new ArrayList<>();
        units(where).forEach(unit -> {
            boolean open = faults.at(unit).filter(Fault::open).isPresent();
            if (open) {
                faults.hinted(unit);
            }
            if (open || store.current().spareOf(unit).isPresent()) {
                known.add(geometry().unitOnDisk(unit));
            }
        });
        elsewhere.stream().map(DeviceStatus.BadPlace::where).forEach(known::add);
        return ScrubPlan.of(where, known).ranges();
    }

    /** The units of the remap device that a range of the disk touches, in order. */
    private List<MappedSector> units(SectorRange where) {
        SectorRange data = geometry().data();
        long first = Math.max(where.first().number(), data.first().number());
        long end = Math.min(where.end().number(), data.end().number());
        if (first >= end) {
            return List.of();
        }
        int unit = geometry().unitSectors();
        long firstUnit = (first - data.first().number()) / unit;
        long lastUnit = (end - 1 - data.first().number()) / unit;
        return LongStream.rangeClosed(firstUnit, lastUnit)
                .mapToObj(number -> new MappedSector(number * unit))
                .toList();
    }

    private void healthy(SectorRange where, String cause) {
        LOG.info("{}: disk {} reads now ({})", name, where, cause);
        totals = new DeviceStatus.Totals(totals.hints(), dropped.get(), totals.healthyNow() + 1, totals.remapped());
        units(where).stream()
                .findFirst()
                .filter(unit -> !isHealedInPlace(unit))
                .ifPresent(unit -> close(unit, cause, new HealState.Healthy(), clock.now()));
    }

    /** What is said of it now may well be about what it was healed of. */
    private boolean isHealedInPlace(MappedSector unit) {
        return faults.at(unit)
                .filter(fault -> fault.state() == Fate.HEALED_IN_PLACE)
                .isPresent();
    }

    private void suspect(List<SectorRange> bad, String cause) {
        // The search widens to what the drive keeps as one, which may be more than a unit.
        heal(bad.stream()
                .flatMap(range -> units(range).stream())
                .distinct()
                .filter(unit -> store.current().spareOf(unit).isEmpty())
                .map(unit -> new Healer.Case(unit, cause, new HealState.Suspected()))
                .toList());
        bad.stream().filter(range -> !geometry().data().overlaps(range)).forEach(range -> badElsewhere(range, cause));
    }

    /** The device is in trouble, and not these sectors: one unit of them stands for all, to be looked at again. */
    private void unclear(SectorRange where, String cause) {
        units(where).stream()
                .findFirst()
                .ifPresent(unit -> heal(List.of(new Healer.Case(unit, cause, new HealState.Suspected()))));
    }

    /** A bad free spare is retired; a bad spare in use is a suspicion about the unit it serves; bad metadata is said. */
    private void badElsewhere(SectorRange bad, String cause) {
        if (breaker.freezes()) {
            return;
        }
        Optional<Spare> spare = geometry().spareAt(0, bad.first());
        Optional<MappedSector> served = spare.flatMap(this::servedBy);
        if (served.isPresent()) {
            heal(List.of(new Healer.Case(served.get(), cause, whereItStands(served.get()))));
        } else if (spare.isPresent()) {
            retire(spare.get(), bad);
        } else {
            raiseElsewhere(Alert.Kind.DEVICE_TROUBLE, bad, "a place of remapd's own metadata");
        }
    }

    private void retire(Spare spare, SectorRange bad) {
        int freeBefore = store.current().freeSpares();
        if (!(store.current().at(spare) instanceof SpareRecord.Retired)
                && healer.save(List.of(new Change.Retire(spare))) instanceof MetadataStore.Recorded.Failed failed) {
            LOG.warn("{}: spare {} is bad, which cannot be recorded: {}", name, spare, failed.why());
        }
        raiseElsewhere(Alert.Kind.SPARE_RETIRED, bad, "the free spare " + spare);
        warnOfSpares(freeBefore);
    }

    private void raiseElsewhere(Alert.Kind kind, SectorRange bad, String what) {
        elsewhere.add(new DeviceStatus.BadPlace(bad, what));
        alerts.raise(alert(kind, Severity.WARNING, name + ": disk " + bad + ", " + what + ", cannot be read")
                .with(Alert.DISK_SECTOR, bad.first().toString()));
    }

    private Optional<MappedSector> servedBy(Spare spare) {
        return store.current().at(spare).holder().map(SpareRecord.Claim::unit);
    }

    private Healer.Case again(Fault fault) {
        HealState start = whereItStands(fault.unit());
        boolean toBeMoved =
                start instanceof HealState.Suspected && fault.cause().equals(WRITE_FAILED);
        return new Healer.Case(fault.unit(), fault.cause(), toBeMoved ? suspected(fault.unit(), true) : start);
    }

    /** From where a heal of the unit goes on: a move that was recorded and never came about is finished first, either way. */
    private HealState whereItStands(MappedSector unit) {
        Optional<Spare> recorded = store.current().spareOf(unit);
        Optional<Spare> serving = target.servedFrom(geometry(), unit);
        if (recorded.isEmpty()) {
            return serving.<HealState>map(HealState.Returning::new).orElseGet(HealState.Suspected::new);
        }
        Source.Serving there = new Source.Serving(recorded.get());
        if (serving.equals(recorded)) {
            return new HealState.Suspected(there, false);
        }
        return new HealState.Confirmed(serving.isPresent() ? there : new Source.Staged(recorded.get()));
    }

    /** A bounded number of units at once; the end of each is recorded with the others'. */
    private void heal(List<Healer.Case> cases) {
        for (int from = 0; from < cases.size() && !closing; from += Healer.TOGETHER) {
            List<Healer.Case> some = cases.subList(from, Math.min(cases.size(), from + Healer.TOGETHER));
            if (breaker.isOpen() || (some.size() > 1 && breaker.freezes())) {
                some.forEach(this::postpone);
            } else {
                healTogether(some);
            }
        }
    }

    /** Nothing is done, nor recorded; what is known of an open fault stays. It is not told for each: the breaker was. */
    private void postpone(Healer.Case of) {
        behind = true;
        if (faults.at(of.unit()).filter(Fault::open).isEmpty()) {
            String why = breaker.status().map(DeviceStatus.OpenBreaker::why).orElse("");
            close(of.unit(), of.cause(), new HealState.Stuck("the breaker is open: " + why), clock.now());
        }
    }

    private List<Healer.Ended> healTogether(List<Healer.Case> cases) {
        Set<MappedSector> lostBefore =
                units(cases, unit -> !store.current().lost(unit).isEmpty());
        Set<MappedSector> openBefore =
                units(cases, unit -> faults.at(unit).filter(Fault::open).isPresent());
        int freeBefore = store.current().freeSpares();
        breaker.listen();
        List<Healer.Ended> all = healer.heal(cases);
        List<Change> changes = new ArrayList<>();
        for (Healer.Ended ended : byHand.withoutThoseThatStayed(all)) {
            Healer.Case of = ended.of();
            end(of.unit(), of.cause(), ended.how(), lostBefore.contains(of.unit()));
            count(of.start(), ended.how());
            changes.addAll(toRemember(of.unit(), ended.how()));
        }
        if (isAlive(all, openBefore)) {
            remember(changes);
        }
        warnOfSpares(freeBefore);
        return all;
    }

    private static Set<MappedSector> units(List<Healer.Case> cases, Predicate<MappedSector> which) {
        return cases.stream().map(Healer.Case::unit).filter(which).collect(Collectors.toSet());
    }

    /** Has the breaker see what came of heals; false if the disk is away, and not to be written to: a record that fails is the last one. */
    private boolean isAlive(List<Healer.Ended> all, Set<MappedSector> openBefore) {
        List<MappedSector> stuck = all.stream()
                .filter(ended -> ended.how() instanceof HealState.Stuck)
                .map(ended -> ended.of().unit())
                .toList();
        long confirmed = all.stream()
                .filter(ended -> !ended.of().byHand())
                .filter(ended -> ended.how().fate() != Fate.HEALTHY_NOW)
                .map(ended -> ended.of().unit())
                .filter(unit -> !stuck.contains(unit) && !openBefore.contains(unit))
                .count();
        long newlyStuck =
                stuck.stream().filter(unit -> !openBefore.contains(unit)).count();
        return breaker.weigh(
                (int) confirmed, (int) newlyStuck, stuck.stream().findFirst().map(geometry()::unitOnDisk));
    }

    /** So that the next start, here or on another machine, knows what is open and how the rest ended. */
    private List<Change> toRemember(MappedSector unit, HealState.Closed how) {
        Fault fault = faults.at(unit).orElseThrow();
        if (fault.open()) {
            OpenFault open = new OpenFault(unit, fault.lost(), fault.hints(), fault.since(), fault.cause());
            return List.of(new Change.Open(open));
        }
        List<Change> changes = new ArrayList<>();
        if (store.current().fault(unit).isPresent()) {
            changes.add(new Change.Close(unit));
        }
        boolean telling = how.fate() != Fate.HEALTHY_NOW || !changes.isEmpty();
        if (telling) {
            changes.add(new Change.Remember(
                    new Event(clock.now(), unit, fault.onDisk().first(), how.fate(), fault.lost(), fault.cause())));
        }
        return changes;
    }

    /** What is for people only is not worth a failure, nor another alert. */
    private void remember(List<Change> changes) {
        if (!changes.isEmpty() && store.readOnly().isEmpty()) {
            MetadataStore.Recorded recorded = healer.save(changes);
            if (recorded instanceof MetadataStore.Recorded.Durable durable && durable.faultsWithoutRoom() > 0) {
                LOG.warn("{}: {} open faults more than its metadata has room for", name, durable.faultsWithoutRoom());
            }
        }
    }

    /** Enters how it ended, and says so unless that is what was said last. */
    private void end(MappedSector unit, String cause, HealState.Closed end, boolean wasLost) {
        Optional<Fault> before = faults.at(unit).filter(Fault::open);
        close(unit, cause, end, before.map(Fault::since).orElseGet(clock::now));
        Fault now = faults.at(unit).orElseThrow();
        boolean said = before.filter(old -> now.open()
                        && old.reason().equals(now.reason())
                        && old.lost().equals(now.lost()))
                .isPresent();
        if (!said) {
            alerts.raise(FaultAlert.of(name, disk.path(), now, end, wasLost));
        }
    }

    private void count(HealState start, HealState.Closed end) {
        boolean healthy = end.fate() == Fate.HEALTHY_NOW;
        boolean moved = end instanceof HealState.Remapped || end instanceof HealState.Poisoned;
        boolean before = start instanceof HealState.Suspected suspected && suspected.source() instanceof Source.Serving;
        boolean remapped = moved && !before;
        totals = new DeviceStatus.Totals(
                totals.hints(),
                dropped.get(),
                totals.healthyNow() + (healthy ? 1 : 0),
                totals.remapped() + (remapped ? 1 : 0));
    }

    /** At a fifth, at a twentieth and at none, however many went at once. */
    private void warnOfSpares(int before) {
        int spares = geometry().spares();
        int free = store.current().freeSpares();
        if (IntStream.of(spares / 5, spares / 20, 0).anyMatch(mark -> before > mark && free <= mark)) {
            alerts.raise(alert(
                    Alert.Kind.SPARES_LOW,
                    free == 0 ? Severity.CRITICAL : Severity.WARNING,
                    name + ": " + free + " of " + spares + " spares are left"));
        }
    }

    private void close(MappedSector unit, String cause, HealState.Closed end, Instant since) {
        LostSectors lost = end.lost();
        Optional<Instant> retry = end.fate().open()
                ? Optional.of(clock.now().plus(lost.isEmpty() ? STUCK_RETRY : patience(since)))
                : Optional.empty();
        int hints = faults.at(unit).map(Fault::hints).orElse(0) + 1;
        faults.put(new Fault(
                unit, geometry().unitOnDisk(unit), cause, hints, end.fate(), end.reason(), lost, since, retry));
    }

    /** A disk takes long to say that it cannot read a sector: the longer one has been lost, the less often it is asked for it. */
    private Duration patience(Instant since) {
        Duration lostFor = Duration.between(since, clock.now());
        Duration bounded = lostFor.compareTo(SELDOM) < 0 ? lostFor : SELDOM;
        return bounded.compareTo(policy.retryLostAfter()) > 0 ? bounded : policy.retryLostAfter();
    }

    private DeviceStatus snapshot() {
        Metadata metadata = store.current();
        return new DeviceStatus(
                name,
                new DeviceId(metadata.uuid()),
                disk.path(),
                metadata.geometry(),
                metadata.mappings(),
                metadata.freeSpares(),
                metadata.retired(),
                store.copies(),
                store.readOnly(),
                breaker.status(),
                List.copyOf(faults.all()),
                List.copyOf(elsewhere),
                metadata.scrub(),
                totals);
    }

    private Alert alert(Alert.Kind kind, Severity severity, String message) {
        return Alert.of(kind, severity, message).with(Alert.DEVICE, name).with(Alert.DISK, disk.path());
    }

    private Geometry geometry() {
        return store.current().geometry();
    }
}
