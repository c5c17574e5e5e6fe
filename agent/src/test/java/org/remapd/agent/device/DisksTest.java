package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.twin.MemoryDisk;

class DisksTest {

    @Test
    void howLongTheKernelWaitsIsKnownWhereItSays(@TempDir Path block) throws IOException {
        Files.writeString(Files.createDirectories(block.resolve("sda/device")).resolve("timeout"), "30\n");
        assertThat(CommandTimeout.of("sda", block)).contains(Duration.ofSeconds(30));
        assertThat(CommandTimeout.of("nvme0n1", block)).isEmpty();
    }

    private static final SectorRange PLACE = SectorRange.of(800, 8);

    @Test
    void aSearchWidensToWholePhysicalBlocksAndNamesOnlyTheBadOnes() {
        MemoryDisk disk = MemoryDisk.of512e(10_000).failReads(803, 1).failReads(4000, 1);
        assertThat(new BadBlockSearch(disk).in(SectorRange.of(801, 1)))
                .extracting(BadBlockSearch.Bad::where)
                .containsExactly(PLACE);
        assertThat(new BadBlockSearch(disk).in(SectorRange.of(0, 10_000)))
                .extracting(BadBlockSearch.Bad::where)
                .containsExactly(PLACE, SectorRange.of(4000, 8));
        assertThat(new BadBlockSearch(disk).in(SectorRange.of(808, 100))).isEmpty();
    }

    @Test
    void aSearchReadsOncePastABadBlockForEachOfItsSixteenths() {
        MemoryDisk disk = MemoryDisk.of512e(10_000).failReads(0, 1);
        new BadBlockSearch(disk).in(SectorRange.of(0, 2048));
        assertThat(disk.reads().stream().filter(range -> range.overlaps(SectorRange.of(0, 8))))
                .as("failed reads, which may take seconds each")
                .hasSize(3);
        assertThat(disk.reads()).hasSizeLessThan(40);
    }

    @Test
    void aSearchNeverAsksForMoreThanAMebibyteAtOnce() {
        MemoryDisk disk = MemoryDisk.of512e(1_000_000);
        new BadBlockSearch(disk).in(SectorRange.of(0, 100_000));
        assertThat(disk.reads()).allMatch(range -> range.count() <= 2048);
    }

    @Test
    void aSearchEndsWithTheFirstErrorThatIsNotAboutTheMedium() {
        MemoryDisk disk = MemoryDisk.of512e(100_000).failEverything(IoError.TIMEOUT);
        assertThat(new BadBlockSearch(disk).in(SectorRange.of(0, 50_000)))
                .singleElement()
                .satisfies(bad -> assertThat(bad.why().error()).isEqualTo(IoError.TIMEOUT));
        assertThat(disk.reads()).hasSize(1);
    }

    @Test
    void aDiskIsAliveIfAnyOfItsEndsOrItsMiddleReads() {
        MemoryDisk disk = MemoryDisk.of512e(8000);
        Aliveness aliveness = new Aliveness(disk);
        assertThat(aliveness.besides(PLACE)).isTrue();
        disk.failReads(0, 8).failReads(3992, 8);
        assertThat(aliveness.besides(PLACE)).isTrue();
        disk.failReads(7992, 8);
        assertThat(aliveness.besides(PLACE)).isFalse();
    }

    @Test
    void theSuspectItselfIsNoSignOfLife() {
        MemoryDisk disk = MemoryDisk.of512e(8000).failReads(3992, 8).failReads(7992, 8);
        assertThat(new Aliveness(disk).besides(SectorRange.of(0, 8))).isFalse();
    }

    @Test
    void aRequestThatHangsTimesOutAndTheDiskIsUsedAgainWhenItReturns() {
        CountDownLatch held = new CountDownLatch(1);
        MemoryDisk below = MemoryDisk.of512e(8000).beforeRead(range -> hold(held));
        try (IsolatedDevice disk = new IsolatedDevice(below, Duration.ofMillis(50))) {
            assertThat(error(read(disk))).isEqualTo(IoError.TIMEOUT);
            long before = System.nanoTime();
            assertThat(error(read(disk))).as("others fail at once").isEqualTo(IoError.TIMEOUT);
            assertThat(error(disk.flush())).isEqualTo(IoError.TIMEOUT);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
            assertThat(below.reads()).as("nothing queues up behind it").isEmpty();
            held.countDown();
            await().atMost(Duration.ofSeconds(10)).until(() -> read(disk).ok());
        }
    }

    @Test
    void closingADiskThatHangsDoesNotWaitAndItIsClosedWhenItReturns() {
        CountDownLatch held = new CountDownLatch(1);
        MemoryDisk below = MemoryDisk.of512e(8000).beforeRead(range -> hold(held));
        IsolatedDevice disk = new IsolatedDevice(below, Duration.ofMillis(50));
        assertThat(error(read(disk))).isEqualTo(IoError.TIMEOUT);
        disk.close();
        assertThat(below.closed()).isFalse();
        held.countDown();
        await().atMost(Duration.ofSeconds(10)).until(below::closed);
    }

    private static void hold(CountDownLatch held) {
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static IoResult read(BlockDevice disk) {
        return disk.read(PLACE, BlockDevice.buffer(8));
    }

    private static IoError error(IoResult result) {
        assertThat(result).isInstanceOf(IoResult.Failed.class);
        return ((IoResult.Failed) result).error();
    }

    @Test
    void everyBufferIsAlignedAndOfItsSize() {
        for (int sectors : List.of(1, 2, 7, 8, 9, 128, 1016, 2048)) {
            assertThat(BlockDevice.buffer(sectors).remaining()).isEqualTo(sectors * 512);
            assertThat(BlockDevice.buffer(sectors).alignmentOffset(0, 4096)).isZero();
        }
    }
}
