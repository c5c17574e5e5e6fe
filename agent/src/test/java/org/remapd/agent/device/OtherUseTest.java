package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.twin.TestClock;

/** Who else uses a disk, by what lies on it. */
class OtherUseTest {

    private static final String SATA = "pci0000:00/0000:00:1f.2/ata3/host2/target2:0:0/2:0:0:0/block/sda";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final TestClock clock = new TestClock();
    private Sysfs kernel;

    /** A disk with two partitions; of the second LVM made two volumes, and of the first of these remap a device. */
    @BeforeEach
    void disks(@TempDir Path sys) throws IOException {
        kernel = new Sysfs(sys);
        kernel.disk(SATA, "8:0", 100_000);
        kernel.partition(SATA + "/sda1", "8:1", 2048, 10_000);
        kernel.partition(SATA + "/sda2", "8:2", 20_000, 80_000);
        kernel.mapped("dm-0", "253:0");
        kernel.mapped("dm-1", "253:1");
        kernel.mapped("dm-2", "253:2");
        kernel.on("dm-0", "sda2");
        kernel.on("dm-1", "sda2");
        kernel.on("dm-2", "dm-0");
        for (String name : new String[] {"sda", "sda1", "sda2", "dm-0", "dm-1", "dm-2"}) {
            counts(name, 1000, 0, 5000);
        }
    }

    private void counts(String name, long reads, long inFlight, long waitedMillis) throws IOException {
        Sysfs.write(
                kernel.root().resolve("class/block").resolve(name).resolve("stat"),
                "%d 0 0 %d 0 0 0 0 %d 0 0".formatted(reads, waitedMillis, inFlight));
    }

    private OtherUse of(String disk) throws IOException {
        return new OtherUse(disk, kernel.root(), clock);
    }

    @Test
    void whatWasBeforeDoesNotCount() throws IOException {
        assertThat(of("dm-0").sinceLast()).isEqualTo(DiskStat.NONE);
    }

    @Test
    void thoseCountWhoComeThroughWhatLiesOnTheDiskOrOnWhatIsBelowIt() throws IOException {
        OtherUse use = of("dm-0");
        counts("dm-2", 1001, 0, 5010);
        counts("dm-1", 1010, 2, 5200);
        counts("sda1", 1100, 0, 8000);
        assertThat(use.sinceLast()).isEqualTo(new DiskStat(111, 2, 3210));
        assertThat(use.sinceLast()).isEqualTo(new DiskStat(0, 2, 0));
    }

    @Test
    void theDiskItselfAndWhatIsBelowDoesNotForThereTheReaderIsCountedToo() throws IOException {
        OtherUse use = of("dm-0");
        counts("dm-0", 2000, 4, 9000);
        counts("sda2", 2000, 4, 9000);
        counts("sda", 2000, 4, 9000);
        assertThat(use.sinceLast()).isEqualTo(DiskStat.NONE);
    }

    @Test
    void ofTheWholeDiskItIsWhatLiesDirectlyOnIt() throws IOException {
        OtherUse use = of("sda");
        counts("sda2", 1003, 0, 5030);
        counts("dm-2", 1003, 0, 5030);
        assertThat(use.sinceLast()).isEqualTo(new DiskStat(3, 0, 30));
    }

    @Test
    void whatIsMadeLaterCountsSoonAfter() throws IOException {
        OtherUse use = of("dm-0");
        kernel.mapped("dm-3", "253:3");
        kernel.on("dm-3", "sda2");
        counts("dm-3", 10, 1, 50);
        clock.advance(LOOK_EVERY);
        assertThat(use.sinceLast()).isEqualTo(new DiskStat(0, 1, 0));
        counts("dm-3", 12, 0, 70);
        assertThat(use.sinceLast()).isEqualTo(new DiskStat(2, 0, 20));
    }

    @Test
    void whatIsTakenAwayIsNoError() throws IOException {
        OtherUse use = of("dm-0");
        Files.delete(kernel.root().resolve("class/block/dm-1"));
        counts("dm-2", 1001, 0, 5010);
        assertThat(use.sinceLast()).isEqualTo(new DiskStat(1, 0, 10));
    }

    @Test
    void whatIsNoStatisticsIsAnError() throws IOException {
        OtherUse use = of("dm-0");
        Sysfs.write(kernel.root().resolve("class/block/dm-1/stat"), "none");
        assertThatIOException().isThrownBy(use::sinceLast).withMessageContaining("dm-1");
    }
}
