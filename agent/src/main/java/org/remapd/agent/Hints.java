package org.remapd.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.remapd.agent.device.BadBlockSearch;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Neighbourhood;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.SpareRecord;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.sensor.scrub.ScrubPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What sensors say of places of the disk: none of it is believed; the disk is asked, and what is bad goes on to be healed. The owner's thread. */
final class Hints {

    private static final Logger LOG = LoggerFactory.getLogger(Hints.class);

    /** Of a hint that names more than this, nothing can be learned that a scrub would not tell better. */
    private static final long HINT_SECTORS = 65_536;

    /** While the breaker is open; a scrub finds what is missed. */
    private static final int PARKED = 1000;

    private final String name;
    private final BlockDevice disk;
    private final MetadataStore store;
    private final HealRecords records;
    private final DeviceBreaker breaker;
    private final FaultLedger ledger;
    private final Healing healing;
    private final Looks looks;
    private final Runnable missed;
    private final Clock clock;
    private final BadBlockSearch search;

    private final Map<SectorRange, Hint> parked = new LinkedHashMap<>();
    private final Neighbourhood neighbourhood = new Neighbourhood();
    private long taken;

    /** An observation, and when it came in, in {@link Clock#nanos}. */
    record Hint(Observation observation, long since) {}

    /**
     * About one device.
     *
     * @param looks  what has been read of its disk
     * @param missed told of a hint that there is no room for
     */
    Hints(
            String name,
            BlockDevice disk,
            MetadataStore store,
            HealRecords records,
            DeviceBreaker breaker,
            FaultLedger ledger,
            Healing healing,
            Looks looks,
            Runnable missed,
            Clock clock) {
        this.name = name;
        this.disk = disk;
        this.store = store;
        this.records = records;
        this.breaker = breaker;
        this.ledger = ledger;
        this.healing = healing;
        this.looks = looks;
        this.missed = missed;
        this.clock = clock;
        this.search = new BadBlockSearch(disk);
    }

    /** How many there were, but for what the kernel says of our own reads. */
    long taken() {
        return taken;
    }

    void take(Hint hint) {
        if (!isEcho(hint)) {
            taken++;
        }
        probe(hint);
    }

    /** What is near to the places that were hinted at lately. While the breaker is open there is nothing to be learned of it. */
    List<SectorRange> nearby() {
        return breaker.isOpen() ? List.of() : neighbourhood.take(clock.nanos(), disk.sectors());
    }

    /** Those that came while the breaker was open. */
    void catchUp() {
        List<Hint> waiting = List.copyOf(parked.values());
        parked.clear();
        waiting.forEach(this::probe);
    }

    private void probe(Hint hint) {
        Observation observation = hint.observation();
        SectorRange where = observation.where();
        if (observation instanceof Observation.ReadAgain) {
            healing.retry(ledger.open().stream()
                    .filter(fault -> fault.onDisk().overlaps(where))
                    .toList());
            return;
        }
        if (where.end().number() > disk.sectors() || where.count() > HINT_SECTORS) {
            LOG.info("{}: a hint names {}, and the disk has {} sectors; ignored", name, where, disk.sectors());
            return;
        }
        if (observation.named()) {
            neighbourhood.add(where, clock.nanos());
        }
        if (breaker.isOpen()) {
            if (observation.named()) {
                park(hint);
            }
            return;
        }
        List<SectorRange> unknown = withoutKnown(hint);
        if (observation instanceof Observation.ScrubRead) {
            suspect(unknown, observation.cause());
        } else {
            read(hint, unknown);
        }
    }

    private void read(Hint hint, List<SectorRange> unknown) {
        Observation observation = hint.observation();
        List<BadBlockSearch.Bad> bad =
                unknown.stream().flatMap(range -> search.in(range).stream()).toList();
        if (bad.size() > 1 && breaker.freezes()) {
            park(hint);
            return;
        }
        // A hint of which a part was known already is explained by that part.
        if (bad.isEmpty() && observation.named() && unknown.equals(List.of(observation.where()))) {
            LOG.info("{}: disk {} reads now ({})", name, observation.where(), observation.cause());
            ledger.healthy(firstUnit(observation.where()), observation.cause());
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
    private void park(Hint hint) {
        Observation observation = hint.observation();
        if (parked.size() == PARKED && !parked.containsKey(observation.where())) {
            missed.run();
            return;
        }
        parked.put(observation.where(), hint);
        firstUnit(observation.where())
                .map(unit -> suspicion(unit, observation.cause()))
                .ifPresent(healing::postpone);
    }

    /**
     * The parts of a place that no mapping, no open fault and no read of ours since the hint came in accounts for; reading the others
     * again would tell nothing new.
     */
    private List<SectorRange> withoutKnown(Hint hint) {
        SectorRange where = hint.observation().where();
        boolean echo = isEcho(hint);
        List<SectorRange> known = new ArrayList<>(looks.wellSince(hint.since()));
        geometry().units(where).forEach(unit -> {
            boolean open = ledger.isOpen(unit);
            if (open && !echo) {
                ledger.hinted(unit);
            }
            if (open || store.current().spareOf(unit).isPresent()) {
                known.add(geometry().unitOnDisk(unit));
            }
        });
        ledger.elsewhere().stream().map(DeviceStatus.BadPlace::where).forEach(known::add);
        return ScrubPlan.of(where, known).ranges();
    }

    private boolean isEcho(Hint hint) {
        return hint.observation().isKernels() && looks.isEcho(hint.observation().where(), hint.since());
    }

    private void suspect(List<SectorRange> bad, String cause) {
        // The search widens to what the drive keeps as one, which may be more than a unit.
        Stream<MappedSector> units =
                bad.stream().flatMap(range -> geometry().units(range)).distinct();
        healing.heal(units.filter(unit -> store.current().spareOf(unit).isEmpty())
                .map(unit -> suspicion(unit, cause))
                .toList());
        bad.stream().filter(range -> !geometry().data().overlaps(range)).forEach(range -> badElsewhere(range, cause));
    }

    /** The device is in trouble, and not these sectors: one unit of them stands for all, to be looked at again. */
    private void unclear(SectorRange where, String cause) {
        firstUnit(where).ifPresent(unit -> healing.heal(List.of(suspicion(unit, cause))));
    }

    private Optional<MappedSector> firstUnit(SectorRange where) {
        return geometry().units(where).findFirst();
    }

    private static Healer.Case suspicion(MappedSector unit, String cause) {
        return new Healer.Case(unit, cause, new HealState.Suspected());
    }

    /** A bad free spare is retired; a bad spare in use is a suspicion about the unit it serves; bad metadata is said. */
    private void badElsewhere(SectorRange bad, String cause) {
        if (breaker.freezes()) {
            return;
        }
        Optional<Spare> spare = geometry().spareAt(0, bad.first());
        Optional<MappedSector> served = spare.flatMap(this::servedBy);
        if (served.isPresent()) {
            HealState start = healing.whereItStands(served.get());
            healing.heal(List.of(new Healer.Case(served.get(), cause, start)));
        } else if (spare.isPresent()) {
            retire(spare.get(), bad);
        } else {
            ledger.badElsewhere(Alert.Kind.DEVICE_TROUBLE, bad, "a place of remapd's own metadata");
        }
    }

    private Optional<MappedSector> servedBy(Spare spare) {
        return store.current().at(spare).holder().map(SpareRecord.Claim::unit);
    }

    private void retire(Spare spare, SectorRange bad) {
        int freeBefore = store.current().freeSpares();
        if (!(store.current().at(spare) instanceof SpareRecord.Retired)
                && records.save(List.of(new Change.Retire(spare))) instanceof MetadataStore.Recorded.Failed failed) {
            LOG.warn("{}: spare {} is bad, which cannot be recorded: {}", name, spare, failed.why());
        }
        ledger.badElsewhere(Alert.Kind.SPARE_RETIRED, bad, "the free spare " + spare);
        ledger.warnOfSpares(freeBefore);
    }

    private Geometry geometry() {
        return store.current().geometry();
    }
}
