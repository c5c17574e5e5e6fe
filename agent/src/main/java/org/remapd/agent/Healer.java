package org.remapd.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.Diagnosis;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Probe;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.heal.HealPlanner;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.heal.HealStep;
import org.remapd.agent.heal.HealWords;
import org.remapd.agent.heal.Source;
import org.remapd.agent.heal.SpareAllocator;
import org.remapd.agent.heal.UnitData;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.port.RemapTarget.Answer.Refused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what {@link HealPlanner} says, one step after the other, and tells it what came of each. The thread that
 * owns the fault state calls it.
 */
final class Healer {

    private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

    /** For so long after we were last seen at work, I/O that fails is held. */
    static final Duration ATTENTION = Duration.ofSeconds(60);

    /** Opens the remap device for one verifying read; it is not kept open, or nobody could remove it. */
    interface MappedDevice {
        BlockDevice open() throws IOException;
    }

    /**
     * One unit to be healed.
     *
     * @param start how far an earlier heal is known to have come
     * @param hints how many hints that is for; 0 if it is tried again without one
     */
    record Case(MappedSector unit, Cause cause, HealState start, int hints) {

        Case(MappedSector unit, Cause cause, HealState start) {
            this(unit, cause, start, 1);
        }

        boolean byHand() {
            return start instanceof HealState.ByHand;
        }
    }

    /** How it ended. */
    record Ended(Case of, HealState.Closed how) {}

    /** A unit under way. */
    static final class Progress {
        final Case of;
        HealState state;

        /** The spare that was on record for it when this heal began. */
        final Optional<Spare> recorded;

        /** The spare that serves it now failed us. */
        boolean spareIsBad;

        /** Its original may not be what it was. */
        boolean rewritten;

        /** What becomes of spares that the unit leaves: to be recorded once it has left them for good. */
        final List<Change> afterwards = new ArrayList<>();

        Progress(Case of, Optional<Spare> recorded) {
            this.of = of;
            this.state = of.start();
            this.recorded = recorded;
        }

        MappedSector unit() {
            return of.unit();
        }
    }

    /** Units that are healed together: what they stage is kept in memory meanwhile. */
    static final int TOGETHER = 64;

    /** After so long, those that wait for a record get it, and the I/O that waits for them with it. */
    private static final Duration TOGETHER_FOR = Duration.ofSeconds(1);

    /** From any request of a heal to the next, or to its end. */
    private static final Duration LEASE = Duration.ofMinutes(3);

    /** A lease is not renewed more often: most reads take a moment. */
    private static final Duration RENEWS_AGAIN = Duration.ofSeconds(10);

    /** A disk that takes no writes is not asked more often: the kernel tells of each that fails, and that is work for us again. */
    private static final Duration SETTLES_AGAIN = Duration.ofSeconds(10);

    private final MetadataStore store;
    private final RemapTarget target;
    private final HealRecords records;
    private final Chronicle chronicle;
    private final HealSteps steps;
    private final HealPolicy policy;
    private final Holds holds;
    private final SpareAllocator spares = new SpareAllocator();
    private final Clock clock;

    /** When it was last tried, in {@link Clock#nanos}. */
    private long settledAt;

    private List<Progress> together = List.of();
    private long renewedAt;

    Healer(
            List<BlockDevice> members,
            MetadataStore store,
            RemapTarget target,
            HealRecords records,
            Chronicle chronicle,
            MappedDevice mapped,
            HealPolicy policy,
            Clock clock) {
        this.store = store;
        this.target = target;
        this.records = records;
        this.chronicle = chronicle;
        this.steps = new HealSteps(members, store, mapped, policy, this::goOnWaiting, clock);
        this.policy = policy;
        this.holds = new Holds(target, LEASE, clock);
        this.clock = clock;
        this.settledAt = clock.nanos() - SETTLES_AGAIN.toNanos();
    }

    /**
     * Goes with each unit from its start to an end of this attempt. What several have to record at the same time is recorded at
     * once, at the cost of one.
     */
    List<Ended> heal(List<Case> cases) {
        List<Progress> all = cases.stream()
                .map(one -> new Progress(one, store.current().spareOf(one.unit())))
                .toList();
        spares.reset();
        together = all;
        renewedAt = clock.nanos();
        while (true) {
            List<HealRecords.Entry> waiting = advance(all);
            if (waiting.isEmpty()) {
                leaveSpares(all);
                return all.stream().map(this::ended).toList();
            }
            goOnWaiting();
            records.write(waiting);
            waiting.forEach(entry -> recorded(entry.of(), entry.step()));
        }
    }

    /** Each request may take the drive a minute, and there may be many: what waits is not given up meanwhile. */
    private void goOnWaiting() {
        target.attend(ATTENTION);
        long now = clock.nanos();
        if (now - renewedAt >= RENEWS_AGAIN.toNanos()) {
            renewedAt = now;
            together.stream()
                    .filter(one -> !(one.state instanceof HealState.Closed))
                    .map(Progress::unit)
                    .forEach(holds::renew);
        }
    }

    /** I/O does not wait for units that it has nothing to do with. */
    private void recorded(Progress progress, HealStep step) {
        tell(progress, step);
        if (progress.state instanceof HealState.Closed) {
            letGo(progress);
        }
    }

    /** Not before: were the spare given up first, a power cut could leave the unit with neither. */
    private void leaveSpares(List<Progress> all) {
        List<Change> changes = all.stream()
                .filter(one -> ((HealState.Closed) one.state).fate() != Fate.UNHEALED)
                .flatMap(one -> one.afterwards.stream())
                .toList();
        if (!changes.isEmpty()) {
            records.save(changes);
        }
    }

    private Ended ended(Progress progress) {
        HealState.Closed closed = (HealState.Closed) progress.state;
        LOG.info(
                "{}: unit {}: {}, {}",
                target.name(),
                progress.unit(),
                closed.fate().label(),
                closed.reason());
        return new Ended(progress.of, closed);
    }

    /** Each as far as it goes without a record, until those that have come there have waited long enough. */
    private List<HealRecords.Entry> advance(List<Progress> all) {
        List<HealRecords.Entry> waiting = new ArrayList<>();
        long begun = clock.nanos();
        for (Progress one : all) {
            if (waiting.isEmpty() || clock.nanos() - begun < TOGETHER_FOR.toNanos()) {
                advance(one).ifPresent(waiting::add);
            }
        }
        return waiting;
    }

    /** As far as it goes without a record; empty at the end, where it is let go. */
    private Optional<HealRecords.Entry> advance(Progress progress) {
        if (progress.state instanceof HealState.Closed) {
            return Optional.empty();
        }
        while (!(progress.state instanceof HealState.Closed)) {
            HealState state = progress.state;
            Optional<HealStep> step = HealPlanner.next(state, () -> spareFor(progress));
            if (step.isEmpty()) {
                progress.state = new HealState.Stuck("no spare is left");
            } else {
                LOG.debug("{}: unit {}: {}", target.name(), progress.unit(), HealWords.of(step.get()));
                Optional<HealRecords.Entry> waiting = records.of(progress, step.get());
                if (waiting.isPresent()) {
                    return waiting;
                }
                goOnWaiting();
                progress.state = carryOut(progress, step.get());
                tell(progress, step.get());
            }
        }
        letGo(progress);
        return Optional.empty();
    }

    /**
     * A free one; with none left, or if it could not be recorded, the one that an earlier heal recorded for this unit and never
     * activated. What is on that counts from the next start on: where more is lost than is on record there, it is left alone.
     */
    private Optional<Spare> spareFor(Progress progress) {
        Metadata metadata = store.current();
        LostSectors lost = ((HealState.Salvaged) progress.state).data().lost();
        Optional<Spare> own = metadata.spareOf(progress.unit())
                .filter(spare -> !progress.afterwards.contains(new Change.Retire(spare)))
                .filter(spare -> !holds.servedFrom(progress.unit()).equals(Optional.of(spare)))
                .filter(spare -> lost.without(metadata.poison(spare)).isEmpty());
        return own.isPresent() && store.readOnly().isPresent()
                ? own
                : spares.take(metadata).or(() -> own);
    }

    private HealState carryOut(Progress progress, HealStep step) {
        MappedSector unit = progress.unit();
        HealState state = progress.state;
        if (step instanceof HealStep.Probe && state instanceof HealState.Suspected suspect) {
            return probe(progress, suspect);
        }
        if (step instanceof HealStep.Probe probe && state instanceof HealState.ToReturn wanted) {
            Diagnosis diagnosis = probe(unit, probe.source());
            progress.spareIsBad = diagnosis instanceof Diagnosis.Confirmed;
            return HealPlanner.probed(wanted, diagnosis);
        }
        if (step instanceof HealStep.Quiesce quiesce) {
            HealState quiet = state instanceof HealState.Leaving leaving
                    ? new HealState.QuietOnSpare(leaving.spare())
                    : new HealState.Quiet(quiesce.source());
            return holds.quiesce(unit, quiesce.source())
                    .<HealState>map(HealState.Stuck::new)
                    .orElse(quiet);
        }
        if (step instanceof HealStep.Salvage salvage) {
            return salvage(unit, salvage.source());
        }
        if (step instanceof HealStep.Stage stage) {
            return steps.stage(unit, stage.spare(), stage.data());
        }
        if (step instanceof HealStep.Prepare) {
            return holds.prepare(unit) instanceof Refused refused
                    ? new HealState.Stuck("it took too long: " + refused.why())
                    : prepared(progress);
        }
        if (step instanceof HealStep.WriteBack back) {
            return steps.writeBack(unit, back.spare());
        }
        if (step instanceof HealStep.Unmap unmap) {
            return unmap(unit, unmap.spare());
        }
        if (step instanceof HealStep.Rewrite rewrite) {
            progress.rewritten = true;
            return rewrite(unit, rewrite.spare(), rewrite.data());
        }
        if (step instanceof HealStep.Activate activate) {
            return activate(progress, activate);
        }
        if (step instanceof HealStep.Verify verify) {
            return steps.verify(unit, verify.spare());
        }
        throw new IllegalStateException(step + " does not follow from " + state);
    }

    private Diagnosis probe(MappedSector unit, Source source) {
        Probe probe = steps.probe(unit, source);
        chronicle.told(unit, new StoryEvent.Probed(probe));
        return probe.verdict();
    }

    private HealState probe(Progress progress, HealState.Suspected suspect) {
        MappedSector unit = progress.unit();
        Diagnosis diagnosis = probe(unit, suspect.source());
        progress.spareIsBad = suspect.writeFailed() || diagnosis instanceof Diagnosis.Confirmed;
        return diagnosis instanceof Diagnosis.HealthyNow && steps.givesWhatWasLost(unit, suspect.source())
                ? new HealState.Confirmed(suspect.source())
                : HealPlanner.probed(
                        suspect, diagnosis, store.current().fault(unit).isPresent());
    }

    /** Of a probe its reads are told. */
    private void tell(Progress progress, HealStep step) {
        if (!(step instanceof HealStep.Probe)) {
            StoryEvent.Step told = new StoryEvent.Step(HealWords.of(step), HealWords.came(step, progress.state));
            chronicle.told(progress.unit(), told);
        }
    }

    private HealState salvage(MappedSector unit, Source source) {
        Salvager.Outcome outcome = steps.salvage(unit, source);
        LostSectors lost = outcome.data().lost();
        int sectors = outcome.data().sectors();
        LOG.info("{}: unit {}: {} of {} sectors saved", target.name(), unit, sectors - lost.count(), sectors);
        return outcome.trouble()
                .filter(trouble -> !lost.isEmpty())
                .<HealState>map(trouble -> new HealState.Stuck(trouble.detail()))
                .orElseGet(() -> new HealState.Salvaged(outcome.data()));
    }

    private HealState prepared(Progress progress) {
        if (progress.state instanceof HealState.WrittenBack written) {
            return new HealState.Returning(written.spare());
        }
        HealState.Staged staged = (HealState.Staged) progress.state;
        return new HealState.Prepared(staged.data(), staged.spare(), isWorthRewriting(progress, staged));
    }

    /** Once: a unit that fails again is moved. One that is on record already goes on as it began. */
    private boolean isWorthRewriting(Progress progress, HealState.Staged staged) {
        return policy.inPlaceFirst()
                && !progress.of.byHand()
                && staged.data().lost().isEmpty()
                && store.current().spareOf(progress.unit()).isEmpty()
                && store.current().history().stream()
                        .noneMatch(
                                event -> event.unit().equals(progress.unit()) && event.fate() == Fate.HEALED_IN_PLACE);
    }

    private HealState rewrite(MappedSector unit, Spare spare, UnitData data) {
        Optional<RemapTarget.Rewriting> how = holds.rewrite(geometry(), unit, spare);
        if (how.isEmpty()) {
            return new HealState.Stuck("rewriting it has not come to its end");
        }
        if (how.get() == RemapTarget.Rewriting.UNREADABLE) {
            return new HealState.SpareFailed(data, spare);
        }
        boolean healed = how.get() == RemapTarget.Rewriting.REWRITTEN && steps.isHealedInPlace(unit, data);
        return healed ? new HealState.Rewritten() : new HealState.StillBad(data, spare);
    }

    /**
     * A record that this heal has made goes again if the unit is where it was as it was. Of any other the spare is all that counts: the
     * unit's I/O fails until that is retried.
     */
    private HealState activate(Progress progress, HealStep.Activate activate) {
        Spare spare = activate.spare();
        if (!(holds.activate(geometry(), progress.unit(), spare, activate.lost()) instanceof Refused refused)) {
            return new HealState.Active(spare);
        }
        boolean needed = progress.rewritten || progress.recorded.equals(Optional.of(spare));
        return needed ? HealRecords.refused(refused.why()) : new HealState.Refused(refused.why());
    }

    private HealState unmap(MappedSector unit, Spare spare) {
        return holds.unmap(unit, spare) instanceof Refused refused
                ? new HealState.Stuck("it is on record where it was, and the remap target refused to serve it there: "
                        + refused.why())
                : new HealState.BroughtBack(spare);
    }

    /**
     * What failed or waited meanwhile comes to its end, too. As long as a record may be on the disk by which the unit lives
     * elsewhere than it is served from, nothing does.
     */
    private void letGo(Progress progress) {
        MappedSector unit = progress.unit();
        if (holds.has(unit) && !isServedAsRecorded(unit)) {
            return;
        }
        if (progress.state instanceof HealState.LostInPlace) {
            target.fail(unit);
        }
        boolean opened = !store.inDoubt() && holds.open(unit);
        if (!opened
                && !(progress.state instanceof HealState.LostInPlace || progress.state instanceof HealState.Stuck)) {
            target.retry(unit);
        }
    }

    /** Of a unit that we hold: nothing is recorded of what we meant to do. */
    private boolean isServedAsRecorded(MappedSector unit) {
        return store.current().spareOf(unit).equals(holds.servedFrom(unit));
    }

    /**
     * The units that a daemon before us had in hand when it was killed: their I/O waits for us now. It goes on at once for those that are
     * served from a spare as recorded: what such a unit gives is found out by reading it.
     */
    List<MappedSector> takeOver() {
        holds.takeOver(unit -> target.servedFrom(geometry(), unit));
        List<MappedSector> units = holds.units();
        units.stream()
                .filter(unit -> holds.servedFrom(unit).isPresent() && isServedAsRecorded(unit))
                .forEach(holds::open);
        return units;
    }

    /** Whether the unit's I/O still waits for us, or fails: it is not served as recorded. */
    boolean holds(MappedSector unit) {
        return holds.has(unit);
    }

    /** What is in doubt is settled as soon as the disk lets us; until then the units that it is about are not served. */
    void settle() {
        long now = clock.nanos();
        if (store.inDoubt() && now - settledAt >= SETTLES_AGAIN.toNanos()) {
            settledAt = now;
            store.settle();
        }
        if (!store.inDoubt()) {
            holds.units().stream().filter(this::isServedAsRecorded).forEach(holds::open);
        }
    }

    private Geometry geometry() {
        return store.current().geometry();
    }
}
