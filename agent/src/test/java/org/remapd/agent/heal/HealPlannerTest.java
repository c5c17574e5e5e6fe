package org.remapd.agent.heal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Diagnosis;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;

/** The story as a table: from each state to the next step. */
class HealPlannerTest {

    private static final Spare SPARE = new Spare(4);
    private static final Source HERE = new Source.Original();
    private static final Source SERVING = new Source.Serving(SPARE);
    private static final HealState.Suspected SUSPECT = new HealState.Suspected();
    private static final UnitData WHOLE = whole();

    @Test
    void aSuspectIsProbed() {
        assertThat(next(SUSPECT)).contains(new HealStep.Probe(HERE));
        assertThat(next(new HealState.Suspected(SERVING, false))).contains(new HealStep.Probe(SERVING));
    }

    @Test
    void ofWhatIsConfirmedNothingIsReadBeforeItsIoWaits() {
        assertThat(next(new HealState.Confirmed(HERE))).contains(new HealStep.Quiesce(HERE));
        assertThat(next(new HealState.Confirmed(SERVING))).contains(new HealStep.Quiesce(SERVING));
    }

    @Test
    void whatIsQuietIsSalvagedFromWhereItsNewestDataIs() {
        Source staged = new Source.Staged(SPARE);
        assertThat(next(new HealState.Quiet(HERE))).contains(new HealStep.Salvage(HERE));
        assertThat(next(new HealState.Quiet(staged))).contains(new HealStep.Salvage(staged));
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
        assertThat(next(new HealState.Prepared(WHOLE, SPARE, false)))
                .contains(new HealStep.Commit(SPARE, LostSectors.none()));
        assertThat(next(new HealState.Committed(WHOLE, SPARE)))
                .contains(new HealStep.Activate(SPARE, LostSectors.none()));
        assertThat(next(new HealState.Active(SPARE))).contains(new HealStep.Verify(SPARE));
    }

    @Test
    void anOriginalIsRewrittenOnlyOnceItIsOnRecordThatTheUnitIsOnItsWay() {
        assertThat(next(new HealState.Prepared(WHOLE, SPARE, true))).contains(new HealStep.RecordPreparation(SPARE));
        assertThat(next(new HealState.OnItsWay(WHOLE, SPARE))).contains(new HealStep.Rewrite(SPARE, WHOLE));
        assertThat(next(new HealState.Rewritten())).contains(new HealStep.Withdraw());
    }

    @Test
    void whatIsStillBadAfterThatIsMoved() {
        assertThat(next(new HealState.StillBad(WHOLE, SPARE))).contains(new HealStep.Commit(SPARE, LostSectors.none()));
    }

    @Test
    void aLostSectorGoesWithItsUnitAllTheWayAsLost() {
        UnitData part = part();
        assertThat(next(new HealState.Salvaged(part))).contains(new HealStep.Stage(SPARE, part));
        assertThat(next(new HealState.Prepared(part, SPARE, false)))
                .contains(new HealStep.Commit(SPARE, States.lost(7)));
        assertThat(next(new HealState.Committed(part, SPARE))).contains(new HealStep.Activate(SPARE, States.lost(7)));
        assertThat(HealPlanner.verified(SPARE, States.lost(7)))
                .isEqualTo(new HealState.Poisoned(SPARE, States.lost(7)));
        assertThat(HealPlanner.verified(SPARE, LostSectors.none())).isEqualTo(new HealState.Remapped(SPARE));
    }

    @Test
    void withoutASpareALossIsOnlyRecorded() {
        assertThat(HealPlanner.next(new HealState.Salvaged(part()), Optional::empty))
                .contains(new HealStep.RecordLoss(States.lost(7)));
    }

    @Test
    void aRefusedMappingAndALossThatIsNoneAreTakenBack() {
        assertThat(next(new HealState.Refused("no"))).contains(new HealStep.Withdraw());
        assertThat(next(new HealState.ReadableAgain())).contains(new HealStep.Withdraw());
    }

    @Test
    void atTheEndThereIsNoStepAndAFate() {
        assertEnd(new HealState.Healthy(), Fate.HEALTHY_NOW);
        assertEnd(new HealState.HealedInPlace(), Fate.HEALED_IN_PLACE);
        assertEnd(new HealState.Remapped(SPARE), Fate.REMAPPED);
        assertEnd(new HealState.Poisoned(SPARE, States.lost(0)), Fate.POISONED);
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
                .isEqualTo(new HealState.Confirmed(HERE));
        assertThat(HealPlanner.probed(SUSPECT, new Diagnosis.Inconclusive("locked"), true))
                .isEqualTo(new HealState.Stuck("locked"));
        assertThat(HealPlanner.probed(SUSPECT, new Diagnosis.HealthyNow(), false))
                .isEqualTo(new HealState.Healthy());
        assertThat(HealPlanner.probed(SUSPECT, new Diagnosis.HealthyNow(), true))
                .isEqualTo(new HealState.ReadableAgain());
    }

    @Test
    void aUnitThatReadsAndDoesNotTakeWritesIsNotHealthy() {
        HealState.Suspected unwritable = new HealState.Suspected(HERE, true);
        assertThat(HealPlanner.probed(unwritable, new Diagnosis.HealthyNow(), false))
                .isEqualTo(new HealState.Confirmed(HERE));
        assertThat(HealPlanner.probed(unwritable, new Diagnosis.Inconclusive("locked"), false))
                .isEqualTo(new HealState.Stuck("locked"));
    }

    @Test
    void aSpareInUseThatReadsIsVerifiedAndOneThatDoesNotIsLeft() {
        HealState.Suspected moved = new HealState.Suspected(SERVING, false);
        assertThat(HealPlanner.probed(moved, new Diagnosis.HealthyNow(), true)).isEqualTo(new HealState.Active(SPARE));
        assertThat(HealPlanner.probed(moved, new Diagnosis.Confirmed(IoError.MEDIUM), false))
                .isEqualTo(new HealState.Confirmed(SERVING));
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
        byte[] sector = new byte[512];
        Arrays.fill(sector, (byte) 9);
        data.put(4, sector);
        data.lose(States.lost(4));
        assertThat(data.isLost(4)).isTrue();
        assertThat(data.forASpare()).as("of what is lost, nothing").containsOnly(0);
    }

    @Test
    void whatIsLostHereMayBeTakenFromElsewhereAndNothingElseIs() {
        byte[] sector = new byte[512];
        Arrays.fill(sector, (byte) 9);
        UnitData elsewhere = new UnitData(8);
        elsewhere.put(2, sector);
        elsewhere.put(7, sector);
        UnitData part = part();
        part.take(part.lost(), elsewhere);
        assertThat(part.lost()).isEqualTo(LostSectors.none());
        assertThat(part.forASpare()[2 * 512])
                .as("not newer than what was read here")
                .isZero();
        assertThat(part.forASpare()[7 * 512]).isEqualTo((byte) 9);
    }

    @Test
    void whatWasReadIsKeptWhereItWasRead() {
        UnitData data = whole();
        byte[] sector = new byte[512];
        sector[511] = 9;
        data.put(7, sector);
        assertThat(data.forASpare()[8 * 512 - 1]).isEqualTo((byte) 9);
        data.forASpare()[0] = 1;
        assertThat(data.forASpare()[0]).as("its bytes are its own").isZero();
    }

    @Test
    void whatIsToBeMovedByHandGoesTheUsualWayWithoutAProbe() {
        assertThat(next(new HealState.ToMove())).contains(new HealStep.Quiesce(HERE));
    }

    @Test
    void onTheWayBackTheDataIsWhereItIsToBeBeforeTheUnitIsClosedAndTheRecordGoesBeforeTheMapping() {
        assertThat(next(new HealState.ToReturn(SPARE))).contains(new HealStep.Probe(SERVING));
        assertThat(next(new HealState.Leaving(SPARE))).contains(new HealStep.Quiesce(SERVING));
        assertThat(next(new HealState.QuietOnSpare(SPARE))).contains(new HealStep.WriteBack(SPARE));
        assertThat(next(new HealState.WrittenBack(SPARE))).contains(new HealStep.Prepare(SPARE));
        assertThat(next(new HealState.Returning(SPARE))).contains(new HealStep.Withdraw());
        assertThat(next(new HealState.OffRecord(SPARE))).contains(new HealStep.Unmap(SPARE));
        assertThat(next(new HealState.BroughtBack(SPARE))).isEmpty();
    }

    @Test
    void aSpareThatIsHardToReadIsLeftAllTheSameAndOneThatIsAwayIsNot() {
        HealState.ToReturn wanted = new HealState.ToReturn(SPARE);
        assertThat(HealPlanner.probed(wanted, new Diagnosis.Confirmed(IoError.MEDIUM)))
                .isEqualTo(new HealState.Leaving(SPARE));
        assertThat(HealPlanner.probed(wanted, new Diagnosis.Inconclusive("it is away")))
                .isEqualTo(new HealState.Stuck("it is away"));
    }

    private static Optional<HealStep> next(HealState state) {
        return HealPlanner.next(state, () -> Optional.of(SPARE));
    }

    private static UnitData part() {
        UnitData data = new UnitData(8);
        data.put(0, new byte[7 * 512]);
        return data;
    }

    private static UnitData whole() {
        UnitData data = new UnitData(8);
        data.put(0, new byte[8 * 512]);
        return data;
    }
}
