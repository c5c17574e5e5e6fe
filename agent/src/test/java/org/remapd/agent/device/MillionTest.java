package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;
import org.remapd.agent.port.MetadataStore.Recorded;
import org.remapd.agent.twin.ImageDisk;
import org.remapd.agent.twin.Seeds;

/** What it costs does not depend on how much is recorded: a million mappings, of which CI records a tenth. */
class MillionTest {

    private static final int MAPPINGS = Seeds.isLong() ? 1_000_000 : 100_000;
    private static final int TOGETHER = 500;
    private static final long SECTORS = 1L << 31;

    @Test
    void recordingOneCostsTheSameWhateverIsRecordedAndAllAreLoaded() throws MetadataException {
        ImageDisk disk = ImageDisk.of(SECTORS);
        DeviceMetadataStore.create(
                List.of(disk),
                States.fresh(Layout.onEmptyDisk(States.disk(SECTORS), 8, MAPPINGS + 1000)
                        .orElseThrow()));
        DeviceMetadataStore store = DeviceMetadataStore.load(List.of(disk));
        List<Long> early = new ArrayList<>();
        List<Long> late = new ArrayList<>();
        for (int done = 0; done < MAPPINGS; ) {
            boolean singly = (done >= 1000 && done < 1010) || done >= MAPPINGS - 10;
            int count = singly ? 1 : done < 1000 ? 100 : Math.min(TOGETHER, MAPPINGS - 10 - done);
            List<Change> changes = new ArrayList<>();
            for (int number = done; number < done + count; number++) {
                changes.add(new Change.Commit(unit(number), new Spare(number), LostSectors.none()));
            }
            long bytes = disk.bytesWritten();
            long flushes = disk.flushes();
            assertThat(store.save(changes)).isInstanceOf(Recorded.Durable.class);
            if (singly) {
                (done < 2000 ? early : late).addAll(List.of(disk.bytesWritten() - bytes, disk.flushes() - flushes));
            }
            done += count;
        }
        assertThat(late).as("bytes and flushes of ten recordings").isEqualTo(early);
        assertThat(early.subList(0, 2))
                .as("of one: a block and a flush for each copy")
                .containsExactly(8192L, 2L);
        assertLoads(disk);
        System.out.printf(
                "MillionTest: %,d mappings; to record one, %d bytes and %d flushes%n",
                MAPPINGS, early.get(0), early.get(1));
    }

    private static void assertLoads(ImageDisk disk) throws MetadataException {
        long before = liveBytes();
        Metadata loaded = DeviceMetadataStore.load(List.of(disk)).current();
        long after = liveBytes();
        assertThat(loaded.mappings()).isEqualTo(MAPPINGS);
        for (int number = 0; number < MAPPINGS; number++) {
            int spare = loaded.spareOf(unit(number)).orElseThrow().number();
            if (spare != number) {
                throw new AssertionError("mapping " + number + " is on spare " + spare);
            }
        }
        assertThat(loaded.freeSpare(new Spare(0))).contains(new Spare(MAPPINGS));
        double each = (after - before) / (double) MAPPINGS;
        System.out.printf("MillionTest: %.1f bytes of memory for each of %,d mappings%n", each, MAPPINGS);
        assertThat(each).isLessThanOrEqualTo(32);
    }

    /** What is reachable, by the collector's own account. */
    private static long liveBytes() {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            ManagementFactory.getMemoryMXBean().gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** Scattered over the disk. */
    private static MappedSector unit(long number) {
        return new MappedSector(number * 7_919 % 200_000_003 * 8);
    }
}
