package org.remapd.agent.heal;

import java.util.Optional;
import java.util.function.Supplier;
import org.remapd.agent.fault.Diagnosis;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.metadata.Spare;

/**
 * The story as a function: from how far a heal has come to the next step, and from what came of a step to how far it has
 * come then. It keeps nothing between calls.
 */
public final class HealPlanner {

    private HealPlanner() {}

    /**
     * What to do next; empty at the end, or if there is no spare for data that should have one.
     *
     * @param nextSpare the spare to use, empty if none is left; asked only when one is needed
     */
    public static Optional<HealStep> next(HealState state, Supplier<Optional<Spare>> nextSpare) {
        if (state instanceof HealState.Suspected suspected) {
            return Optional.of(new HealStep.Probe(suspected.source()));
        }
        if (state instanceof HealState.Confirmed confirmed) {
            return Optional.of(new HealStep.Quiesce(confirmed.source()));
        }
        if (state instanceof HealState.ToMove) {
            return Optional.of(new HealStep.Quiesce(new Source.Original()));
        }
        if (state instanceof HealState.Quiet quiet) {
            return Optional.of(new HealStep.Salvage(quiet.source()));
        }
        if (state instanceof HealState.Salvaged salvaged) {
            return stage(salvaged.data(), nextSpare.get());
        }
        if (state instanceof HealState.SpareFailed failed) {
            return Optional.of(new HealStep.Retire(failed.spare()));
        }
        if (state instanceof HealState.Staged staged) {
            return Optional.of(new HealStep.Prepare(staged.spare()));
        }
        if (state instanceof HealState.Prepared prepared) {
            return Optional.of(
                    prepared.inPlace()
                            ? new HealStep.RecordPreparation(prepared.spare())
                            : commit(prepared.spare(), prepared.data()));
        }
        return inPlace(state).or(() -> afterTheRecord(state)).or(() -> back(state));
    }

    /** A unit that cannot be read and has no spare stays where it is: nothing is made up in its place. */
    private static Optional<HealStep> stage(UnitData data, Optional<Spare> spare) {
        if (spare.isPresent()) {
            return Optional.of(new HealStep.Stage(spare.get(), data));
        }
        return data.lost().isEmpty() ? Optional.empty() : Optional.of(new HealStep.RecordLoss(data.lost()));
    }

    private static HealStep commit(Spare spare, UnitData data) {
        return new HealStep.Commit(spare, data.lost());
    }

    private static Optional<HealStep> inPlace(HealState state) {
        if (state instanceof HealState.OnItsWay onItsWay) {
            return Optional.of(new HealStep.Rewrite(onItsWay.spare(), onItsWay.data()));
        }
        if (state instanceof HealState.StillBad stillBad) {
            return Optional.of(commit(stillBad.spare(), stillBad.data()));
        }
        return state instanceof HealState.Rewritten ? Optional.of(new HealStep.Withdraw()) : Optional.empty();
    }

    private static Optional<HealStep> afterTheRecord(HealState state) {
        if (state instanceof HealState.Committed committed) {
            return Optional.of(
                    new HealStep.Activate(committed.spare(), committed.data().lost()));
        }
        if (state instanceof HealState.Refused || state instanceof HealState.ReadableAgain) {
            return Optional.of(new HealStep.Withdraw());
        }
        if (state instanceof HealState.Active active) {
            return Optional.of(new HealStep.Verify(active.spare()));
        }
        return Optional.empty();
    }

    /**
     * The way back. The copy comes before the unit is prepared, and so is as new as the spare: had somebody written to that after the
     * copy, the lease would have ended, and the target would refuse to prepare.
     */
    private static Optional<HealStep> back(HealState state) {
        if (state instanceof HealState.ToReturn wanted) {
            return Optional.of(new HealStep.Probe(new Source.Serving(wanted.spare())));
        }
        if (state instanceof HealState.Leaving leaving) {
            return Optional.of(new HealStep.Quiesce(new Source.Serving(leaving.spare())));
        }
        if (state instanceof HealState.QuietOnSpare quiet) {
            return Optional.of(new HealStep.WriteBack(quiet.spare()));
        }
        if (state instanceof HealState.WrittenBack written) {
            return Optional.of(new HealStep.Prepare(written.spare()));
        }
        if (state instanceof HealState.Returning) {
            return Optional.of(new HealStep.Withdraw());
        }
        return state instanceof HealState.OffRecord off
                ? Optional.of(new HealStep.Unmap(off.spare()))
                : Optional.empty();
    }

    /** Where the probe of a spare leads that its unit is to leave: one that cannot be read at once may be with patience. */
    public static HealState probed(HealState.ToReturn wanted, Diagnosis diagnosis) {
        return diagnosis instanceof Diagnosis.Inconclusive inconclusive
                ? new HealState.Stuck(inconclusive.why())
                : new HealState.Leaving(wanted.spare());
    }

    /** Where a probe leads, {@code lossOnRecord} telling whether sectors of the unit are recorded as lost where it is. */
    public static HealState probed(HealState.Suspected suspect, Diagnosis diagnosis, boolean lossOnRecord) {
        if (diagnosis instanceof Diagnosis.Inconclusive inconclusive) {
            return new HealState.Stuck(inconclusive.why());
        }
        if (diagnosis instanceof Diagnosis.HealthyNow && !suspect.writeFailed()) {
            return reads(suspect.source(), lossOnRecord);
        }
        return new HealState.Confirmed(suspect.source());
    }

    private static HealState reads(Source source, boolean lossOnRecord) {
        if (source instanceof Source.Serving serving) {
            return new HealState.Active(serving.spare());
        }
        return lossOnRecord ? new HealState.ReadableAgain() : new HealState.Healthy();
    }

    /** Where a verification leads that found all but the lost sectors on the spare. */
    public static HealState.Closed verified(Spare spare, LostSectors lost) {
        return lost.isEmpty() ? new HealState.Remapped(spare) : new HealState.Poisoned(spare, lost);
    }
}
