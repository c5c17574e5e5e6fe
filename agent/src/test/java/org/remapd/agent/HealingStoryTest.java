package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Event;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.SpareRecord;
import org.remapd.agent.metadata.States;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.Token;
import org.remapd.agent.twin.Killed;
import org.remapd.agent.twin.MemoryDisk;

/** One bad sector, as a story: from a hint to its end, over a disk and a target in memory. */
class HealingStoryTest {

    private final Rig rig = Rig.ofPlainDisk();

    /** Of one copy of its metadata. */
    private static final long AREA_SECTORS = (2 * 49 + CopyArea.RESERVE) * (long) Block.SECTORS;

    @Test
    void aUnitThatFailsAndCanBeReadOnRetryIsRemappedWithAllOfItsData() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(new Spare(0));
        assertThat(rig.alerts.kinds()).containsExactly(Alert.Kind.REMAPPED);
        rig.disk.failReads(rig.onDisk(5), 8);
        assertOriginal(5);
    }

    @Test
    void aReadThatFailsIsAnsweredOnceItsUnitIsHealed() {
        rig.attend();
        rig.disk.flaky(rig.onDisk(5), 5);
        assertThat(rig.readThrough(rig.unit(5).number() + 3)).contains(Rig.original(rig.onDisk(5) + 3));
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
    }

    @Test
    void aReadThatFailsOnceIsTriedAgainAndNothingIsMapped() {
        rig.attend();
        rig.disk.flaky(rig.onDisk(5), 1);
        assertThat(rig.readThrough(rig.unit(5).number())).contains(Rig.original(rig.onDisk(5)));
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.target.held()).isEmpty();
    }

    @Test
    void aWriteThatFailsArrivesOnASpare() {
        rig.attend();
        rig.disk.failWrites(rig.onDisk(5), 8);
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 9);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest)).isTrue();
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
        rig.reboot();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(newest);
        assertThat(rig.readThrough(rig.unit(5).number())).contains(Rig.original(rig.onDisk(5)));
    }

    @Test
    void aReadOfALostSectorFailsAndTheNextOneFailsAtOnce() {
        rig.attend();
        rig.disk.failReads(rig.onDisk(5), 1);
        assertThat(rig.readThrough(rig.unit(5).number())).isEmpty();
        assertThat(rig.fault(5).orElseThrow().lost()).isEqualTo(States.lost(0));
        int reads = rig.readsOf(5).size();
        assertThat(rig.readThrough(rig.unit(5).number())).isEmpty();
        assertThat(rig.readsOf(5)).as("nobody asks the disk again").hasSize(reads);
        assertThat(rig.target.held()).isEmpty();
    }

    @Test
    void aWriteToALostSectorIsAcknowledgedOnceItIsOnRecordThatItIsNotLostAnyMore() {
        rig.attend();
        rig.disk.failReads(rig.onDisk(5) + 3, 2);
        rig.hint(5);
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 9);
        assertThat(rig.writeThrough(rig.unit(5).number() + 3, newest)).isTrue();
        assertThat(rig.fault(5).orElseThrow().lost()).isEqualTo(States.lost(4));
        rig.reboot();
        assertThat(rig.readThrough(rig.unit(5).number() + 3)).contains(newest);
        assertThat(rig.readThrough(rig.unit(5).number() + 4)).as("still lost").isEmpty();
        assertThat(rig.readThrough(rig.unit(5).number() + 5)).contains(Rig.original(rig.onDisk(5) + 5));
    }

    @Test
    void aWriteToALostSectorOfWhichNothingCanBeRecordedIsNotAcknowledgedAndTheSectorStaysLost() {
        rig.attend();
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        rig.failMetadata();
        assertThat(rig.writeThrough(rig.unit(5).number() + 3, new byte[512])).isFalse();
        assertThat(rig.readThrough(rig.unit(5).number() + 3)).isEmpty();
    }

    @Test
    void aWriteThatFailsWhereDataIsLostArrivesAndTheRestStaysAsItIs() {
        rig.attend();
        rig.disk.failReads(rig.onDisk(5), 2).failWrites(rig.onDisk(5), 8);
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 9);
        assertThat(rig.writeThrough(rig.unit(5).number(), newest)).isTrue();
        assertThat(rig.readThrough(rig.unit(5).number())).contains(newest);
        assertThat(rig.readThrough(rig.unit(5).number() + 1)).as("lost").isEmpty();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(Rig.original(rig.onDisk(5) + 2));
    }

    @Test
    void aUnitIsRewrittenWhereItIsIfThePolicySaysSoAndItsSpareIsFreeAgain() {
        rig.inPlaceFirst();
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.HEALED_IN_PLACE);
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.target.held()).isEmpty();
        assertThat(rig.store.current().freeSpares()).isEqualTo(10);
        assertThat(rig.alerts.kinds()).containsExactly(Alert.Kind.HEALED_IN_PLACE);
        assertOriginal(5);
    }

    @Test
    void aUnitThatIsHealedWhereItIsIsServedWhileTheOthersOfItsHintAreStillReadWithPatience() {
        rig.inPlaceFirst();
        rig.disk.flaky(rig.onDisk(5), 5).flaky(rig.onDisk(6), 5).flaky(rig.onDisk(7), 5);
        boolean[] served = {false};
        rig.disk.beforeRead(range -> {
            rig.clock.advance(range.overlaps(rig.rangeOf(6)) ? Duration.ofSeconds(2) : Duration.ZERO);
            served[0] |= range.overlaps(rig.rangeOf(7)) && isHealedAndServed(5);
        });
        rig.hint(new Observation.KernelLogged(SectorRange.of(rig.onDisk(5), 24), "I/O error"));
        assertThat(served).containsExactly(true);
        assertThat(rig.watched.status().faults()).extracting(Fault::state).containsOnly(Fate.HEALED_IN_PLACE);
    }

    private boolean isHealedAndServed(int unit) {
        return rig.disk.writes().stream().anyMatch(rig.rangeOf(unit)::overlaps)
                && rig.target.held(rig.unit(unit)).isEmpty();
    }

    @Test
    void aHintThatComesLateDoesNotHideThatAUnitWasHealed() {
        rig.inPlaceFirst();
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.HEALED_IN_PLACE);
    }

    @Test
    void aUnitThatFailsAgainAfterThatIsMoved() {
        rig.inPlaceFirst();
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        rig.reboot();
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertOriginal(5);
    }

    @Test
    void aUnitThatDoesNotTakeItsDataBackIsMoved() {
        rig.inPlaceFirst();
        rig.disk.flaky(rig.onDisk(5), 5).failWrites(rig.onDisk(5) + 7, 1);
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
        assertOriginal(5);
    }

    @Test
    void aSpareThatAnOriginalCannotBeRewrittenFromIsRetiredAndTheNextIsTaken() {
        rig.inPlaceFirst();
        rig.disk.flaky(rig.onDisk(5), 5);
        onceOnRecord(5, SpareRecord.Prepared.class, () -> rig.disk.failReads(rig.spare(0), 8));
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.target.mappings()).containsEntry(rig.unit(5), new Spare(1));
        assertThat(rig.store.current().retiredSpares()).containsExactly(new Spare(0));
        assertThat(rig.disk.writes()).noneMatch(rig.rangeOf(5)::overlaps);
        rig.disk.failReads(rig.onDisk(5), 8);
        assertOriginal(5);
        rig.reboot();
        assertOriginal(5);
    }

    /** The disk has taken the data once already, and the original was not touched. */
    @Test
    void withoutANextOneTheUnitIsNotServedFromASpareThatCannotBeReadAndItsDataIsSoughtAgain() {
        rig.inPlaceFirst();
        for (int spare = 1; spare < 10; spare++) {
            rig.store.save(List.of(States.retire(spare)));
        }
        rig.disk.flaky(rig.onDisk(5), 5);
        onceOnRecord(5, SpareRecord.Prepared.class, () -> rig.disk.pending(rig.spare(0)));
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::reason).contains("no spare is left");
        assertThat(rig.target.mappings()).isEmpty();
        rig.later(Duration.ofMinutes(1));
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertOriginal(5);
    }

    @Test
    void aUnitWithALostSectorIsNotRewritten() {
        rig.inPlaceFirst();
        rig.disk.pending(rig.onDisk(5));
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.POISONED);
        assertThat(rig.disk.writes()).as("nothing is made up").noneMatch(rig.rangeOf(5)::overlaps);
    }

    @Test
    void aHealThatCannotBeRecordedLetsTheUnitGo() {
        CopyArea second = rig.geometry().copies().get(1);
        rig.disk.failWrites(second.area().number(), AREA_SECTORS);
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.target.held()).isEmpty();
        assertOriginal(5);
    }

    @Test
    void aUnitWhoseRecordIsInDoubtIsNotServedUntilThatIsSettled() {
        rig.failMetadata();
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        rig.target.leasesEnd();
        assertThat(rig.readThrough(rig.unit(5).number())).isEmpty();
        for (CopyArea copy : rig.geometry().copies()) {
            rig.disk.repair(copy.area().number(), AREA_SECTORS);
        }
        rig.later(Duration.ofSeconds(5));
        assertThat(rig.target.held()).isEmpty();
        assertOriginal(5);
    }

    /** The kernel logs each of its writes that fails, and that is one hint more. */
    @Test
    void aDiskThatTakesNoWritesIsNotWrittenToAtEachHintThatComes() {
        rig.failMetadata();
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        rig.hint(6);
        rig.disk.forgetRequests();
        for (int hint = 0; hint < 100; hint++) {
            rig.hint(6);
        }
        assertThat(rig.disk.writes()).isEmpty();
        rig.later(Duration.ofSeconds(10));
        assertThat(rig.disk.writes()).isNotEmpty();
    }

    @Test
    void aUnitThatAKilledDaemonHadInHandIsTakenOverAtOnce() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.target.quiesce(rig.unit(5), Token.fresh(), Duration.ofSeconds(9));
        rig.restartAtOnce();
        assertThat(rig.target.held()).isEmpty();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertOriginal(5);
    }

    @Test
    void aMoveFromSpareToSpareThatWasCutOffIsFinishedAtOnce() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        Token token = Token.fresh();
        rig.target.quiesce(rig.unit(5), token, Duration.ofSeconds(9));
        rig.target.prepare(token);
        rig.disk.write(
                new SectorRange(rig.geometry().spare(new Spare(1)).range().first(), 8), copyOfSpare(0));
        rig.store.save(List.of(States.commit(rig.unit(5).number(), 1)));
        rig.restartAtOnce();
        assertThat(rig.target.held()).isEmpty();
        assertThat(rig.target.mappings().get(rig.unit(5)))
                .isEqualTo(rig.store.current().spareOf(rig.unit(5)).orElseThrow());
        assertOriginal(5);
    }

    private ByteBuffer copyOfSpare(int spare) {
        ByteBuffer bytes = BlockDevice.buffer(8);
        assertThat(rig.disk
                        .read(rig.geometry().spare(new Spare(spare)).range(), bytes)
                        .ok())
                .isTrue();
        return bytes;
    }

    @Test
    void aUnitThatAKilledDaemonLeftFencedAndUnrecordedIsServedAgain() {
        rig.disk.flaky(rig.onDisk(5), 5);
        Token token = Token.fresh();
        rig.target.quiesce(rig.unit(5), token, Duration.ofSeconds(9));
        rig.target.prepare(token);
        rig.target.leasesEnd();
        assertThat(rig.readThrough(rig.unit(5).number())).isEmpty();
        rig.restartDaemon();
        rig.later(Duration.ofSeconds(5));
        assertThat(rig.target.held()).isEmpty();
        assertOriginal(5);
    }

    @Test
    void aRemappedUnitIsStillThereAfterAReboot() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        rig.disk.failReads(rig.onDisk(5), 8);
        rig.reboot();
        assertOriginal(5);
        assertThat(rig.watched.status().mappings()).isEqualTo(1);
    }

    @Test
    void aHintThatIsWrongChangesNothing() {
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.HEALTHY_NOW);
        assertThat(rig.disk.writes()).isEmpty();
        assertThat(rig.alerts.all()).isEmpty();
        assertThat(rig.watched.status().totals().healthyNow()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsRecordedAndReadsAsAnErrorAndTheRestIsOnASpare() {
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
        assertThat(rig.store.current().poison(new Spare(0))).isEqualTo(States.lost(3));
        assertThat(rig.readThrough(rig.unit(5).number() + 3)).isEmpty();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(Rig.original(rig.onDisk(5) + 2));
        assertThat(rig.alerts.of(Alert.Kind.DATA_LOST))
                .singleElement()
                .satisfies(alert -> assertThat(alert.fields())
                        .containsEntry(
                                Alert.LOST_SECTORS, Long.toString(rig.unit(5).number() + 3))
                        .containsEntry(Alert.FATE, "poisoned"));
    }

    @Test
    void withoutASpareWhatCannotBeReadStaysWhereItIs() {
        rig.disk.failWrites(rig.spare(0), 80).failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.store.current().lost(rig.unit(5))).isEqualTo(States.lost(3));
        assertThat(rig.readThrough(rig.unit(5).number() + 3)).isEmpty();
        assertThat(rig.alerts.of(Alert.Kind.DATA_LOST)).hasSize(1);
    }

    @Test
    void aLossThatIsOverwrittenIsNoneAnyMoreAndThatIsSaid() {
        rig.attend();
        rig.disk.pending(rig.onDisk(5));
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::open).contains(true);
        byte[] fresh = new byte[8 * 512];
        Arrays.fill(fresh, (byte) 7);
        assertThat(rig.writeThrough(rig.unit(5).number(), fresh)).isTrue();
        assertThat(rig.store.current().fault(rig.unit(5))).isEmpty();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.alerts.kinds()).containsExactly(Alert.Kind.DATA_LOST, Alert.Kind.OVERWRITTEN);
        rig.reboot();
        assertThat(rig.fault(5)).as("it is on record").map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.readThrough(rig.unit(5).number())).contains(Arrays.copyOf(fresh, 512));
    }

    @Test
    void aLossThatIsStillALossIsSaidOnce() {
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        rig.later(Rig.POLICY.retryLostAfter());
        rig.reboot();
        rig.later(Duration.ZERO);
        assertThat(rig.alerts.of(Alert.Kind.DATA_LOST)).hasSize(1);
        assertThat(rig.store.current().poison(new Spare(0))).isEqualTo(States.lost(3));
        assertThat(rig.fault(5).orElseThrow().lost()).isEqualTo(States.lost(3));
    }

    @Test
    void theLongerASectorHasBeenLostTheLessOftenItIsAskedFor() {
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        List<Integer> looks = new ArrayList<>();
        for (int day = 0; day < 4; day++) {
            int ofTheDay = 0;
            for (int i = 0; i < 144; i++) {
                rig.disk.forgetRequests();
                rig.later(Duration.ofMinutes(10));
                ofTheDay += rig.readsOf(5).isEmpty() ? 0 : 1;
            }
            looks.add(ofTheDay);
        }
        assertThat(looks.get(0)).isBetween(5, 12);
        assertThat(looks.get(3)).isOne();
    }

    @Test
    void whatTheOriginalGivesInTheEndComesBackAndWhatWasWrittenSinceStays() {
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 9);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest)).isTrue();
        rig.disk.repair(rig.onDisk(5), 8);
        rig.later(Rig.POLICY.retryLostAfter());
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        for (int boot = 0; boot < 2; boot++) {
            assertThat(rig.readThrough(rig.unit(5).number() + 3)).contains(Rig.original(rig.onDisk(5) + 3));
            assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(newest);
            rig.reboot();
        }
        assertThat(rig.store.current().freeSpares()).isEqualTo(9);
    }

    @Test
    void aSpareThatDoesNotKeepItsDataIsRetiredAndTheNextIsTaken() {
        long spare = rig.spare(0);
        rig.disk.failWrites(spare, 1).failReads(spare + 8, 1);
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(rig.store.current().retiredSpares()).containsExactly(new Spare(0), new Spare(1));
        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(new Spare(2));
        assertThat(rig.alerts.of(Alert.Kind.SPARE_RETIRED)).hasSize(2);
        assertOriginal(5);
    }

    @Test
    void whenSparesRunOutTheUnitStaysWhereItIsAndThatIsSaidOnce() {
        rig.disk.failWrites(rig.spare(0), 80);
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(rig.target.mappings()).isEmpty();
        assertNothingIsRecorded();
        assertThat(rig.watched.status().freeSpares()).isZero();
        assertThat(rig.alerts.of(Alert.Kind.UNHEALED)).hasSize(1);
        assertThat(rig.alerts.of(Alert.Kind.SPARES_LOW)).as("ten went at once").hasSize(1);
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.later(Duration.ofMinutes(1));
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.UNHEALED);
        assertThat(rig.alerts.of(Alert.Kind.UNHEALED)).hasSize(1);
    }

    @Test
    void whenNoSpareIsLeftAWriteThatFailsDoesNotWaitForOneAndWithOneTheUnitMovesThoughItReads() {
        Rig one = Rig.on(MemoryDisk.of512e(States.diskSectors(48, 8, 1)), 1);
        one.attend();
        one.toSpare(3);
        one.disk.failWrites(one.onDisk(5), 8);
        assertThat(one.writeThrough(one.unit(5).number(), new byte[512])).isFalse();
        assertThat(one.target.failed()).containsExactly(one.unit(5));
        assertThat(one.fault(5)).map(Fault::state).contains(Fate.UNHEALED);

        one.toOriginal(3);
        one.later(Duration.ofMinutes(1));
        assertThat(one.target.mappings()).containsOnlyKeys(one.unit(5));
        assertThat(one.readThrough(one.unit(5).number())).contains(Rig.original(one.onDisk(5)));
    }

    @Test
    void nothingIsActivatedThatCouldNotBeRecorded() {
        rig.failMetadata();
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(rig.target.mappings()).isEmpty();
        assertNothingIsRecorded();
        assertThat(rig.fault(5))
                .map(Fault::reason)
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("the metadata could not be written"));
    }

    @Test
    void withACopyThatTakesNothingAnyMoreNothingIsMappedAndThatIsSaidOnce() {
        CopyArea second = rig.geometry().copies().get(1);
        rig.disk.failWrites(
                second.superblock().number(),
                rig.disk.sectors() - second.superblock().number());
        rig.disk.failWrites(second.area().number(), AREA_SECTORS);
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.UNHEALED);
        assertThat(rig.alerts.of(Alert.Kind.METADATA_READ_ONLY)).hasSize(1);
        assertThat(rig.watched.status().needsAttention()).isTrue();
        rig.later(Duration.ofMinutes(1));
        assertThat(rig.alerts.of(Alert.Kind.METADATA_READ_ONLY)).hasSize(1);
        rig.disk.repair(second.area().number(), AREA_SECTORS);
        rig.restartDaemon();
        assertThat(rig.store.current().spareOf(rig.unit(5)))
                .as("what one copy took has been undone")
                .isEmpty();
    }

    @Test
    void aCopyThatIsDamagedIsMendedWhenTheDeviceIsWatchedAgainAndThatIsSaid() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        CopyArea first = rig.geometry().copies().get(0);
        for (long sector = 0; sector < AREA_SECTORS; sector++) {
            rig.disk.fill(first.area().number() + sector, new byte[512]);
        }
        rig.restartDaemon();
        assertThat(rig.alerts.of(Alert.Kind.METADATA_MENDED)).hasSize(1);
        assertThat(rig.watched.status().metadataCopies()).isEqualTo(new MetadataStore.Copies(2, 2));
        rig.disk.failReads(rig.geometry().copies().get(1).area().number(), AREA_SECTORS);
        rig.disk.failReads(rig.onDisk(5), 8);
        rig.reboot();
        assertOriginal(5);
    }

    @Test
    void aBadPlaceInTheMetadataIsReplacedAndNobodyHasToKnow() {
        rig.disk.failWrites(rig.geometry().copies().get(0).area().number(), AREA_SECTORS / 2);
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.store.readOnly()).isEmpty();
        rig.disk.failReads(rig.onDisk(5), 8);
        rig.reboot();
        assertOriginal(5);
    }

    @Test
    void theSparesMayBeOnADiskOfTheirOwn() {
        MemoryDisk spares = MemoryDisk.of512e(8192);
        Rig beside = Rig.beside(MemoryDisk.of512e(8192), spares, 20);
        beside.disk.flaky(beside.onDisk(5), 5);
        beside.hint(5);
        assertThat(beside.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        beside.disk.failReads(beside.onDisk(5), 8);
        beside.reboot();
        assertThat(beside.readThrough(beside.unit(5).number())).contains(Rig.original(beside.onDisk(5)));
        assertThat(spares.content(beside.spare(0))).isEqualTo(Rig.original(beside.onDisk(5)));
    }

    @Test
    void howItEndedIsOnRecordForTheNextStartHereOrElsewhere() {
        rig.disk.flaky(rig.onDisk(5), 5).failReads(rig.onDisk(9), 1);
        rig.hint(5);
        rig.hint(9);
        assertThat(rig.store.current().history())
                .extracting(Event::unit, Event::fate)
                .containsExactly(tuple(rig.unit(5), Fate.REMAPPED));
        assertThat(rig.store.current().faults()).extracting(OpenFault::unit).containsExactly(rig.unit(9));
        rig.reboot();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.fault(9)).map(Fault::open).contains(true);
    }

    @ParameterizedTest
    @EnumSource(
            value = IoError.class,
            names = {"GONE", "OTHER", "TIMEOUT", "UNSPECIFIC"})
    void aDeviceOfWhichNothingReadsGetsNothingMappedAndNothingRecorded(IoError error) {
        rig.disk.failEverything(error);
        rig.hint(5);
        assertThat(rig.target.mappings()).isEmpty();
        assertNothingIsRecorded();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.UNHEALED);
        rig.disk.back();
        rig.quietTime();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.HEALTHY_NOW);
        assertThat(rig.store.readOnly()).as("it was only away").isEmpty();
        rig.disk.flaky(rig.onDisk(6), 5);
        rig.hint(6);
        assertThat(rig.fault(6)).map(Fault::state).contains(Fate.REMAPPED);
    }

    @Test
    void aDeviceThatGoesAwayDuringTheSalvageHasLostNothing() {
        rig.disk.failReads(rig.onDisk(5), 8);
        int[] reads = {0};
        rig.disk.beforeRead(range -> {
            if (range.overlaps(rig.rangeOf(5)) && ++reads[0] == 8) {
                rig.disk.callsBadSectors(IoError.OTHER);
            }
        });
        rig.hint(5);
        assertNothingIsRecorded();
        assertThat(rig.alerts.kinds()).containsExactly(Alert.Kind.UNHEALED);
    }

    @Test
    void aLongHintOnADeviceInTroubleIsOneFaultAndNotHundreds() {
        rig.disk.failEverything(IoError.OTHER);
        rig.hint(new Observation.KernelLogged(SectorRange.of(rig.onDisk(0), 320), "locked"));
        assertThat(rig.watched.status().openFaults()).hasSize(1);
        assertThat(rig.alerts.kinds()).containsExactly(Alert.Kind.UNHEALED, Alert.Kind.BREAKER_OPENED);
    }

    @Test
    void hintsAboutAMappedUnitOrAnOpenFaultReadNothingAgain() {
        rig.disk.flaky(rig.onDisk(5), 5).failReads(rig.onDisk(40), 8);
        rig.hint(5);
        rig.hint(40);
        rig.later(Duration.ofMinutes(1));
        rig.disk.forgetRequests();
        for (int hint = 0; hint < 50; hint++) {
            rig.hint(5);
            rig.hint(40);
        }
        assertThat(rig.disk.reads()).isEmpty();
        assertThat(rig.fault(40)).map(Fault::hints).contains(51);
        assertThat(rig.alerts.all()).hasSize(2);
    }

    @Test
    void aHintAcrossAnOpenFaultAndHealthySectorsIsExplainedByTheFault() {
        rig.disk.failReads(rig.onDisk(5), 8);
        rig.hint(5);
        rig.hint(new Observation.KernelLogged(SectorRange.of(rig.onDisk(5), 16), "I/O error"));
        assertThat(rig.fault(5)).map(Fault::open).contains(true);
        assertThat(rig.fault(6)).isEmpty();
    }

    @Test
    void moreHintsThanFitTheQueueAreRefusedCountedAndSaidOnce() {
        Observation observation = new Observation.KernelLogged(rig.rangeOf(5), "I/O error");
        int taken = 0;
        for (int hint = 0; hint < 10_000; hint++) {
            taken += rig.watched.offer(observation) ? 1 : 0;
        }
        rig.watched.runUntilIdle();
        assertThat(taken).isEqualTo(4096);
        assertThat(rig.watched.status().totals().dropped()).isEqualTo(10_000 - 4096);
        assertThat(rig.alerts.of(Alert.Kind.HINTS_MISSED)).hasSize(1);
    }

    @Test
    void whoWantsToKnowWhetherAllIsDealtWithWaitsForRoomToAsk() throws InterruptedException {
        Observation observation = new Observation.KernelLogged(rig.rangeOf(5), "I/O error");
        boolean room = true;
        while (room) {
            room = rig.watched.offer(observation);
        }
        assertThat(rig.watched.settled()).as("at once").isCompletedExceptionally();
        assertThat(rig.watched.settled(Duration.ofMillis(1))).isEmpty();
        rig.watched.runUntilIdle();
        CompletableFuture<Void> asked =
                rig.watched.settled(Duration.ofMillis(1)).orElseThrow();
        assertThat(asked).isNotDone();
        rig.watched.runUntilIdle();
        assertThat(asked).isCompleted();
    }

    @Test
    void aHintOutsideTheDiskOrAboutHalfOfItIsIgnored() {
        rig.disk.forgetRequests();
        rig.hint(new Observation.KernelLogged(SectorRange.of(rig.disk.sectors() - 1, 2), "I/O error"));
        rig.hint(new Observation.KernelLogged(SectorRange.of(0, Long.MAX_VALUE), "I/O error"));
        assertThat(rig.disk.reads()).isEmpty();
        assertThat(rig.watched.status().faults()).isEmpty();
    }

    @Test
    void aBadFreeSpareIsRetiredBeforeItIsNeeded() {
        long spare = rig.spare(0);
        rig.disk.failReads(spare, 1);
        rig.hint(new Observation.ScrubRead(SectorRange.of(spare, 8), IoError.UNSPECIFIC));
        assertThat(rig.store.current().retiredSpares()).containsExactly(new Spare(0));
        assertThat(rig.watched.status().elsewhere()).hasSize(1);
        rig.hint(new Observation.ScrubRead(SectorRange.of(spare, 8), IoError.UNSPECIFIC));
        assertThat(rig.alerts.of(Alert.Kind.SPARE_RETIRED)).hasSize(1);
    }

    @Test
    void aSpareInUseThatGoesBadIsLeftForAnotherWithAllThatItHeld() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 9);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest)).isTrue();
        long spare = rig.spare(0);
        rig.disk.flaky(spare, 5);
        rig.hint(new Observation.ScrubRead(SectorRange.of(spare, 8), IoError.UNSPECIFIC));
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(new Spare(1));
        assertThat(rig.store.current().retiredSpares()).containsExactly(new Spare(0));
        rig.reboot();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(newest);
        assertThat(rig.readThrough(rig.unit(5).number())).contains(Rig.original(rig.onDisk(5)));
    }

    /** Its old place may be readable by now, and holds what the unit held once. */
    @Test
    void whatASpareInUseDoesNotGiveAnyMoreIsLostAndNotTakenFromTheOldPlace() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        rig.disk.failReads(rig.spare(0) + 4, 1);
        rig.attend();
        assertThat(rig.readThrough(rig.unit(5).number() + 4)).isEmpty();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.POISONED);
        assertThat(rig.fault(5).orElseThrow().lost()).isEqualTo(States.lost(4));
        assertThat(rig.readThrough(rig.unit(5).number() + 5)).contains(Rig.original(rig.onDisk(5) + 5));
        rig.later(Rig.POLICY.retryLostAfter());
        assertThat(rig.readThrough(rig.unit(5).number() + 4)).as("nor later").isEmpty();
    }

    /** What its I/O waits for is the drive, and not us. */
    @Test
    void aUnitOnASpareThatTakesLongToReadIsMovedThoughTheOriginalTakesLongToo() {
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        rig.disk.failReads(rig.spare(0) + 4, 1);
        SectorRange onSpare = SectorRange.of(rig.spare(0) + 4, 1);
        SectorRange there = SectorRange.of(rig.onDisk(5) + 3, 1);
        rig.disk.beforeRead(range -> rig.clock.advance(
                range.overlaps(onSpare) || range.overlaps(there) ? Duration.ofSeconds(60) : Duration.ZERO));
        rig.hint(new Observation.ScrubRead(SectorRange.of(rig.spare(0), 8), IoError.UNSPECIFIC));
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.POISONED);
        assertThat(rig.fault(5).orElseThrow().lost()).isEqualTo(States.lost(3, 4));
        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(new Spare(1));
        assertThat(rig.readThrough(rig.unit(5).number() + 5)).contains(Rig.original(rig.onDisk(5) + 5));
    }

    @Test
    void norWithoutAnotherSpareForTheRest() {
        moveTo0AndRetireTheOthers();
        rig.disk.failReads(rig.spare(0) + 4, 1);
        rig.hint(new Observation.ScrubRead(SectorRange.of(rig.spare(0), 8), IoError.UNSPECIFIC));
        assertThat(rig.fault(5).orElseThrow().lost()).isEqualTo(States.lost(4));
        rig.later(Rig.POLICY.retryLostAfter());
        assertThat(rig.readThrough(rig.unit(5).number() + 4)).isEmpty();
    }

    /** Zeros that were put there could never be recorded as what is lost. */
    @Test
    void aSpareInUseThatCannotBeReadGivesAnErrorAlsoWhenNothingCanBeRecordedAnyMore() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        rig.attend();
        CopyArea second = rig.geometry().copies().get(1);
        rig.disk.failWrites(second.area().number(), AREA_SECTORS);
        assertThat(rig.store.save(List.of(States.retire(9)))).isInstanceOf(MetadataStore.Recorded.Failed.class);
        assertThat(rig.store.readOnly()).isPresent();
        rig.disk.pending(rig.spare(0) + 4).forgetRequests();
        assertThat(rig.readThrough(rig.unit(5).number() + 4)).isEmpty();
        assertNothingIsWrittenToSpare0();
        assertThat(rig.readThrough(rig.unit(5).number() + 4)).as("nor later").isEmpty();
    }

    @Test
    void aSpareInUseThatIsTheLastIsNotWrittenByAHealAndStaysOnRecord() {
        moveTo0AndRetireTheOthers();
        rig.target.refuse("the table that is loaded would lose the mapping");
        rig.disk.flaky(rig.spare(0), 5).forgetRequests();
        rig.hint(new Observation.ScrubRead(SectorRange.of(rig.spare(0), 8), IoError.UNSPECIFIC));
        assertThat(rig.fault(5)).map(Fault::reason).contains("no spare is left");
        assertNothingIsWrittenToSpare0();
        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(new Spare(0));
        rig.disk.failReads(rig.onDisk(5), 8);
        assertOriginal(5);
    }

    private void moveTo0AndRetireTheOthers() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        for (int spare = 1; spare < 10; spare++) {
            rig.store.save(List.of(States.retire(spare)));
        }
    }

    private void assertNothingIsWrittenToSpare0() {
        SectorRange spare = rig.geometry().spare(new Spare(0)).range();
        assertThat(rig.disk.writes()).noneMatch(spare::overlaps);
    }

    @Test
    void aWriteThatASpareInUseDoesNotTakeArrivesOnAnother() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        rig.disk.failWrites(rig.spare(0), 8);
        rig.attend();
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 9);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest)).isTrue();
        rig.reboot();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(newest);
        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(new Spare(1));
    }

    @Test
    void aMappingTheTargetRefusesIsTakenBackFromTheRecord() {
        rig.target.refuse("the table that is loaded would lose the mapping");
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertNothingIsRecorded();
        assertThat(rig.fault(5)).map(Fault::open).contains(true);
    }

    /** The lease ends when the mapping is on record and before it is active: nobody has used the spare. */
    @Test
    void aLeaseThatEndsBetweenRecordAndActivationCostsNothing() {
        rig.disk.flaky(rig.onDisk(5), 5);
        onceOnRecord(5, SpareRecord.Committed.class, rig.target::leasesEnd);
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.target.held()).isEmpty();
        assertOriginal(5);
    }

    @Test
    void aMappingTheTargetRefusesOfAUnitThatARewriteHasSpoiltStaysOnRecordAndNothingElseIsServed() {
        rig.inPlaceFirst();
        rig.disk.flaky(rig.onDisk(5), 5).failWrites(rig.onDisk(5) + 7, 1);
        onceOnRecord(
                5,
                SpareRecord.Committed.class,
                () -> rig.disk.repair(rig.onDisk(5), 8).fill(rig.onDisk(5) + 2, new byte[512]));
        refusedUntilRetried();
    }

    @Test
    void aMappingTheTargetRefusesThatAnEarlierHealRecordedStaysOnRecord() {
        for (int spare = 1; spare < 10; spare++) {
            rig.store.save(List.of(States.retire(spare)));
        }
        cutOffBetweenRecordAndActivation(5);
        refusedUntilRetried();
    }

    /** With the spare that is on record for it as all that counts. */
    private void refusedUntilRetried() {
        rig.target.refuse("the table that is loaded would lose the mapping");
        rig.restartDaemon();
        rig.hint(5);
        assertThat(rig.fault(5).orElseThrow().reason()).startsWith("the remap target refused the mapping");
        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(new Spare(0));
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).isEmpty();
        rig.target.leasesEnd();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).isEmpty();
        rig.target.refuseNoMore();
        rig.later(Duration.ofMinutes(1));
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertOriginal(5);
    }

    /** As soon as there is such a record of the unit. */
    private void onceOnRecord(int unit, Class<? extends SpareRecord> kind, Runnable then) {
        boolean[] done = {false};
        rig.disk.killSwitch().meanwhile(() -> {
            Metadata metadata = rig.store.current();
            if (!done[0]
                    && metadata.spareOf(rig.unit(unit))
                            .map(metadata::at)
                            .filter(kind::isInstance)
                            .isPresent()) {
                done[0] = true;
                then.run();
            }
        });
    }

    @Test
    void aMappingRecordedButNotActiveIsFinishedAndTheOriginalIsNotServedUntilThen() {
        cutOffBetweenRecordAndActivation(5);
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 9);
        rig.target.leasesEnd();
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest))
                .as("it would be written where the next start does not look")
                .isFalse();
        rig.disk.failReads(rig.onDisk(5), 1);
        rig.restartDaemon();
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
        assertOriginal(5);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest)).isTrue();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(newest);
    }

    @Test
    void whatARecordedSpareGivesCountsAndNotWhatARewriteThatWasCutOffMadeOfTheOriginal() {
        cutOffBetweenRecordAndActivation(5);
        rig.disk.repair(rig.onDisk(5), 8).fill(rig.onDisk(5) + 2, new byte[512]);
        rig.restartDaemon();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertOriginal(5);
    }

    @Test
    void whatARecordedSpareDoesNotGiveIsTakenFromTheOriginal() {
        cutOffBetweenRecordAndActivation(5);
        rig.disk.repair(rig.onDisk(5), 8).pending(rig.spare(0));
        rig.restartDaemon();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertOriginal(5);
    }

    @Test
    void aMappingRecordedButNotActiveIsFinishedWithItsOwnSpareIfThatIsTheLast() {
        rig.disk.failWrites(rig.spare(0) + 8, 72);
        for (int spare = 1; spare < 10; spare++) {
            rig.store.save(List.of(States.retire(spare)));
        }
        cutOffBetweenRecordAndActivation(5);
        rig.restartDaemon();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        rig.disk.failReads(rig.onDisk(5), 8);
        assertOriginal(5);
    }

    /** The next boot will serve it from that spare: what is written meanwhile must be there. */
    @Test
    void aMappingRecordedButNotActiveIsFinishedWithItsOwnSpareIfNothingCanBeRecordedAnyMore() {
        cutOffBetweenRecordAndActivation(5);
        rig.disk.repair(rig.onDisk(5), 8);
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 9);
        rig.disk.failReads(rig.onDisk(5), 1);
        rig.failMetadata();
        rig.restartDaemon();
        rig.later(Duration.ofMinutes(1));
        assertThat(rig.watched.status().readOnly()).isPresent();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest)).isTrue();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(newest);
        rig.reboot();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(newest);
        assertThat(rig.readThrough(rig.unit(5).number())).contains(Rig.original(rig.onDisk(5)));
    }

    /** Until it is on record that the sector is lost there, the next boot would serve what stands in its place. */
    @Test
    void aRecordedSpareOnWhichASectorIsLostNowGetsNothingInItsPlaceBeforeThatCanBeRecorded() {
        for (int spare = 1; spare < 10; spare++) {
            rig.store.save(List.of(States.retire(spare)));
        }
        cutOffBetweenRecordAndActivation(5);
        rig.disk.failReads(rig.onDisk(5) + 4, 1).pending(rig.spare(0));
        rig.failMetadata();
        rig.restartDaemon();
        rig.reboot();
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
        assertThat(rig.readThrough(rig.unit(5).number() + 4)).isEmpty();
    }

    @Test
    void aDeviceInTroubleWhenTheHealIsToBeFinishedDoesNotCostTheStagedData() {
        cutOffBetweenRecordAndActivation(5);
        rig.disk.failReads(rig.onDisk(5), 8).callsBadSectors(IoError.TIMEOUT);
        long spare = rig.spare(0);
        rig.disk.failReads(spare, 8);
        rig.restartDaemon();
        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(new Spare(0));
        rig.disk.repair(spare, 8).callsBadSectors(IoError.UNSPECIFIC);
        rig.later(Duration.ofMinutes(1));
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertOriginal(5);
    }

    @Test
    void aLossOnRecordIsLookedAtWhenTheDaemonStarts() {
        rig.disk.failReads(rig.onDisk(5), 1);
        rig.hint(5);
        rig.disk.repair(rig.onDisk(5), 1);
        rig.restartDaemon();
        rig.later(Duration.ZERO);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertOriginal(5);
    }

    /** A disk may take minutes to say that it cannot read a sector. */
    @Test
    void ioThatWaitsIsHelpedBeforeTheLossesOnRecordAreLookedAt() {
        rig.disk.failReads(rig.onDisk(5), 1).failReads(rig.onDisk(6), 1);
        rig.hint(5);
        rig.hint(6);
        int faraway = 40;
        rig.disk.flaky(rig.onDisk(faraway), 5);
        rig.disk.forgetRequests();
        rig.restartDaemon();
        rig.target.helpedBy(() -> rig.watched.runUntilIdle());
        rig.target.attend(Healer.ATTENTION);
        assertThat(rig.readThrough(rig.unit(faraway).number())).contains(Rig.original(rig.onDisk(faraway)));
        List<SectorRange> reads = rig.disk.reads();
        List<SectorRange> saving = rig.readsOf(faraway);
        int saved = reads.lastIndexOf(saving.get(saving.size() - 1));
        assertThat(reads.indexOf(rig.readsOf(5).get(0))).isGreaterThan(saved);
        assertThat(reads.indexOf(rig.readsOf(6).get(0))).isGreaterThan(saved);
    }

    @Test
    void aLossIsToldOnceAndNotAgainByEachDaemonThatStarts() {
        rig.disk.failReads(rig.onDisk(5), 1);
        rig.hint(5);
        Instant since = rig.fault(5).orElseThrow().since();
        rig.clock.advance(Duration.ofHours(1));
        rig.restartDaemon();
        rig.later(Duration.ZERO);
        assertThat(rig.readsOf(5)).isNotEmpty();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.POISONED);
        assertThat(rig.fault(5)).map(Fault::since).contains(since);
        assertThat(rig.alerts.of(Alert.Kind.DATA_LOST)).hasSize(1);
    }

    @Test
    void aUnitOnASpareIsNeverJudgedByItsOldPlaceThoughTheDriveNowCallsMoreASector() {
        MemoryDisk narrow = MemoryDisk.of512(States.diskSectors(50, 1, 10));
        Rig before = Rig.on(narrow, 10);
        narrow.flaky(before.onDisk(8), 5);
        before.hint(8);
        assertThat(before.target.mappings()).hasSize(1);
        before.disk.failReads(before.onDisk(9), 1);
        before.hint(new Observation.ScrubRead(SectorRange.of(before.onDisk(8), 8), IoError.UNSPECIFIC));
        assertThat(before.store.current().spareOf(before.unit(8))).isPresent();
    }

    private void cutOffBetweenRecordAndActivation(int unit) {
        rig.disk.flaky(rig.onDisk(unit), 5);
        for (int calls = 1; ; calls++) {
            MemoryDisk trial = rig.disk.copy();
            Rig other = Rig.over(trial);
            trial.killSwitch().after(calls);
            try {
                other.hint(unit);
                throw new AssertionError("the heal went through");
            } catch (Killed killed) {
                trial.killSwitch().never();
                if (other.store.current().spareOf(rig.unit(unit)).isPresent()) {
                    break;
                }
            }
            assertThat(calls).isLessThan(100);
            lastCalls = calls + 1;
        }
        rig.disk.killSwitch().after(lastCalls);
        try {
            rig.hint(unit);
        } catch (Killed killed) {
            rig.disk.killSwitch().never();
        }
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.store.current().spareOf(rig.unit(unit))).isPresent();
    }

    private int lastCalls = 1;

    private void assertNothingIsRecorded() {
        assertThat(rig.store.current().mappings()).isZero();
        assertThat(rig.store.current().lost(rig.unit(5))).isEqualTo(LostSectors.none());
    }

    private void assertOriginal(int unit) {
        for (int sector = 0; sector < rig.unit(); sector++) {
            assertThat(rig.readThrough(rig.unit(unit).number() + sector))
                    .as("sector %d of unit %d", sector, unit)
                    .contains(Rig.original(rig.onDisk(unit) + sector));
        }
    }
}
