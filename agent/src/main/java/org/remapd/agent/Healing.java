package org.remapd.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.fault.Trust;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.heal.Source;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.RemapTarget;

/** What has to be healed, healed in bounded bunches as the breaker allows, and how that ended, entered. The owner's thread. */
final class Healing {

    private final MetadataStore store;
    private final RemapTarget target;
    private final Healer healer;
    private final DeviceBreaker breaker;
    private final FaultLedger ledger;
    private final Neighbours neighbours;
    private final Chronicle chronicle;
    private final BooleanSupplier closing;

    private boolean behind;

    /**
     * Of one device.
     *
     * @param closing whether no more than what is in hand is to be healed
     */
    Healing(
            MetadataStore store,
            RemapTarget target,
            Healer healer,
            DeviceBreaker breaker,
            FaultLedger ledger,
            Neighbours neighbours,
            Chronicle chronicle,
            BooleanSupplier closing) {
        this.store = store;
        this.target = target;
        this.healer = healer;
        this.breaker = breaker;
        this.ledger = ledger;
        this.neighbours = neighbours;
        this.chronicle = chronicle;
        this.closing = closing;
    }

    /** A bounded number of units at once; the end of each is recorded with the others'. */
    void heal(List<Healer.Case> cases) {
        for (int from = 0; from < cases.size() && !closing.getAsBoolean(); from += Healer.TOGETHER) {
            List<Healer.Case> some = cases.subList(from, Math.min(cases.size(), from + Healer.TOGETHER));
            if (breaker.isOpen() || (some.size() > 1 && breaker.freezes())) {
                some.forEach(this::postpone);
            } else {
                healTogether(some);
            }
        }
    }

    /** Goes on with faults that are open. */
    void retry(List<Fault> faults) {
        heal(faults.stream().map(this::again).toList());
    }

    /** Goes on with those that it is time for and of which nothing is lost. */
    void retryUnhealed() {
        retry(ledger.due().stream().filter(fault -> fault.lost().isEmpty()).toList());
    }

    /**
     * Looks for what is lost of one unit that it is time for: a disk may take minutes to say that it cannot read it.
     *
     * @return whether it is time for more of them
     */
    boolean retryOneLost() {
        List<Fault> due =
                ledger.due().stream().filter(fault -> !fault.lost().isEmpty()).toList();
        retry(due.stream().limit(1).toList());
        return due.size() > 1;
    }

    /** It is not told for each: that the breaker is open was. */
    void postpone(Healer.Case of) {
        behind = true;
        String why = breaker.status().map(DeviceStatus.OpenBreaker::why).orElse("");
        ledger.postponed(of, "the breaker is open: " + why);
    }

    /** Something may have had to wait for the breaker to be closed. */
    void fallBehind() {
        behind = true;
    }

    /**
     * Once the breaker is closed again: what could not be healed meanwhile.
     *
     * @return whether anything had to wait
     */
    boolean catchUp() {
        if (!behind) {
            return false;
        }
        behind = false;
        retry(ledger.open().stream().filter(fault -> fault.lost().isEmpty()).toList());
        return true;
    }

    /** Also while the breaker is open: of those that somebody asked for, one by one. At most {@link Healer#TOGETHER}. */
    List<Healer.Ended> healTogether(List<Healer.Case> cases) {
        Set<MappedSector> lostBefore =
                units(cases, unit -> !store.current().lost(unit).isEmpty());
        Set<MappedSector> openBefore = units(cases, ledger::isOpen);
        int freeBefore = store.current().freeSpares();
        breaker.listen();
        cases.forEach(this::tellBegin);
        List<Healer.Ended> all = healer.heal(cases);
        List<Change> changes = new ArrayList<>();
        all.stream()
                .filter(ended -> !(ended.how() instanceof HealState.Stuck) || !stayed(ended.of()))
                .forEach(ended -> changes.addAll(
                        ledger.ended(ended, lostBefore.contains(ended.of().unit()))));
        if (isAlive(all, openBefore)) {
            ledger.record(changes);
        }
        ledger.warnOfSpares(freeBefore);
        neighbours.of(all.stream()
                .filter(ended ->
                        wasFoundBad(ended) && !openBefore.contains(ended.of().unit()))
                .map(ended -> store.current().geometry().unitOnDisk(ended.of().unit()))
                .toList());
        return all;
    }

    private void tellBegin(Healer.Case of) {
        chronicle.told(of.unit(), of.hints() == 0 ? new StoryEvent.Again() : new StoryEvent.Begun(of.cause()));
    }

    /** Where it always was, by a hint that leaves open what is next to it: a scrub reads that anyway. */
    private static boolean wasFoundBad(Healer.Ended ended) {
        Trust trust = ended.of().cause().trust();
        return ended.of().start() instanceof HealState.Suspected suspected
                && suspected.source() instanceof Source.Original
                && !(ended.how() instanceof HealState.Stuck)
                && ended.how().fate() != Fate.HEALTHY_NOW
                && trust != Trust.OWN_READ
                && trust != Trust.NEIGHBOUR;
    }

    private static Set<MappedSector> units(List<Healer.Case> cases, Predicate<MappedSector> which) {
        return cases.stream().map(Healer.Case::unit).filter(which).collect(Collectors.toSet());
    }

    /** Tried by hand, and as if nothing had been done: nobody has to know of it but who asked. */
    boolean stayed(Healer.Case of) {
        Optional<Spare> before =
                of.start() instanceof HealState.ToReturn wanted ? Optional.of(wanted.spare()) : Optional.empty();
        return of.byHand() && store.current().spareOf(of.unit()).equals(before) && !healer.holds(of.unit());
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
        Optional<SectorRange> oneStuck =
                stuck.stream().findFirst().map(store.current().geometry()::unitOnDisk);
        return breaker.weigh((int) confirmed, (int) newlyStuck, oneStuck);
    }

    /** For now: sectors of it are lost, or it would need a spare and there is none. */
    boolean isBeyondHelp(MappedSector unit) {
        return ledger.at(unit)
                .filter(fault -> fault.state() == Fate.UNHEALED)
                .filter(fault -> !fault.lost().isEmpty() || store.current().freeSpares() == 0)
                .isPresent();
    }

    private Healer.Case again(Fault fault) {
        HealState start = whereItStands(fault.unit());
        boolean toBeMoved =
                start instanceof HealState.Suspected && fault.cause().equals(Cause.WRITE_FAILED);
        return new Healer.Case(fault.unit(), fault.cause(), toBeMoved ? suspected(fault.unit(), true) : start, 0);
    }

    /** A hint about a unit, wherever it lives now. */
    HealState.Suspected suspected(MappedSector unit, boolean writeFailed) {
        Source source =
                store.current().spareOf(unit).<Source>map(Source.Serving::new).orElseGet(Source.Original::new);
        return new HealState.Suspected(source, writeFailed);
    }

    /** From where a heal of the unit goes on: a move that was recorded and never came about is finished first, either way. */
    HealState whereItStands(MappedSector unit) {
        Optional<Spare> recorded = store.current().spareOf(unit);
        Optional<Spare> serving = target.servedFrom(store.current().geometry(), unit);
        if (recorded.isEmpty()) {
            return serving.<HealState>map(HealState.Returning::new).orElseGet(HealState.Suspected::new);
        }
        Source.Serving there = new Source.Serving(recorded.get());
        if (serving.equals(recorded)) {
            return new HealState.Suspected(there, false);
        }
        return new HealState.Confirmed(serving.isPresent() ? there : new Source.Staged(recorded.get()));
    }
}
