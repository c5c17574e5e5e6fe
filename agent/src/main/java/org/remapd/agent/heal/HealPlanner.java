package org.remapd.agent.heal;

import java.util.Optional;
import java.util.function.Supplier;
import org.remapd.agent.fault.Diagnosis;
import org.remapd.agent.metadata.Spare;

/**
 * The story as a function: from how far a heal has come to the next step, and from what came of a step to how far it has
 * come then. It keeps nothing between calls.
 */
public final class HealPlanner {

    private HealPlanner() {}

    /**
     * What to do next; empty at the end.
     *
     * @param nextSpare the spare to use, empty if none is left; asked only when one is needed
     */
    public static Optional<HealStep> next(HealState state, Supplier<Optional<Spare>> nextSpare) {
        if (state instanceof HealState.Suspected) {
            return Optional.of(new HealStep.Probe());
        }
        if (state instanceof HealState.Confirmed confirmed) {
            return Optional.of(new HealStep.Quiesce(confirmed.stagedBefore()));
        }
        if (state instanceof HealState.Quiet quiet) {
            return Optional.of(new HealStep.Salvage(quiet.stagedBefore()));
        }
        if (state instanceof HealState.Salvaged salvaged) {
            return nextSpare.get().map(spare -> new HealStep.Stage(spare, salvaged.data()));
        }
        if (state instanceof HealState.SpareFailed failed) {
            return Optional.of(new HealStep.Retire(failed.spare()));
        }
        if (state instanceof HealState.Staged staged) {
            return Optional.of(new HealStep.Prepare(staged.spare()));
        }
        if (state instanceof HealState.Prepared prepared) {
            return Optional.of(new HealStep.Commit(prepared.spare()));
        }
        if (state instanceof HealState.Committed committed) {
            return Optional.of(new HealStep.Activate(committed.spare()));
        }
        if (state instanceof HealState.Refused || state instanceof HealState.ReadableAgain) {
            return Optional.of(new HealStep.Withdraw());
        }
        if (state instanceof HealState.Active active) {
            return Optional.of(new HealStep.Verify(active.spare()));
        }
        if (state instanceof HealState.LossKnown known) {
            return Optional.of(new HealStep.RecordLoss(known.lost()));
        }
        return Optional.empty();
    }

    /** Where a probe leads, {@code lossOnRecord} telling whether sectors of the unit are recorded as lost. */
    public static HealState probed(HealState.Suspected suspect, Diagnosis diagnosis, boolean lossOnRecord) {
        if (diagnosis instanceof Diagnosis.HealthyNow && suspect.writeFailed()) {
            return new HealState.Confirmed(Optional.empty());
        }
        if (diagnosis instanceof Diagnosis.HealthyNow) {
            return lossOnRecord ? new HealState.ReadableAgain() : new HealState.Healthy();
        }
        if (diagnosis instanceof Diagnosis.Inconclusive inconclusive) {
            return new HealState.Stuck(inconclusive.why());
        }
        return new HealState.Confirmed(Optional.empty());
    }

    /** A unit with a lost sector stays where it is: a spare could only hold something made up in its place. */
    public static HealState salvaged(UnitData data) {
        return data.lost().isEmpty() ? new HealState.Salvaged(data) : new HealState.LossKnown(data.lost());
    }
}
