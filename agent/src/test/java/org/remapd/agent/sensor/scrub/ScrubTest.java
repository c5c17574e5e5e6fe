package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.Clock;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.Seeds;
import org.remapd.agent.twin.TestClock;

class ScrubTest {

    private static final int BLOCK = 1 << 20;

    private final TestClock clock = new TestClock();
    private final List<SectorRange> found = new ArrayList<>();

    @Test
    void exactlyTheBadPhysicalBlocksAreFoundWhateverTheirSize() {
        Seeds.each(30, random -> {
            int logical = random.nextBoolean() ? 512 : 4096;
            int physical = random.nextBoolean() ? logical : 4096;
            int block = physical / 512;
            MemoryDisk disk = MemoryDisk.of(8L * (500 + random.nextInt(2000)), logical, physical);
            TreeSet<Long> bad = new TreeSet<>();
            for (int place = random.nextInt(20); place > 0; place--) {
                long sector = 1000 + random.nextLong(disk.sectors() - 2000);
                disk.failReads(sector, 1);
                bad.add(sector / block * block);
            }
            found.clear();
            ScrubProgress end = scrub(disk, whole(disk)).run();
            assertThat(found)
                    .isEqualTo(bad.stream()
                            .map(first -> SectorRange.of(first, block))
                            .toList());
            assertThat(end.state()).isEqualTo(ScrubProgress.State.FINISHED);
            assertThat(end.unreadable()).isEqualTo((long) bad.size() * block);
            assertThat(end.done()).isEqualTo(disk.sectors());
        });
    }

    @Test
    void theNinthSectorOfASmallDiskIsFound() {
        MemoryDisk disk = MemoryDisk.of512(64).failReads(8, 1);
        assertThat(scrub(disk, whole(disk)).run().state()).isEqualTo(ScrubProgress.State.FINISHED);
        assertThat(found).containsExactly(SectorRange.of(8, 1));
    }

    @Test
    void aHealthyDiskIsReadOnceInLargeBlocks() {
        MemoryDisk disk = MemoryDisk.of512e(5000);
        assertThat(scrub(disk, whole(disk)).run().unreadable()).isZero();
        assertThat(disk.reads())
                .containsExactly(SectorRange.of(0, 2048), SectorRange.of(2048, 2048), SectorRange.of(4096, 904));
    }

    @Test
    void whatThePlanLeavesOutIsNotRead() {
        MemoryDisk disk = MemoryDisk.of512e(5000).failReads(800, 8);
        scrub(disk, ScrubPlan.of(SectorRange.of(0, 5000), List.of(SectorRange.of(800, 8))))
                .run();
        assertThat(disk.reads()).noneMatch(SectorRange.of(800, 8)::overlaps);
        assertThat(found).isEmpty();
    }

    @Test
    void aPlanIsTheWholeWithoutItsHoles() {
        SectorRange whole = SectorRange.of(100, 100);
        assertThat(holes(whole)).containsExactly(whole);
        assertThat(holes(whole, SectorRange.of(150, 8), SectorRange.of(120, 8)))
                .containsExactly(SectorRange.of(100, 20), SectorRange.of(128, 22), SectorRange.of(158, 42));
        assertThat(holes(whole, SectorRange.of(90, 20), SectorRange.of(195, 20)))
                .containsExactly(SectorRange.of(110, 85));
        assertThat(holes(whole, SectorRange.of(120, 40), SectorRange.of(130, 2)))
                .containsExactly(SectorRange.of(100, 20), SectorRange.of(160, 40));
        assertThat(holes(whole, SectorRange.of(0, 1000))).isEmpty();
        assertThat(holes(whole, SectorRange.of(0, 100), SectorRange.of(200, 1))).containsExactly(whole);
        assertThat(ScrubPlan.of(whole, List.of(SectorRange.of(150, 8))).sectors())
                .isEqualTo(92);
    }

    private static List<SectorRange> holes(SectorRange whole, SectorRange... skip) {
        return ScrubPlan.of(whole, List.of(skip)).ranges();
    }

    @ParameterizedTest
    @EnumSource(IoError.class)
    void aDeadDeviceEndsTheScrubWithoutAFinding(IoError error) {
        MemoryDisk disk = MemoryDisk.of512e(1_000_000).failEverything(error);
        ScrubProgress end = scrub(disk, whole(disk)).run();
        assertThat(end.state()).isEqualTo(ScrubProgress.State.FAILED);
        assertThat(end.why()).isPresent();
        assertThat(found).isEmpty();
        assertThat(disk.reads()).hasSizeLessThan(10);
    }

    @Test
    void aDeviceThatDiesWhileAFailureIsNarrowedDownIsNotAFinding() {
        MemoryDisk disk = MemoryDisk.of512e(100_000).failReads(51_000, 8);
        int[] reads = {0};
        disk.beforeRead(range -> {
            reads[0] += range.overlaps(SectorRange.of(51_000, 8)) ? 1 : 0;
            if (reads[0] == 2) {
                disk.failEverything(IoError.GONE);
            }
        });
        assertThat(scrub(disk, whole(disk)).run().state()).isEqualTo(ScrubProgress.State.FAILED);
        assertThat(found).isEmpty();
    }

    @Test
    void aCancelledScrubEndsAtTheNextBlock() {
        MemoryDisk disk = MemoryDisk.of512e(100_000);
        Scrub scrub = scrub(disk, whole(disk));
        disk.beforeRead(range -> {
            if (range.first().number() == 4096) {
                scrub.cancel();
            }
        });
        ScrubProgress end = scrub.run();
        assertThat(end.state()).isEqualTo(ScrubProgress.State.CANCELLED);
        assertThat(disk.reads()).hasSize(3);
        assertThat(end.done()).isEqualTo(3 * 2048);
    }

    @Test
    void progressTellsRateAndTimeLeft() {
        MemoryDisk disk = MemoryDisk.of512e(8192);
        List<ScrubProgress> seen = new ArrayList<>();
        Scrub scrub = scrub(disk, whole(disk));
        disk.beforeRead(range -> {
            seen.add(scrub.progress());
            clock.advance(Duration.ofSeconds(1));
        });
        ScrubProgress end = scrub.run();
        assertThat(seen.get(0).left()).isEmpty();
        assertThat(seen.get(1).rate()).isEqualTo(1 << 20);
        assertThat(seen.get(1).left()).contains(Duration.ofSeconds(3));
        assertThat(seen.get(3).left()).contains(Duration.ofSeconds(1));
        assertThat(end.left()).isEmpty();
        assertThat(end.busy()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void timeLeftOfALargeDiskDoesNotOverflow() {
        ScrubProgress progress = new ScrubProgress(
                ScrubProgress.State.RUNNING,
                Optional.empty(),
                Instant.EPOCH,
                1L << 40,
                1L << 30,
                0,
                new DiskSector(1L << 30),
                Duration.ofHours(1));
        assertThat(progress.left().orElseThrow()).isCloseTo(Duration.ofHours(1023), Duration.ofSeconds(1));
    }

    @Test
    void thePaceSpreadsReadsAndDoesNotSaveUp() {
        Pace pace = new Pace(1000, clock);
        assertThat(pace.take(500)).isZero();
        assertThat(pace.take(500)).isEqualTo(Duration.ofMillis(500));
        clock.advance(Duration.ofMillis(500));
        assertThat(pace.take(500)).isEqualTo(Duration.ofMillis(500));
        clock.advance(Duration.ofHours(1));
        assertThat(pace.take(500)).isZero();
        assertThat(pace.take(500)).as("an idle hour is not made up for").isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void withoutALimitNobodyWaits() {
        Pace pace = new Pace(0, Clock.SYSTEM);
        assertThat(pace.take(Long.MAX_VALUE / 2)).isZero();
        assertThat(pace.take(Long.MAX_VALUE / 2)).isZero();
    }

    private Scrub scrub(MemoryDisk disk, ScrubPlan plan) {
        return new Scrub(disk, plan, BLOCK, new Pace(0, clock), clock, bad -> found.add(bad.where()));
    }

    private static ScrubPlan whole(MemoryDisk disk) {
        return ScrubPlan.of(SectorRange.of(0, disk.sectors()), List.of());
    }
}
