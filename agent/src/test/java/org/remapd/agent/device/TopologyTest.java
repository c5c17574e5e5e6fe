package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.stack.Layer;
import org.remapd.agent.stack.Place;
import org.remapd.agent.stack.Segment;
import org.remapd.agent.stack.TableLine;
import org.remapd.agent.twin.TestClock;

class TopologyTest {

    private static final String SATA = "pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sda";
    private static final String SAS = "pci0000:00/0000:00:03.0/host7/target7:0:4/7:0:4:0/block/sdb";
    private static final SectorRange PLACE = SectorRange.of(800, 8);

    /** As a new device has it. */
    private static final SectorRange DATA = SectorRange.of(2048, 40_000);

    private Sysfs kernel;

    @BeforeEach
    void disks(@TempDir Path sys) throws IOException {
        kernel = new Sysfs(sys);
        kernel.disk(SATA, "8:0", 100_000);
        kernel.partition(SATA + "/sda1", "8:1", 2048, 60_000);
        kernel.disk(SAS, "8:16", 100_000);
    }

    private static TableLine linear(long start, long length, String text) {
        return new TableLine(start, length, "linear", text);
    }

    /** What an error means for a remap device called dm-9 on the disk with this name. */
    private List<SectorRange> meant(String disk, String logged, SectorRange where) throws IOException {
        Topology topology = new Topology(kernel.reader().of(disk), "dm-9", DATA);
        return topology.translate(kernel.reader().bottom(logged, where));
    }

    @Test
    void aDiskIsMeantByEachOfItsNames() throws IOException {
        for (String name : List.of("sda", "ata3.00", "2:0:0:0", "8:0")) {
            assertThat(meant("sda", name, PLACE)).as(name).containsExactly(PLACE);
            assertThat(meant("sda1", name, SectorRange.of(2848, 8))).as(name).containsExactly(PLACE);
        }
        for (String name : List.of("sdb", "ata4.00", "ata3.01", "7:0:4:0", "8:16", "sdc", "ata30.00", "..", "")) {
            assertThat(meant("sda", name, PLACE)).as(name).isEmpty();
        }
        assertThat(meant("sda", "sda", SectorRange.of(99_996, 8))).containsExactly(SectorRange.of(99_996, 4));
    }

    @Test
    void aPartitionIsMeantByItsOwnNameAndNotByItsNeighbours() throws IOException {
        kernel.partition(SATA + "/sda2", "8:2", 62_048, 30_000);
        for (String name : List.of("sda1", "8:1")) {
            assertThat(meant("sda1", name, PLACE)).as(name).containsExactly(PLACE);
            assertThat(meant("sda", name, PLACE)).as(name).containsExactly(SectorRange.of(2848, 8));
        }
        assertThat(meant("sda1", "sda2", PLACE)).isEmpty();
        assertThat(meant("sda1", "sda", SectorRange.of(62_044, 8))).containsExactly(SectorRange.of(59_996, 4));
        assertThat(meant("sda2", "sda", SectorRange.of(62_044, 8))).containsExactly(SectorRange.of(0, 4));
    }

    @Test
    void libataNumbersDrivesOfACableAndPortsOfAMultiplier() throws IOException {
        kernel.disk("pci0000:00/ata5/host4/target4:0:1/4:0:1:0/block/sdd", "8:48", 100_000);
        kernel.disk("pci0000:00/ata6/host5/target5:2:0/5:2:0:0/block/sde", "8:64", 100_000);
        assertThat(meant("sdd", "ata5.01", PLACE)).containsExactly(PLACE);
        assertThat(meant("sdd", "ata5.00", PLACE)).isEmpty();
        assertThat(meant("sde", "ata6.02", PLACE)).containsExactly(PLACE);
        assertThat(meant("sde", "ata6.00", PLACE)).isEmpty();
    }

    @Test
    void aNamespaceIsMeantByEachOfItsPaths() throws IOException {
        kernel.disk("virtual/nvme-subsystem/nvme-subsys0/nvme0n1", "259:0", 100_000);
        kernel.disk("pci0000:00/0000:00:04.0/nvme/nvme1/nvme0c1n1", "0:0", 100_000);
        for (String name : List.of("nvme0n1", "nvme0c0n1", "nvme0c1n1", "259:0")) {
            assertThat(meant("nvme0n1", name, PLACE)).as(name).containsExactly(PLACE);
        }
        assertThat(meant("nvme0n1", "nvme0c1n2", PLACE)).isEmpty();
        assertThat(meant("nvme0n1", "nvme1n1", PLACE)).isEmpty();
    }

    @Test
    void aLogicalVolumeIsFollowedToAllOfItsDisks() throws IOException {
        kernel.mapped("dm-0", "253:0", linear(0, 10_000, "8:1 2048"), linear(10_000, 20_000, "8:16 4096"));
        assertThat(meant("dm-0", "sda", SectorRange.of(2048 + 2048 + 800, 8))).containsExactly(PLACE);
        assertThat(meant("dm-0", "sda1", SectorRange.of(2048 + 800, 8))).containsExactly(PLACE);
        assertThat(meant("dm-0", "sdb", SectorRange.of(4096 + 800, 8))).containsExactly(SectorRange.of(10_800, 8));
        assertThat(meant("dm-0", "sdb", PLACE)).isEmpty();
        assertThat(meant("dm-0", "253:0", SectorRange.of(9996, 8))).containsExactly(SectorRange.of(9996, 8));
    }

    @Test
    void aDiskWithTwoPathsIsMeantOnceByEitherAndByItself() throws IOException {
        kernel.mapped(
                "dm-0", "253:0", new TableLine(0, 100_000, "multipath", "0 0 1 1 service-time 0 2 1 8:0 1 8:16 1"));
        kernel.mapped("dm-1", "253:1", linear(0, 50_000, "253:0 2048"));
        for (String name : List.of("sda", "ata3.00", "sdb", "dm-0", "253:0")) {
            assertThat(meant("dm-0", name, PLACE)).as(name).containsExactly(PLACE);
            assertThat(meant("dm-1", name, SectorRange.of(2848, 8))).as(name).containsExactly(PLACE);
        }
    }

    @Test
    void somethingBesideThatHoldsTheSameSectorsMeansThemToo() throws IOException {
        kernel.mapped("dm-0", "253:0", linear(0, 10_000, "8:1 2048"));
        kernel.mapped("dm-1", "253:1", linear(0, 100_000, "8:0 0"));
        assertThat(meant("dm-0", "dm-1", SectorRange.of(2048 + 2048 + 800, 8))).containsExactly(PLACE);
    }

    @Test
    void encryptionOnAnArrayOnALoopDevice() throws IOException {
        kernel.loop("loop0", "7:0", 90_000, "/dev/sdb", 4096 * 512);
        kernel.array("md0", "9:0", "raid1", 80_000);
        kernel.member("md0", "loop0", "0", 2048, 44_000);
        kernel.mapped("dm-0", "253:0", new TableLine(0, 70_000, "crypt", "aes 0 0 9:0 1024"));
        assertThat(kernel.reader().of("dm-0").layers())
                .containsExactly(
                        new Layer("sdb", 100_000, List.of()),
                        new Layer("loop0", 90_000, List.of(Segment.linear(0, 90_000, "sdb", 4096))),
                        new Layer("md0", 80_000, List.of(Segment.linear(0, 80_000, "loop0", 2048))),
                        new Layer("dm-0", 70_000, List.of(Segment.linear(0, 70_000, "md0", 1024))));
        assertThat(meant("dm-0", "sdb", SectorRange.of(4096 + 2048 + 1024 + 800, 8)))
                .containsExactly(PLACE);
        assertThat(meant("dm-0", "loop0", SectorRange.of(2048 + 1024 + 800, 8))).containsExactly(PLACE);
        assertThat(meant("dm-0", "md0", SectorRange.of(1024 + 800, 8))).containsExactly(PLACE);
    }

    @Test
    void anArrayIsFollowedIfItHoldsItsSectorsInOrder() throws IOException {
        kernel.array("md0", "9:0", "raid1", 50_000);
        kernel.member("md0", "sda1", "1", 2048, 25_000);
        kernel.member("md0", "sdb", "0", 4096, 25_000);
        kernel.array("md1", "9:1", "linear", 50_000);
        kernel.member("md1", "sdb", "0", 16, 10_000);
        kernel.member("md1", "sda1", "1", 8, 15_000);
        assertThat(meant("md0", "sda", SectorRange.of(2048 + 2048 + 800, 8))).containsExactly(PLACE);
        assertThat(meant("md0", "sdb", SectorRange.of(4096 + 800, 8))).containsExactly(PLACE);
        assertThat(meant("md1", "sdb", SectorRange.of(816, 8))).containsExactly(PLACE);
        assertThat(meant("md1", "sda1", SectorRange.of(808, 8))).containsExactly(SectorRange.of(20_800, 8));
    }

    @Test
    void whatCannotBeFollowedIsMeantByItsOwnNameOnly() throws IOException {
        kernel.array("md0", "9:0", "raid1", 50_000);
        kernel.member("md0", "sdb", "none", 2048, 25_000);
        kernel.array("md1", "9:1", "raid5", 50_000);
        kernel.member("md1", "sdb", "0", 2048, 25_000);
        // An odd sector of its first disk is not told.
        kernel.array("md2", "9:2", "linear", 50_001);
        kernel.member("md2", "sdb", "0", 2048, 25_000);
        kernel.array("md3", "9:3", "raid1", 0);
        kernel.member("md3", "sdb", "0", 2048, 25_000);
        kernel.loop("loop0", "7:0", 50_000, "/var/lib/image", 0);
        kernel.loop("loop1", "7:1", 50_000, "/dev/sdb", 100);
        kernel.loop("loop2", "7:2", 50_000, "/dev/sdz (deleted)", 0);
        kernel.mapped("dm-0", "253:0", new TableLine(0, 50_000, "thin", "253:1 1"));
        kernel.mapped("dm-1", "253:1", new TableLine(0, 50_000, "remap", "8:16 2048 60000 0"));
        for (String name : List.of("md0", "md1", "md2", "loop0", "loop1", "loop2", "dm-0", "dm-1")) {
            assertThat(meant(name, "sdb", SectorRange.of(2848, 8))).as(name).isEmpty();
            assertThat(meant(name, name, PLACE)).as(name).containsExactly(PLACE);
        }
        assertThat(meant("md3", "md3", PLACE)).isEmpty();
    }

    @Test
    void theRemapDeviceAndWhatLiesOnItMeanItsSectors() throws IOException {
        kernel.mapped("dm-9", "253:9", new TableLine(0, 40_000, "remap", "8:1 2048 50000 0"));
        kernel.mapped("dm-10", "253:10", linear(0, 30_000, "253:9 2048"));
        kernel.array("md0", "9:0", "raid1", 25_000);
        kernel.member("md0", "dm-10", "0", 2048, 12_500);
        kernel.member("md0", "sdb", "1", 2048, 12_500);
        SectorRange onDisk = SectorRange.of(2048 + 2048 + 2048 + 800, 8);
        assertThat(meant("sda1", "md0", PLACE)).containsExactly(onDisk);
        assertThat(meant("sda1", "dm-10", SectorRange.of(2848, 8))).containsExactly(onDisk);
        assertThat(meant("sda1", "253:9", SectorRange.of(4896, 8))).containsExactly(onDisk);
        assertThat(meant("sda1", "dm-9", SectorRange.of(39_996, 8))).containsExactly(SectorRange.of(42_044, 4));
        assertThat(meant("sda1", "dm-9", SectorRange.of(40_000, 8))).isEmpty();
        assertThat(meant("sdb", "md0", PLACE))
                .as("another remap device is on the array's other disk, and that of dm-9")
                .contains(SectorRange.of(2848, 8));
    }

    @Test
    void itIsTrueOfTheMomentWhenItIsRead() throws IOException {
        SectorRange before = SectorRange.of(2848, 8);
        SectorRange moved = SectorRange.of(4896, 8);
        kernel.mapped("dm-0", "253:0", linear(0, 10_000, "8:0 2048"));
        assertThat(meant("dm-0", "sda", before)).containsExactly(PLACE);
        assertThat(meant("dm-0", "sdb", moved)).isEmpty();

        kernel.mapped("dm-0", "253:0", linear(0, 10_000, "8:16 4096"));
        assertThat(meant("dm-0", "sda", before)).isEmpty();
        assertThat(meant("dm-0", "sdb", moved)).containsExactly(PLACE);

        kernel.remove("sdb", "8:16");
        assertThat(meant("dm-0", "sdb", moved)).isEmpty();
        assertThat(kernel.reader().bottom("sdb", PLACE)).isEmpty();
        assertThatIOException().isThrownBy(() -> kernel.reader().of("sdb"));

        kernel.disk(SAS.replace("sdb", "sdc"), "8:32", 100_000);
        kernel.mapped("dm-0", "253:0", linear(0, 10_000, "8:32 4096"));
        assertThat(meant("dm-0", "7:0:4:0", moved)).containsExactly(PLACE);
    }

    @Test
    void theWholeDiskIsTheOneThatTheFirstSectorLiesOn() throws IOException {
        kernel.mapped("dm-0", "253:0", linear(0, 10_000, "8:1 2048"), linear(10_000, 20_000, "8:16 4096"));
        for (String name : List.of("sda", "sda1", "dm-0")) {
            assertThat(new Topology(kernel.reader().of(name), "dm-9", DATA).wholeDisk())
                    .isEqualTo("sda");
        }
    }

    @Test
    void theWholeDisksAreAllThatItLiesOn() throws IOException {
        kernel.mapped("dm-0", "253:0", linear(0, 10_000, "8:1 2048"), linear(10_000, 20_000, "8:16 4096"));
        assertThat(wholeDisks("sda")).containsExactly("sda");
        assertThat(wholeDisks("sda1")).containsExactly("sda");
        assertThat(wholeDisks("dm-0")).containsExactlyInAnyOrder("sda", "sdb");
        kernel.loop("loop0", "7:0", 1000, "/var/tmp/image", 0);
        assertThat(wholeDisks("loop0")).containsExactly("loop0");
    }

    private Set<String> wholeDisks(String name) throws IOException {
        return new Topology(kernel.reader().of(name), "dm-9", DATA).wholeDisks();
    }

    @Test
    void nothingIsFollowedForEver() throws IOException {
        kernel.mapped("dm-0", "253:0", linear(0, 1000, "253:1 0"));
        kernel.mapped("dm-1", "253:1", linear(0, 1000, "253:0 0"));
        assertThat(meant("dm-0", "dm-0", PLACE)).containsExactly(PLACE);
        for (int n = 2; n < 300; n++) {
            kernel.mapped("dm-" + n, "253:" + n, linear(0, 1000, "253:" + (n - 1) + " 0"));
        }
        assertThat(kernel.reader().of("dm-299").layers()).hasSizeLessThan(260);
        assertThat(kernel.reader().bottom("sda", SectorRange.of(0, 100_000))).isEmpty();
        kernel.mapped("dm-0", "253:0", new TableLine(0, Long.MAX_VALUE, "linear", "8:0 999999999999999999"));
        assertThatIOException().isThrownBy(() -> kernel.reader().of("dm-0")).withMessageContaining("dm-0");
    }

    @Test
    void inAStormWhatADeviceLiesOnIsReadOnceASecond() throws IOException {
        TestClock clock = new TestClock();
        StackReader reader = kernel.reader(clock);
        assertThat(reader.bottom("dm-0", PLACE)).isEmpty();
        kernel.mapped("dm-0", "253:0", linear(0, 10_000, "8:0 0"));
        assertThat(reader.bottom("dm-0", PLACE))
                .as("that there was none is not remembered")
                .containsExactly(new Place("sda", PLACE));

        kernel.mapped("dm-0", "253:0", linear(0, 10_000, "8:16 0"));
        assertThat(reader.bottom("dm-0", PLACE)).containsExactly(new Place("sda", PLACE));
        clock.advance(Duration.ofSeconds(1));
        assertThat(reader.bottom("dm-0", PLACE)).containsExactly(new Place("sdb", PLACE));
    }

    @Test
    void howLargeTheBlocksOfADiskAreIsKnownByAnyOfItsNames() throws IOException {
        LogicalBlocks blocks = new LogicalBlocks(kernel.root(), new TestClock());
        blocks("4096");
        for (String name : List.of("sda", "ata3.00", "2:0:0:0", "8:0")) {
            assertThat(blocks.sectors(name)).as(name).isEqualTo(8);
        }
        assertThat(blocks.sectors("sdb")).isZero();
        assertThat(blocks.sectors("sdz")).isZero();
    }

    @Test
    void howLargeTheyAreIsReadOnceASecondSinceADriveCanBeFormattedAnew() throws IOException {
        TestClock clock = new TestClock();
        LogicalBlocks blocks = new LogicalBlocks(kernel.root(), clock);
        assertThat(blocks.sectors("sda")).isZero();
        blocks("nonsense");
        assertThat(blocks.sectors("sda")).isZero();
        blocks("512");
        assertThat(blocks.sectors("sda"))
                .as("what is not known is asked for again")
                .isEqualTo(1);

        blocks("4096");
        assertThat(blocks.sectors("sda")).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(blocks.sectors("sda")).isEqualTo(8);
    }

    private void blocks(String bytes) throws IOException {
        Path sda = kernel.root().resolve("devices").resolve(SATA);
        Sysfs.write(Files.createDirectories(sda.resolve("queue")).resolve("logical_block_size"), bytes);
    }
}
