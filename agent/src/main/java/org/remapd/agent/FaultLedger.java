package org.remapd.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.FaultBook;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.RateWindow;
import org.remapd.agent.fault.Repeaters;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.heal.Source;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Event;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The faults of one device: which there are, how each ended, told to people and put on record. The owner's thread. */
final class FaultLedger {

    private static final Logger LOG = LoggerFactory.getLogger(FaultLedger.class);

    private static final int CLOSED_FAULTS = 1000;
    private static final Duration STUCK_RETRY = Duration.ofMinutes(1);
    private static final Duration SELDOM = Duration.ofDays(1);

    /** Suspects that read now and are put on record within a day: the history has room for a thousand events of all kinds. */
    private static final int HEALTHY_ON_RECORD = 16;

    private final String name;
    private final String disk;
    private final MetadataStore store;
    private final HealRecords records;
    private final HealPolicy policy;
    private final Repeaters repeaters;
    private final Chronicle chronicle;
    private final AlertSink alerts;
    private final Clock clock;

    private final FaultBook faults = new FaultBook(CLOSED_FAULTS);
    private final List<DeviceStatus.BadPlace> elsewhere = new ArrayList<>();
    private RateWindow healthyOnRecord = RateWindow.of(Duration.ofDays(1));
    private long healthyNow;
    private long remapped;

    FaultLedger(
            String name,
            String disk,
            MetadataStore store,
            HealRecords records,
            HealPolicy policy,
            Repeaters repeaters,
            Chronicle chronicle,
            AlertSink alerts,
            Clock clock) {
        this.name = name;
        this.disk = disk;
        this.store = store;
        this.records = records;
        this.policy = policy;
        this.repeaters = repeaters;
        this.chronicle = chronicle;
        this.alerts = alerts;
        this.clock = clock;
    }

    Optional<Fault> at(MappedSector unit) {
        return faults.at(unit);
    }

    boolean isOpen(MappedSector unit) {
        return faults.at(unit).filter(Fault::open).isPresent();
    }

    /** It is bad, and still where it was. */
    boolean isUnhealed(MappedSector unit) {
        return faults.at(unit).filter(fault -> fault.state() == Fate.UNHEALED).isPresent();
    }

    List<Fault> open() {
        return faults.open();
    }

    /** Those to be looked at again by now. */
    List<Fault> due() {
        return faults.due(clock.now());
    }

    List<Fault> all() {
        return List.copyOf(faults.all());
    }

    /** Bad places outside the data. */
    List<DeviceStatus.BadPlace> elsewhere() {
        return List.copyOf(elsewhere);
    }

    /** Suspects that could be read. */
    long healthyNow() {
        return healthyNow;
    }

    /** Units moved to spares. */
    long remapped() {
        return remapped;
    }

    /** So many more hints about a unit that is known. */
    void hinted(MappedSector unit, Cause cause, int hints) {
        faults.hinted(unit, cause, hints);
    }

    /** What is known of an earlier fault, here or on another machine. */
    void enter(Event event) {
        enter(OnRecord.fault(store.current(), event));
        if (event.fate() == Fate.HEALTHY_NOW) {
            repeaters.onRecord(event.unit(), event.when());
        }
    }

    /** An open fault that is on record: to be looked at now. */
    void enter(OpenFault open) {
        enter(OnRecord.fault(store.current(), open, Optional.of(clock.now())));
    }

    private void enter(Fault onRecord) {
        faults.put(onRecord);
        chronicle.told(onRecord.unit(), onRecord.since(), OnRecord.told(onRecord));
    }

    /**
     * A place that was said to be bad reads, and no heal was needed to see that.
     *
     * @param unit the first of it, which stands for all; empty if it is none of the data
     */
    void healthy(Optional<MappedSector> unit, SectorRange where, Cause cause, int hints) {
        healthyNow++;
        unit.filter(one -> !isHealedInPlace(one)).ifPresent(one -> {
            enter(one, cause, new HealState.Healthy(), clock.now(), hints);
            record(readsNow(one, where, cause));
        });
    }

    /** Once is nothing. Twice is put on record. If it is too often that is told, and the place is read harder. */
    private List<Change> readsNow(MappedSector unit, SectorRange where, Cause cause) {
        int occasions = repeaters.readsNow(unit, clock.now());
        if (occasions >= Repeaters.TOO_OFTEN) {
            repeaters.watch(unit, where, cause, clock.now());
            Fault fault = faults.at(unit).orElseThrow();
            alerts.raise(FaultAlert.suspectedAgain(name, disk, fault, occasions));
            chronicle.told(
                    unit,
                    new StoryEvent.Watched(
                            "said to be bad on " + occasions + " occasions within " + Repeaters.SPAN.toDays()
                                    + " days, and it reads: from now on it is read harder for a while"));
        }
        long now = clock.nanos();
        if (occasions != Repeaters.TOO_OFTEN - 1 || healthyOnRecord.count(now) >= HEALTHY_ON_RECORD) {
            return List.of();
        }
        healthyOnRecord = healthyOnRecord.add(1, now);
        return List.of(remember(faults.at(unit).orElseThrow()));
    }

    /** What is said of it now may well be about what it was healed of. */
    private boolean isHealedInPlace(MappedSector unit) {
        return faults.at(unit)
                .filter(fault -> fault.state() == Fate.HEALED_IN_PLACE)
                .isPresent();
    }

    /** Nothing was done, nor is anything recorded or told; what is known of an open fault stays. */
    void postponed(Healer.Case of, String why) {
        if (!isOpen(of.unit())) {
            enter(of.unit(), of.cause(), new HealState.Stuck(why), clock.now(), of.hints());
        }
        chronicle.told(of.unit(), new StoryEvent.Waits(why));
    }

    /**
     * Enters how a heal ended, and says so unless that is what was said last.
     *
     * @param wasLost whether sectors of the unit had been lost before
     * @return what of it is to be recorded, by {@link #record}
     */
    List<Change> ended(Healer.Ended ended, boolean wasLost) {
        MappedSector unit = ended.of().unit();
        Optional<Fault> before = faults.at(unit).filter(Fault::open);
        Cause cause = before.filter(old -> !ended.of().byHand())
                .map(old -> old.cause().or(ended.of().cause()))
                .orElse(ended.of().cause());
        enter(
                unit,
                cause,
                ended.how(),
                before.map(Fault::since).orElseGet(clock::now),
                ended.of().hints());
        Fault now = faults.at(unit).orElseThrow();
        chronicle.told(unit, new StoryEvent.Ended(now.state(), now.reason(), now.lost()));
        if (before.filter(old -> isSaid(old, now)).isEmpty()) {
            alerts.raise(FaultAlert.of(name, disk, now, ended.how(), wasLost));
        }
        count(ended.of().start(), ended.how());
        List<Change> changes = new ArrayList<>(toRemember(now, ended.how()));
        if (before.isEmpty() && ended.how() instanceof HealState.Healthy) {
            changes.addAll(readsNow(unit, now.onDisk(), cause));
        }
        return changes;
    }

    /** Of what is lost people need to know once, also over restarts; of what is not healed, whenever it is for another reason. */
    private static boolean isSaid(Fault before, Fault now) {
        return now.open()
                && before.lost().equals(now.lost())
                && (!now.lost().isEmpty() || before.reason().equals(now.reason()));
    }

    private void count(HealState start, HealState.Closed end) {
        boolean moved = end instanceof HealState.Remapped || end instanceof HealState.Poisoned;
        boolean before = start instanceof HealState.Suspected suspected && suspected.source() instanceof Source.Serving;
        healthyNow += end.fate() == Fate.HEALTHY_NOW ? 1 : 0;
        remapped += moved && !before ? 1 : 0;
    }

    /** So that the next start, here or on another machine, knows what is open and how the rest ended. */
    private List<Change> toRemember(Fault fault, HealState.Closed how) {
        MappedSector unit = fault.unit();
        if (fault.open()) {
            OpenFault open = new OpenFault(
                    unit,
                    fault.lost(),
                    fault.hints(),
                    fault.since(),
                    fault.cause().words());
            boolean known = store.current()
                    .fault(unit)
                    .filter(old -> old.lost().equals(open.lost()))
                    .isPresent();
            return known ? List.of() : List.of(new Change.Open(open));
        }
        List<Change> changes = new ArrayList<>();
        if (store.current().fault(unit).isPresent()) {
            changes.add(new Change.Close(unit));
        }
        boolean telling = how.fate() != Fate.HEALTHY_NOW || !changes.isEmpty();
        if (telling) {
            changes.add(remember(fault));
        }
        return changes;
    }

    private Change remember(Fault fault) {
        return new Change.Remember(new Event(
                clock.now(),
                fault.unit(),
                fault.onDisk().first(),
                fault.state(),
                fault.lost(),
                fault.cause().words()));
    }

    /** Puts on record what is for people only: not worth a failure, nor another alert. */
    void record(List<Change> changes) {
        if (!changes.isEmpty() && store.readOnly().isEmpty()) {
            MetadataStore.Recorded recorded = records.save(changes);
            if (recorded instanceof MetadataStore.Recorded.Durable durable && durable.faultsWithoutRoom() > 0) {
                LOG.warn("{}: {} open faults more than its metadata has room for", name, durable.faultsWithoutRoom());
            }
        }
    }

    /**
     * Lost sectors of a unit were overwritten, which is on record.
     *
     * @param end whether that was all of them
     * @return what of it is to be recorded besides, by {@link #record}
     */
    List<Change> overwritten(MappedSector unit, HealState.Closed end) {
        enter(unit, faults.at(unit).map(Fault::cause).orElse(Cause.onRecord("on record")), end, clock.now(), 0);
        chronicle.told(unit, new StoryEvent.Ended(end.fate(), "lost sectors of it were overwritten", end.lost()));
        if (!end.lost().isEmpty()) {
            return List.of();
        }
        Fault fault = faults.at(unit).orElseThrow();
        alerts.raise(FaultAlert.overwritten(name, disk, fault));
        return List.of(remember(fault));
    }

    /** Whether such a place is known. */
    boolean isBadElsewhere(String disk, SectorRange where) {
        return elsewhere.stream()
                .anyMatch(bad -> bad.disk().equals(disk) && bad.where().contains(where));
    }

    /** A place that holds no data is bad: {@code what} says what it is. */
    void badElsewhere(Alert.Kind kind, String on, SectorRange bad, String what) {
        elsewhere.add(new DeviceStatus.BadPlace(on, bad, what));
        alerts.raise(Alert.of(
                        kind,
                        Severity.WARNING,
                        name + ": disk sector " + bad + " of " + on + ", " + what + ", cannot be read")
                .with(Alert.DEVICE, name)
                .with(Alert.DISK, on)
                .with(Alert.DISK_SECTOR, bad.first().toString()));
    }

    /** At a fifth, at a twentieth and at none, however many went at once since there were {@code before}. */
    void warnOfSpares(int before) {
        int spares = geometry().spares();
        int free = store.current().freeSpares();
        if (IntStream.of(spares / 5, spares / 20, 0).anyMatch(mark -> before > mark && free <= mark)) {
            alerts.raise(alert(
                    Alert.Kind.SPARES_LOW,
                    free == 0 ? Severity.CRITICAL : Severity.WARNING,
                    name + ": " + free + " of " + spares + " spares are left"));
        }
    }

    private void enter(MappedSector unit, Cause cause, HealState.Closed end, Instant since, int more) {
        LostSectors lost = end.lost();
        Optional<Instant> retry = end.fate().open()
                ? Optional.of(clock.now().plus(lost.isEmpty() ? STUCK_RETRY : patience(since)))
                : Optional.empty();
        int hints = faults.at(unit).map(Fault::hints).orElse(0) + more;
        faults.put(new Fault(
                unit, geometry().unitOnDisk(unit), cause, hints, end.fate(), end.reason(), lost, since, retry));
    }

    /** A disk takes long to say that it cannot read a sector: the longer one has been lost, the less often it is asked for it. */
    private Duration patience(Instant since) {
        Duration lostFor = Duration.between(since, clock.now());
        Duration bounded = lostFor.compareTo(SELDOM) < 0 ? lostFor : SELDOM;
        return bounded.compareTo(policy.retryLostAfter()) > 0 ? bounded : policy.retryLostAfter();
    }

    private Alert alert(Alert.Kind kind, Severity severity, String message) {
        return Alert.of(kind, severity, message).with(Alert.DEVICE, name).with(Alert.DISK, disk);
    }

    private Geometry geometry() {
        return store.current().geometry();
    }
}
