package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.twin.MemoryDisk;

/** What a scrub finds bad on a spare device: free spares, spares in use, and copies of the metadata. */
class ElsewhereTest {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final String DATA = "/dev/data";
    private static final String SPARES = "/dev/spares";

    private final MemoryDisk spares = MemoryDisk.of512e(8192).named(SPARES);
    private final Rig rig = Rig.beside(MemoryDisk.of512e(8192).named(DATA), spares, 200);

    @Test
    void aFreeSpareIsRetiredAndSaidOnce() {
        found(spareRange(0));
        found(spareRange(0));

        assertThat(rig.store.current().retiredSpares()).containsExactly(new Spare(0));
        assertThat(rig.alerts.of(Alert.Kind.SPARE_RETIRED))
                .singleElement()
                .satisfies(said -> assertThat(said.fields()).containsEntry(Alert.DISK, SPARES))
                .satisfies(said -> assertThat(said.message())
                        .contains("disk sector " + spareRange(0) + " of " + SPARES + ", the free spare #0"));
        assertThat(rig.watched.status().elsewhere())
                .containsExactly(new DeviceStatus.BadPlace(SPARES, spareRange(0), "the free spare #0"));
    }

    @Test
    void aSpareThatIsRetiredIsNoNewsAlsoAfterARestart() {
        found(spareRange(0));
        rig.restartDaemon();
        rig.alerts.forget();

        found(spareRange(0));

        assertThat(rig.alerts.all()).isEmpty();
        assertThat(rig.watched.spareScrubPlan(1).ranges()).noneMatch(spareRange(0)::overlaps);
    }

    @Test
    void theUnitOfASpareInUseMovesOnWithItsNewestData() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        byte[] newest = new byte[512];
        Arrays.fill(newest, (byte) 9);
        assertThat(rig.writeThrough(rig.unit(5).number() + 2, newest)).isTrue();
        spares.flaky(rig.spare(0), 5);

        found(spareRange(0));

        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(new Spare(1));
        assertThat(rig.store.current().retiredSpares()).containsExactly(new Spare(0));
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.REMAPPED);
        rig.reboot();
        assertThat(rig.readThrough(rig.unit(5).number() + 2)).contains(newest);
    }

    /** It is no more than a suspicion: only what cannot be read then is moved. */
    @Test
    void theUnitOfASpareInUseThatReadsByThenStays() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);

        found(spareRange(0));

        assertThat(rig.store.current().spareOf(rig.unit(5))).contains(new Spare(0));
        assertThat(rig.store.current().retired()).isZero();
    }

    @Test
    void ofMetadataItIsSaidOnWhichDiskItIsBadAndOnlyOnce() {
        SectorRange page = copyOnSpares().range();

        found(page);
        found(page);

        assertThat(rig.alerts.of(Alert.Kind.DEVICE_TROUBLE))
                .singleElement()
                .satisfies(said -> assertThat(said.fields()).containsEntry(Alert.DISK, SPARES));
        assertThat(rig.store.current().retired()).isZero();
    }

    @Test
    void itIsNeverTakenForTheSameSectorOfTheDiskWithTheData() {
        SectorRange spare = spareRange(150);
        assertThat(rig.geometry().data().contains(spare)).isTrue();
        rig.disk.failReads(spare.first().number(), spare.count()).forgetRequests();

        found(spare);

        assertThat(rig.watched.status().faults()).isEmpty();
        assertThat(rig.disk.reads()).noneMatch(spare::overlaps);
    }

    @Test
    void whatIsKnownOfASpareDeviceHidesNothingOnTheDiskWithTheData() {
        SectorRange front = new SectorRange(copyOnSpares().range().first(), 8);
        assertThat(rig.geometry().copies().get(0).superblocks().contains(new Extent(0, front)))
                .isTrue();
        found(front);

        rig.hint(new Observation.ScrubRead(front, IoError.MEDIUM));

        assertThat(rig.watched.status().elsewhere())
                .extracting(DeviceStatus.BadPlace::disk)
                .containsExactly(SPARES, DATA);
    }

    @Test
    void aBadBlockOfSeveralSparesIsThatOfEach() {
        found(new SectorRange(spareRange(3).first(), 2L * rig.unit()));

        assertThat(rig.store.current().retiredSpares()).containsExactly(new Spare(3), new Spare(4));
    }

    @Test
    void whileTheBreakerIsOpenItWaits() {
        rig.await(rig.watched.switchBreaker(true));
        found(spareRange(0));
        assertThat(rig.store.current().retired()).isZero();

        rig.await(rig.watched.switchBreaker(false));

        assertThat(rig.store.current().retiredSpares()).containsExactly(new Spare(0));
    }

    private SectorRange spareRange(int number) {
        return rig.geometry().spare(new Spare(number)).range();
    }

    private Extent copyOnSpares() {
        List<Extent> there = rig.geometry().copies().stream()
                .filter(copy -> copy.member() == 1)
                .map(copy -> copy.superblocks())
                .toList();
        return there.get(0);
    }

    private void found(SectorRange where) {
        try {
            assertThat(rig.watched.offerOfSpareDevice(1, new Observation.ScrubRead(where, IoError.MEDIUM), AT_ONCE))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        rig.watched.runUntilIdle();
    }
}
