package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.device.FileSystem;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Spare;

/** What is bad before anything is entrusted to a device is not used, and nobody is told that it holds something. */
class FirstScanTest {

    private static final Geometry GEOMETRY =
            Layout.onEmptyDisk(new Geometry.Member(200_000, false, ""), 8, 4).orElseThrow();

    private static Extent spare(int number) {
        return GEOMETRY.spare(new Spare(number));
    }

    private static Extent unit(long number) {
        return new Extent(0, GEOMETRY.unitOnDisk(new MappedSector(number * 8)));
    }

    @Test
    void badUnitsGoToGoodSparesAndHoldNothing() throws AssemblyException {
        SectorRange twoSectors = SectorRange.of(unit(5).range().first().number() + 7, 2);
        FirstScan scan = new FirstScan(List.of(spare(0), spare(2), new Extent(0, twoSectors)));
        LostSectors all = LostSectors.ofMask(0xff);
        assertThat(scan.changes(GEOMETRY))
                .containsExactly(
                        new Change.Retire(new Spare(0)),
                        new Change.Retire(new Spare(2)),
                        new Change.Commit(new MappedSector(40), new Spare(1), all),
                        new Change.Commit(new MappedSector(48), new Spare(3), all));
    }

    @Test
    void badPlacesOfTheMetadataAreNobodysData() throws AssemblyException {
        Extent header = GEOMETRY.copies().get(0).superblocks();
        assertThat(new FirstScan(List.of(header)).changes(GEOMETRY)).isEmpty();
        assertThat(new FirstScan(List.of(header)).inData(GEOMETRY)).isEmpty();
    }

    @Test
    void tooFewSparesAreToldBeforeAnythingIsWritten() {
        FirstScan scan = new FirstScan(
                LongStream.range(0, 5).mapToObj(FirstScanTest::unit).toList());
        assertThatThrownBy(() -> scan.changes(GEOMETRY))
                .hasMessageContaining("5 units")
                .hasMessageContaining("--spares 10");
    }

    @Test
    void howToShrinkIsSaidWithNumbers() {
        assertThat(ShrinkAdvice.of(new FileSystem("ext4", 100_000 * 512L), "/dev/sda", 100_000, 90_007))
                .contains("reaches to sector 100000 of 100000", "\n  e2fsck -f /dev/sda\n  resize2fs /dev/sda 45000K\n")
                .contains("--spare-device DEV2");
        assertThat(ShrinkAdvice.of(new FileSystem("btrfs", 512), "/dev/sda", 100_000, 80_000))
                .contains("btrfs filesystem resize 40960000 /mnt");
        assertThat(ShrinkAdvice.of(new FileSystem("xfs", 512), "/dev/sda", 100_000, 80_000))
                .contains("nothing can do with xfs");
    }
}
