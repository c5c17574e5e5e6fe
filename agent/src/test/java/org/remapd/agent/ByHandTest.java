package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;
import org.remapd.agent.twin.MemoryDisk;

/** Units that somebody has moved: to a spare though they read, and back to where they were. */
class ByHandTest {

    private static final Spare FIRST = new Spare(0);

    private final Rig rig = Rig.ofPlainDisk();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aUnitThatReadsIsMovedWithAllOfItsDataWhateverThePolicy(boolean inPlaceFirst) {
        if (inPlaceFirst) {
            rig.inPlaceFirst();
        }
        HandMove.Moved moved = (HandMove.Moved) rig.toSpare(5);

        assertThat(moved.unit()).hasToString("40+8");
        assertThat(moved.from().sectors()).isEqualTo(rig.rangeOf(5));
        assertThat(moved.to().sectors()).isEqualTo(rig.geometry().spare(FIRST).range());
        assertThat(moved.lost()).isEmpty();
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertThat(rig.alerts.kinds()).containsExactly(Alert.Kind.REMAPPED);
        rig.reboot();
        assertOriginal();
    }

    @Test
    void aUnitThatCannotBeReadGoesTheUsualWayAndWhatIsLostIsNamed() {
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        HandMove.Moved moved = (HandMove.Moved) rig.toSpare(5);
        assertThat(moved.lost()).containsExactly(rig.unit(5).plus(3));
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.POISONED);
    }

    @Test
    void whatIsOnASpareAlreadyIsSaidWithItsPlace() {
        rig.toSpare(5);
        assertThat(whyNot(rig.toSpare(5))).contains("on a spare already", " " + rig.spare(0) + "+8");
    }

    @Test
    void withoutASpareLeftNothingIsMoved() {
        for (int unit = 0; unit < 10; unit++) {
            rig.toSpare(unit);
        }
        assertThat(whyNot(rig.toSpare(20))).contains("no spare is left");
        assertThat(rig.fault(20)).isEmpty();
        assertThat(rig.target.mappings()).hasSize(10);
    }

    @Test
    void nothingIsMovedWhileTheBreakerIsOpen() {
        rig.toSpare(5);
        rig.await(rig.watched.switchBreaker(true));
        assertThat(whyNot(rig.toSpare(6))).contains("the breaker is open");
        assertThat(whyNot(rig.toOriginal(5))).contains("the breaker is open");
    }

    @Test
    void nothingIsMovedIfItCannotBeRecorded() {
        rig.toSpare(5);
        rig.failMetadata();
        assertThat(whyNot(rig.toOriginal(5))).contains("the metadata could not be written", "could not be taken back");
        assertThat(whyNot(rig.toSpare(6))).contains("nothing can be recorded any more");
        assertThat(whyNot(rig.toOriginal(5))).contains("nothing can be recorded any more");
    }

    @Test
    void aSectorBeyondTheEndIsNoSector() {
        MappedSector beyond = new MappedSector(rig.geometry().data().count());
        assertThat(whyNot(rig.await(rig.watched.moveToSpare(beyond)))).contains("there is no sector " + beyond);
        assertThat(whyNot(rig.await(rig.watched.bringBack(beyond)))).contains("there is no sector " + beyond);
    }

    @Test
    void aUnitComesBackWithItsNewestDataAndItsSpareIsFree() {
        rig.toSpare(5);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest())).isTrue();

        HandMove.Moved moved = (HandMove.Moved) rig.toOriginal(5);

        assertThat(moved.from().sectors()).isEqualTo(rig.geometry().spare(FIRST).range());
        assertThat(moved.to().sectors()).isEqualTo(rig.rangeOf(5));
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.target.held()).isEmpty();
        assertThat(rig.store.current().freeSpares()).isEqualTo(10);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.HEALED_IN_PLACE);
        assertThat(rig.disk.content(rig.onDisk(5) + 2)).isEqualTo(newest());
        rig.reboot();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(newest());
    }

    @Test
    void fromAnotherDiskToo() {
        Rig beside = Rig.beside(
                MemoryDisk.of512(States.diskSectors(50, 1, 1)), MemoryDisk.of512(States.diskSectors(1, 1, 10)), 10);
        HandMove.Moved there = (HandMove.Moved) beside.toSpare(5);
        assertThat(there.to().sectors())
                .isEqualTo(beside.geometry().spare(FIRST).range());
        assertThat(beside.writeThrough(beside.unit(5).number(), newest())).isTrue();
        HandMove.Moved back = (HandMove.Moved) beside.toOriginal(5);
        assertThat(back.from()).isEqualTo(there.to());
        assertThat(beside.disk.content(beside.onDisk(5))).isEqualTo(newest());
    }

    @Test
    void whatIsOnNoSpareIsNotBroughtBack() {
        assertThat(whyNot(rig.toOriginal(5))).contains("on no spare", " " + rig.onDisk(5) + "+8");
    }

    @Test
    void lostSectorsAreNotBroughtBackSinceTheyWouldReadAsSomething() {
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        rig.disk.forgetRequests();
        assertThat(whyNot(rig.toOriginal(5))).contains("lost", " " + rig.unit(5).plus(3) + ";");
        assertThat(rig.disk.writes()).noneMatch(rig.rangeOf(5)::overlaps);
        assertThat(rig.readThrough(rig.unit(5).number() + 3)).isEmpty();
    }

    @Test
    void onceTheyAreOverwrittenTheyCome() {
        rig.attend();
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        assertThat(rig.writeThrough(rig.unit(5).number() + 3, newest())).isTrue();
        rig.disk.repair(rig.onDisk(5), 8);
        assertThat(rig.toOriginal(5)).isInstanceOf(HandMove.Moved.class);
        rig.reboot();
        assertThat(rig.readThrough(rig.unit(5).number() + 3)).contains(newest());
    }

    @Test
    void anOriginalThatDoesNotTakeTheDataIsLeftAndTheUnitStaysOnItsSpare() {
        rig.toSpare(5);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest())).isTrue();
        rig.disk.failWrites(rig.onDisk(5) + 7, 1);
        int alerts = rig.alerts.kinds().size();

        assertThat(whyNot(rig.toOriginal(5))).contains("stays where it is", "does not take the data");

        assertStillOnItsSpare();
        assertThat(rig.alerts.kinds()).as("nobody has to know but who asked").hasSize(alerts);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
    }

    @Test
    void anOriginalThatCannotBeReadBackIsLeftToo() {
        rig.toSpare(5);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest())).isTrue();
        rig.disk.failReads(rig.onDisk(5), 1);
        assertThat(whyNot(rig.toOriginal(5))).contains("does not take the data");
        assertStillOnItsSpare();
    }

    @Test
    void whatIsNotSafeWhereItIsToBeIsLeftOnTheSpareBeforeAnythingIsRecorded() {
        rig.toSpare(5);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest())).isTrue();
        rig.disk.failFlushes(true);
        assertThat(whyNot(rig.toOriginal(5))).contains("does not take the data");
        rig.disk.failFlushes(false);
        assertThat(rig.store.readOnly()).isEmpty();
        assertStillOnItsSpare();
    }

    @Test
    void aSpareThatCannotBeReadKeepsItsUnit() {
        rig.toSpare(5);
        rig.disk.failReads(rig.spare(0) + 4, 1);
        assertThat(whyNot(rig.toOriginal(5))).contains("its spare cannot be read");
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
        assertThat(rig.target.held()).isEmpty();
    }

    @Test
    void aSpareThatTookManyAttemptsIsNotUsedAgain() {
        rig.toSpare(5);
        rig.disk.flaky(rig.spare(0), 4);
        assertThat(rig.toOriginal(5)).isInstanceOf(HandMove.Moved.class);
        assertThat(rig.store.current().retiredSpares()).containsExactly(FIRST);
        assertThat(rig.alerts.of(Alert.Kind.SPARE_RETIRED)).hasSize(1);
        assertOriginal();
    }

    @Test
    void aPlaceThatGoesBadAgainIsMovedAndNotRewritten() {
        rig.inPlaceFirst();
        rig.toSpare(5);
        rig.toOriginal(5);
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        assertOriginal();
    }

    /** Its record would count again, and it holds old data. */
    @Test
    void anEarlierSpareThatIsStillOnRecordGoesFirst() {
        rig.toSpare(5);
        rig.store.save(List.of(States.prepare(rig.unit(5).number(), 1)));
        assertThat(rig.store.current().rivals(rig.unit(5))).containsExactly(new Spare(1));

        rig.toOriginal(5);

        assertThat(rig.store.current().mappings()).isZero();
        assertThat(rig.store.current().freeSpares()).isEqualTo(10);
    }

    /** The record is gone, so the spare must not be written to, nor be somebody else's as long as it serves. */
    @Test
    void aTargetThatDoesNotLetGoOfTheSpareHasTheUnitClosedUntilItDoes() {
        rig.toSpare(5);
        rig.target.refuse("it is suspended");

        assertThat(whyNot(rig.toOriginal(5))).contains("refused", "it is suspended");

        assertThat(rig.writeThrough(rig.unit(5).number(), newest())).isFalse();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.UNHEALED);
        rig.target.refuseNoMore();
        rig.later(Duration.ofMinutes(1));
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.target.held()).isEmpty();
        assertOriginal();
    }

    private void assertStillOnItsSpare() {
        assertThat(rig.target.mappings()).containsEntry(rig.unit(5), FIRST);
        assertThat(rig.target.held()).isEmpty();
        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(FIRST);
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(newest());
    }

    private void assertOriginal() {
        for (int sector = 0; sector < rig.unit(); sector++) {
            assertThat(rig.readThrough(rig.unit(5).number() + sector)).contains(Rig.original(rig.onDisk(5) + sector));
        }
    }

    private static String whyNot(HandMove came) {
        assertThat(came).isInstanceOf(HandMove.Refused.class);
        return ((HandMove.Refused) came).why();
    }

    private static byte[] newest() {
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 0x77);
        return newest;
    }
}
