package org.remapd.agent.heal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Diagnosis;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;

/** The story as a table: from each state to the next step. */
class HealPlannerTest {

    private static final Spare SPARE = new Spare(4);
    private static final HealState.Suspected SUSPECT = new HealState.Suspected();
    private static final UnitData WHOLE = whole();

    @Test
    void aSuspectIsProbed() {
        assertThat(next(new HealState.Suspected())).contains(new HealStep.Probe());
    }

    @Test
    void ofWhatIsConfirmedNothingIsReadBeforeItsIoWaits() {
        assertThat(next(new HealState.Confirmed(Optional.empty()))).contains(new HealStep.Quiesce(Optional.empty()));
        assertThat(next(new HealState.Confirmed(Optional.of(SPARE))))
                .contains(new HealStep.Quiesce(Optional.of(SPARE)));
    }

    @Test
    void whatIsQuietIsSalvagedWithWhatAnEarlierHealStaged() {
        assertThat(next(new HealState.Quiet(Optional.empty()))).contains(new HealStep.Salvage(Optional.empty()));
        assertThat(next(new HealState.Quiet(Optional.of(SPARE)))).contains(new HealStep.Salvage(Optional.of(SPARE)));
    }

    @Test
    void whatIsSavedIsStagedOnTheNextSpareAndWithoutOneThereIsNoStep() {
        assertThat(next(new HealState.Salvaged(WHOLE))).contains(new HealStep.Stage(SPARE, WHOLE));
        assertThat(HealPlanner.next(new HealState.Salvaged(WHOLE), Optional::empty))
                .isEmpty();
    }

    @Test
    void aSpareIsAskedForOnlyToStage() {
        assertThat(HealPlanner.next(new HealState.Staged(WHOLE, SPARE), () -> {
                    throw new AssertionError("nobody needs a spare now");
                }))
                .isPresent();
    }

    @Test
    void aSpareThatFailedIsRetired() {
        assertThat(next(new HealState.SpareFailed(WHOLE, new Spare(2)))).contains(new HealStep.Retire(new Spare(2)));
    }

    @Test
    void theOriginalIsServedNoMoreBeforeTheRecordAndTheRecordComesBeforeTheMapping() {
        assertThat(next(new HealState.Staged(WHOLE, SPARE))).contains(new HealStep.Prepare(SPARE));
        assertThat(next(new HealState.Prepared(WHOLE, SPARE))).contains(new HealStep.Commit(SPARE));
        assertThat(next(new HealState.Committed(WHOLE, SPARE))).contains(new HealStep.Activate(SPARE));
        assertThat(next(new HealState.Active(SPARE))).contains(new HealStep.Verify(SPARE));
    }

    @Test
    void aRefusedMappingAndALossThatIsNoneAreTakenBack() {
        assertThat(next(new HealState.Refused("no"))).contains(new HealStep.Withdraw());
        assertThat(next(new HealState.ReadableAgain())).contains(new HealStep.Withdraw());
    }

    @Test
    void aLossIsRecorded() {
        assertThat(next(new HealState.LossKnown(States.lost(1)))).contains(new HealStep.RecordLoss(States.lost(1)));
    }

    @Test
    void atTheEndThereIsNoStepAndAFate() {
        assertEnd(new HealState.Healthy(), Fate.HEALTHY_NOW);
        assertEnd(new HealState.Remapped(SPARE), Fate.REMAPPED);
        assertEnd(new HealState.LostInPlace(States.lost(0)), Fate.UNHEALED);
        assertEnd(new HealState.Stuck("why"), Fate.UNHEALED);
    }

    private static void assertEnd(HealState.Closed end, Fate fate) {
        assertThat(next(end)).isEmpty();
        assertThat(end.fate()).isEqualTo(fate);
        assertThat(end.reason()).isNotBlank();
    }

    @Test
    void aProbeConfirmsOnlyWhatTheDiagnosisConfirms() {
        assertThat(HealPlanner.probed(SUSPECT, new Diagnosis.Confirmed(IoError.MEDIUM), true))
                .isEqualTo(new HealState.Confirmed(Optional.empty()));
        assertThat(HealPlanner.probed(SUSPECT, new Diagnosis.Inconclusive("locked"), true))
                .isEqualTo(new HealState.Stuck("locked"));
        assertThat(HealPlanner.probed(SUSPECT, new Diagnosis.HealthyNow(), false))
                .isEqualTo(new HealState.Healthy());
        assertThat(HealPlanner.probed(SUSPECT, new Diagnosis.HealthyNow(), true))
                .isEqualTo(new HealState.ReadableAgain());
    }

    @Test
    void aUnitThatReadsAndDoesNotTakeWritesIsNotHealthy() {
        assertThat(HealPlanner.probed(new HealState.Suspected(true), new Diagnosis.HealthyNow(), false))
                .isEqualTo(new HealState.Confirmed(Optional.empty()));
        assertThat(HealPlanner.probed(new HealState.Suspected(true), new Diagnosis.Inconclusive("locked"), false))
                .isEqualTo(new HealState.Stuck("locked"));
    }

    @Test
    void aUnitWithALostSectorNeverGoesToASpare() {
        UnitData part = new UnitData(8);
        part.put(0, new byte[7 * 512]);
        assertThat(HealPlanner.salvaged(part)).isEqualTo(new HealState.LossKnown(States.lost(7)));
        assertThat(HealPlanner.salvaged(WHOLE)).isEqualTo(new HealState.Salvaged(WHOLE));
    }

    @Test
    void theNextSpareIsTheFirstThatIsNeitherInUseNorRetired() {
        Metadata state = Metadata.fresh(States.fresh(100_000, 8, 4));
        SpareAllocator spares = new SpareAllocator();
        assertThat(spares.take(state)).contains(new Spare(0));
        record(state, States.commit(8, 0), States.retire(1));
        assertThat(spares.take(state)).contains(new Spare(2));
        record(state, States.commit(16, 3), States.retire(2));
        assertThat(spares.take(state)).isEmpty();
        record(state, States.withdraw(0));
        assertThat(spares.take(state)).as("given away once already").isEmpty();
        spares.reset();
        assertThat(spares.take(state)).contains(new Spare(0));
    }

    @Test
    void noSpareIsGivenToTwo() {
        Metadata state = Metadata.fresh(States.fresh(100_000, 8, 4));
        SpareAllocator spares = new SpareAllocator();
        assertThat(java.util.stream.Stream.generate(() -> spares.take(state))
                        .limit(5)
                        .flatMap(Optional::stream))
                .containsExactly(new Spare(0), new Spare(1), new Spare(2), new Spare(3));
    }

    private static void record(Metadata state, Change... changes) {
        state.accept(state.draft(List.of(changes)));
    }

    @Test
    void nobodySeesBytesOfASectorThatWasNotRead() {
        UnitData data = new UnitData(8);
        data.put(3, new byte[512]);
        assertThat(data.isLost(3)).isFalse();
        assertThat(data.lost()).isEqualTo(States.lost(0, 1, 2, 4, 5, 6, 7));
        assertThatThrownBy(data::complete).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatWasReadIsKeptWhereItWasRead() {
        UnitData data = whole();
        byte[] sector = new byte[512];
        sector[511] = 9;
        data.put(7, sector);
        assertThat(data.complete()[8 * 512 - 1]).isEqualTo((byte) 9);
        data.complete()[0] = 1;
        assertThat(data.complete()[0]).as("its bytes are its own").isZero();
    }

    private static Optional<HealStep> next(HealState state) {
        return HealPlanner.next(state, () -> Optional.of(SPARE));
    }

    private static UnitData whole() {
        UnitData data = new UnitData(8);
        data.put(0, new byte[8 * 512]);
        return data;
    }
}
