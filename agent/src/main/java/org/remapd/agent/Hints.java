package org.remapd.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.remapd.agent.device.BadBlockSearch;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Suspects;
import org.remapd.agent.fault.Suspects.Suspect;
import org.remapd.agent.fault.Vicinity;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.heal.Source;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
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

    /** Of the bad places that a look finds, in its story. */
    private static final int SHOWN = 5;

    private final String name;
    private final HealPolicy policy;
    private final BlockDevice disk;
    private final MetadataStore store;
    private final DeviceBreaker breaker;
    private final FaultLedger ledger;
    private final Healing healing;
    private final Elsewhere elsewhere;
    private final Suspects suspects;
    private final Neighbours neighbours;
    private final Looks looks;
    private final ScrubReads scrubReads;
    private final Chronicle chronicle;
    private final Runnable missed;
    private final Clock clock;
    private final BadBlockSearch search;

    private final Suspects parked = new Suspects(PARKED);
    private final Vicinity vicinity = new Vicinity();
    private long taken;

    /**
     * About one device.
     *
     * @param suspects those that wait
     * @param looks    what has been read of its disk
     * @param scrubReads and by its scrub
     * @param missed   told of a hint that there is no room for
     */
    Hints(
            String name,
            HealPolicy policy,
            BlockDevice disk,
            MetadataStore store,
            DeviceBreaker breaker,
            FaultLedger ledger,
            Healing healing,
            Elsewhere elsewhere,
            Suspects suspects,
            Neighbours neighbours,
            Looks looks,
            ScrubReads scrubReads,
            Chronicle chronicle,
            Runnable missed,
            Clock clock) {
        this.name = name;
        this.policy = policy;
        this.disk = disk;
        this.store = store;
        this.breaker = breaker;
        this.ledger = ledger;
        this.healing = healing;
        this.elsewhere = elsewhere;
        this.suspects = suspects;
        this.neighbours = neighbours;
        this.looks = looks;
        this.scrubReads = scrubReads;
        this.chronicle = chronicle;
        this.missed = missed;
        this.clock = clock;
        this.search = new BadBlockSearch(disk);
    }

    /** How many there were, but for what the kernel says of our own reads. */
    long taken() {
        return taken;
    }

    /**
     * Takes one in, to be looked at when it is its turn.
     *
     * @param since when it came, in {@link Clock#nanos}
     */
    void take(Observation hint, long since) {
        SectorRange where = hint.where();
        if (hint instanceof Observation.ReadAgain) {
            taken++;
            healing.retry(ledger.open().stream()
                    .filter(fault -> fault.onDisk().overlaps(where))
                    .toList());
        } else if (hint instanceof Observation.ReadSlowly weak) {
            taken++;
            weak(weak);
        } else if (where.end().number() > disk.sectors() || where.count() > HINT_SECTORS) {
            taken++;
            LOG.info("{}: a hint names {}, and the disk has {} sectors; ignored", name, where, disk.sectors());
        } else if (hint.isKernels() && !hint.write() && scrubReads.isEcho(hint.certain(), since)) {
            // The scrub looks itself; what was said belongs to the story.
            chronicle.heard(hint);
        } else if (hint.isKernels() && looks.isEcho(hint.certain(), since)) {
            // It adds to nothing that is known; a place that our reads met by the way is looked at.
            wait(new Suspect(hint, 0, since));
        } else {
            hear(hint, since);
        }
    }

    /** The scrub has seen to it that it is true: nothing is read for it once more. */
    private void weak(Observation.ReadSlowly hint) {
        chronicle.heard(hint);
        if (!policy.weakToo() || breaker.isOpen()) {
            return;
        }
        healing.heal(geometry()
                .units(hint.where())
                .filter(unit ->
                        !ledger.isOpen(unit) && store.current().spareOf(unit).isEmpty())
                .map(unit -> new Healer.Case(unit, Cause.of(hint), new HealState.Confirmed(new Source.Original())))
                .toList());
    }

    private void hear(Observation hint, long since) {
        if (hint.named()) {
            taken++;
            vicinity.add(hint.where(), since);
        }
        chronicle.heard(hint);
        wait(new Suspect(hint, 1, since));
    }

    private void wait(Suspect suspect) {
        if (!suspects.add(suspect)) {
            missed.run();
        }
    }

    /** Errors went unseen: what is near to the places that were hinted at lately waits to be looked at. */
    void lookAround(String why) {
        // While the breaker is open there is nothing to be learned of it.
        if (!breaker.isOpen()) {
            long now = clock.nanos();
            vicinity.take(now, disk.sectors()).forEach(near -> take(new Observation.NearErrors(near, why), now));
        }
    }

    /** Those that came while the breaker was open wait for their turn again. */
    void catchUp() {
        for (Optional<Suspect> next = parked.next(); next.isPresent(); next = parked.next()) {
            wait(next.get());
        }
    }

    /** Looks at the one that is most to be trusted, if any waits. */
    void lookAtNext() {
        suspects.next().ifPresent(this::look);
    }

    private void look(Suspect suspect) {
        if (breaker.isOpen()) {
            park(suspect);
            return;
        }
        List<SectorRange> unknown = withoutKnown(suspect);
        if (unknown.isEmpty()) {
            looked(suspect, "it is known already, and was not read again");
        } else if (suspect.hint() instanceof Observation.ScrubRead) {
            suspect(unknown, suspect);
        } else {
            read(suspect, unknown);
        }
    }

    private void read(Suspect suspect, List<SectorRange> unknown) {
        List<BadBlockSearch.Bad> bad =
                unknown.stream().flatMap(range -> search.in(range).stream()).toList();
        looked(suspect, words(bad));
        if (bad.size() > 1 && breaker.freezes()) {
            park(suspect);
            return;
        }
        Observation hint = suspect.hint();
        // A hint of which a part was known already is explained by that part.
        if (bad.isEmpty() && unknown.equals(List.of(hint.where())) && wasNamed(suspect)) {
            LOG.info("{}: disk {} reads now ({})", name, hint.where(), hint.cause());
            ledger.healthy(firstUnit(hint.where()), hint.where(), Cause.of(hint), suspect.hints());
        }
        List<SectorRange> ofMedium = bad.stream()
                .filter(piece -> piece.why().error().mayBeMedium())
                .map(BadBlockSearch.Bad::where)
                .toList();
        suspect(ofMedium, suspect);
        if (hint instanceof Observation.Neighbour side) {
            neighbours.beyond(side, ofMedium);
        }
        bad.stream()
                .filter(piece -> !piece.why().error().mayBeMedium())
                .forEach(piece -> unclear(piece.where(), suspect));
    }

    /** What our own reads say of themselves is no part of a story. */
    private void looked(Suspect suspect, String came) {
        if (suspect.hints() > 0) {
            chronicle.looked(where(suspect), came);
        }
    }

    private static String words(List<BadBlockSearch.Bad> bad) {
        if (bad.isEmpty()) {
            return "it reads";
        }
        String shown = bad.stream()
                .limit(SHOWN)
                .map(piece -> piece.where() + " (" + piece.why().detail() + ")")
                .collect(Collectors.joining(", "));
        return "cannot be read: " + shown + (bad.size() > SHOWN ? " and " + (bad.size() - SHOWN) + " more" : "");
    }

    /** One unit of it stands for all until it can be looked at. What nobody named is not worth keeping. */
    private void park(Suspect suspect) {
        if (!suspect.hint().named()) {
            return;
        }
        if (!parked.add(suspect)) {
            missed.run();
            return;
        }
        firstUnit(where(suspect)).map(unit -> suspicion(unit, suspect)).ifPresent(healing::postpone);
    }

    /** By somebody else than ourselves. */
    private static boolean wasNamed(Suspect suspect) {
        return suspect.hint().named() && suspect.hints() > 0;
    }

    /**
     * The parts of a place that no mapping, no open fault and no read of ours since the hint came in accounts for; reading the others
     * again would tell nothing new.
     */
    private List<SectorRange> withoutKnown(Suspect suspect) {
        SectorRange where = where(suspect);
        List<SectorRange> known = new ArrayList<>(looks.wellSince(suspect.since()));
        geometry().units(where).forEach(unit -> {
            boolean open = ledger.isOpen(unit);
            if (open && suspect.hints() > 0) {
                ledger.hinted(unit, Cause.of(suspect.hint()), suspect.hints());
            }
            if (open || store.current().spareOf(unit).isPresent()) {
                known.add(geometry().unitOnDisk(unit));
            }
        });
        ledger.elsewhere().stream()
                .filter(place -> place.disk().equals(disk.path()))
                .map(DeviceStatus.BadPlace::where)
                .forEach(known::add);
        return ScrubPlan.of(where, known).ranges();
    }

    private void suspect(List<SectorRange> bad, Suspect suspect) {
        // The search widens to what the drive keeps as one, which may be more than a unit.
        Stream<MappedSector> units =
                bad.stream().flatMap(range -> geometry().units(range)).distinct();
        healing.heal(units.filter(unit -> store.current().spareOf(unit).isEmpty())
                .map(unit -> suspicion(unit, suspect))
                .toList());
        bad.stream()
                .filter(range -> !geometry().data().overlaps(range))
                .forEach(range -> elsewhere.found(
                        new Elsewhere.Bad(new Extent(0, range), Cause.of(suspect.hint()), hintsOf(suspect))));
    }

    /** The device is in trouble, and not these sectors: one unit of them stands for all, to be looked at again. */
    private void unclear(SectorRange where, Suspect suspect) {
        firstUnit(where).ifPresent(unit -> healing.heal(List.of(suspicion(unit, suspect))));
    }

    private Optional<MappedSector> firstUnit(SectorRange where) {
        return geometry().units(where).findFirst();
    }

    private static Healer.Case suspicion(MappedSector unit, Suspect suspect) {
        return new Healer.Case(unit, Cause.of(suspect.hint()), new HealState.Suspected(), hintsOf(suspect));
    }

    /** An echo of our own reads is a hint of its own where nothing else was. */
    private static int hintsOf(Suspect suspect) {
        return Math.max(1, suspect.hints());
    }

    private static SectorRange where(Suspect suspect) {
        return suspect.hint().where();
    }

    private Geometry geometry() {
        return store.current().geometry();
    }
}
