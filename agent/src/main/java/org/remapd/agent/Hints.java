package org.remapd.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;
import org.remapd.agent.device.BadBlockSearch;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.SpareRecord;
import org.remapd.agent.port.BlockDevice;
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
    private final Runnable missed;
    private final BadBlockSearch search;

    private final Queue<Observation> parked = new ArrayDeque<>();
    private long taken;

    /**
     * About one device.
     *
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
            Runnable missed) {
        this.name = name;
        this.disk = disk;
        this.store = store;
        this.records = records;
        this.breaker = breaker;
        this.ledger = ledger;
        this.healing = healing;
        this.missed = missed;
        this.search = new BadBlockSearch(disk);
    }

    /** How many there were. */
    long taken() {
        return taken;
    }

    void take(Observation observation) {
        taken++;
        probe(observation);
    }

    /** Those that came while the breaker was open. */
    void catchUp() {
        List<Observation> waiting = List.copyOf(parked);
        parked.clear();
        waiting.forEach(this::probe);
    }

    private void probe(Observation observation) {
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
        if (breaker.isOpen()) {
            park(observation);
            return;
        }
        List<SectorRange> unknown = withoutKnown(where);
        if (observation instanceof Observation.ScrubRead) {
            suspect(unknown, observation.cause());
        } else {
            read(observation, unknown);
        }
    }

    private void read(Observation observation, List<SectorRange> unknown) {
        List<BadBlockSearch.Bad> bad =
                unknown.stream().flatMap(range -> search.in(range).stream()).toList();
        if (bad.size() > 1 && breaker.freezes()) {
            park(observation);
            return;
        }
        // A hint of which a part was known already is explained by that part.
        if (bad.isEmpty() && unknown.equals(List.of(observation.where()))) {
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
    private void park(Observation observation) {
        if (parked.size() == PARKED) {
            missed.run();
            return;
        }
        parked.add(observation);
        firstUnit(observation.where())
                .map(unit -> suspicion(unit, observation.cause()))
                .ifPresent(healing::postpone);
    }

    /** The parts of a range that no mapping and no open fault accounts for; reading the others again would tell nothing new. */
    private List<SectorRange> withoutKnown(SectorRange where) {
        List<SectorRange> known = new ArrayList<>();
        geometry().units(where).forEach(unit -> {
            boolean open = ledger.isOpen(unit);
            if (open) {
                ledger.hinted(unit);
            }
            if (open || store.current().spareOf(unit).isPresent()) {
                known.add(geometry().unitOnDisk(unit));
            }
        });
        ledger.elsewhere().stream().map(DeviceStatus.BadPlace::where).forEach(known::add);
        return ScrubPlan.of(where, known).ranges();
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
