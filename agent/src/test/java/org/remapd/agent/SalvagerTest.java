package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.metadata.States;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.TestClock;

class SalvagerTest {

    private static final SectorRange UNIT = SectorRange.of(800, 8);

    private final TestClock clock = new TestClock();

    @Test
    void aUnitThatReadsIsReadOnce() {
        MemoryDisk disk = filled(MemoryDisk.of512e(10_000));
        assertThat(salvage(disk).data().forASpare()).startsWith(Rig.original(800));
        assertThat(disk.reads()).containsExactly(UNIT);
    }

    @Test
    void aFlakyUnitIsReadInTheEndWithAllOfItsData() {
        MemoryDisk disk = filled(MemoryDisk.of4Kn(10_000)).flaky(800, 5);
        byte[] saved = salvage(disk).data().forASpare();
        for (int sector = 0; sector < 8; sector++) {
            assertThat(java.util.Arrays.copyOfRange(saved, sector * 512, sector * 512 + 512))
                    .isEqualTo(Rig.original(800 + sector));
        }
    }

    @Test
    void ofSeveralSectorsOnlyTheBadOnesAreLost() {
        MemoryDisk disk =
                filled(MemoryDisk.of(10_000, 512, 512)).failReads(801, 1).failReads(807, 1);
        Salvager.Outcome outcome = salvage(disk);
        assertThat(outcome.data().lost()).isEqualTo(States.lost(1, 7));
        assertThat(outcome.trouble()).isEmpty();
    }

    @Test
    void aDriveThatKeeps4096BytesAsOneLosesAllOfThem() {
        assertThat(salvage(MemoryDisk.of512e(10_000).pending(800)).data().lost().count())
                .isEqualTo(8);
        assertThat(salvage(MemoryDisk.of4Kn(10_000).failReads(803, 1))
                        .data()
                        .lost()
                        .count())
                .isEqualTo(8);
    }

    @Test
    void eachPieceIsTriedNoMoreOftenThanThePolicySays() {
        MemoryDisk disk = MemoryDisk.of4Kn(10_000).failReads(800, 8);
        new Salvager(new HealPolicy(false, false, 6, Duration.ofMinutes(2), Duration.ZERO), () -> {}, clock)
                .salvage(disk, UNIT);
        assertThat(disk.reads()).hasSize(6);
    }

    @Test
    void aSlowDriveIsReadNoLongerThanTheBudget() {
        MemoryDisk disk = MemoryDisk.of(10_000, 512, 512).failReads(800, 8);
        disk.beforeRead(range -> clock.advance(Duration.ofSeconds(30)));
        new Salvager(new HealPolicy(false, false, 100, Duration.ofMinutes(2), Duration.ZERO), () -> {}, clock)
                .salvage(disk, UNIT);
        assertThat(disk.reads()).hasSize(5);
    }

    @Test
    void aDeviceThatGoesAwayIsNotAskedAgainAndItsSectorsAreNotCalledLost() {
        for (IoError error : new IoError[] {IoError.GONE, IoError.OTHER, IoError.TIMEOUT}) {
            MemoryDisk disk = MemoryDisk.of512e(10_000).failEverything(error);
            assertThat(salvage(disk).trouble())
                    .hasValueSatisfying(why -> assertThat(why.error()).isEqualTo(error));
            assertThat(disk.reads()).hasSize(1);
        }
    }

    @Test
    void theLongReadEndsWithTheDisk() {
        MemoryDisk disk = MemoryDisk.of512e(10_008).failReads(10_000, 8);
        LostSectors lost = new Salvager(Rig.POLICY, () -> {}, clock)
                .salvage(disk, SectorRange.of(10_000, 8))
                .data()
                .lost();
        assertThat(lost.count()).isEqualTo(8);
    }

    private Salvager.Outcome salvage(MemoryDisk disk) {
        return new Salvager(Rig.POLICY, () -> {}, clock).salvage(disk, UNIT);
    }

    private static MemoryDisk filled(MemoryDisk disk) {
        for (long sector = 700; sector < 1000; sector++) {
            disk.fill(sector, Rig.original(sector));
        }
        return disk;
    }
}
