package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.sensor.scrub.LatencyMap.Cell;

/** Where the time of a scrub goes, on a disk of eight cells of a mebibyte, and half a one. */
class SurfaceTest {

    private static final Instant BEGAN = Instant.parse("2026-11-21T08:00:00Z");
    private static final Instant LATER = BEGAN.plus(Duration.ofDays(7));
    private static final long MIB = 2048;
    private static final long DISK = 8 * MIB + MIB / 2;

    private final Surface surface = new Surface(DISK, BEGAN);

    @Test
    void beforeAnythingIsReadNothingIsKnown() {
        assertThat(surface.map().cells()).hasSize(9).containsOnly(Cell.UNKNOWN);
        assertThat(surface.map().started()).isEqualTo(BEGAN);
    }

    @Test
    void theReadsOfACellAreAddedUpAndTheSlowestIsKept() {
        surface.read(SectorRange.of(MIB, MIB / 2), millis(3), true);
        surface.read(SectorRange.of(MIB + MIB / 2, MIB / 2), millis(5), true);

        assertThat(surface.map().cells().get(1)).isEqualTo(new Cell(MIB, millis(8), millis(5), false, false, false));
        assertThat(surface.map().cells().get(1).millisPerMib()).hasValue(8.0);
        assertThat(others(1)).containsOnly(Cell.UNKNOWN);
    }

    @Test
    void ofAReadAcrossSeveralCellsEachHasItsPartAndIsAsSlow() {
        surface.read(SectorRange.of(MIB / 2, 2 * MIB), millis(8), true);

        assertThat(surface.map().cells().subList(0, 4))
                .containsExactly(
                        new Cell(MIB / 2, millis(2), millis(8), false, false, false),
                        new Cell(MIB, millis(4), millis(8), false, false, false),
                        new Cell(MIB / 2, millis(2), millis(8), false, false, false),
                        Cell.UNKNOWN);
    }

    @Test
    void ofASmallReadMostOfTheTimeIsNotTheSurfaces() {
        surface.read(SectorRange.of(0, 127), millis(5), true);
        assertThat(surface.map().cells()).containsOnly(Cell.UNKNOWN);

        surface.read(SectorRange.of(0, 128), millis(5), true);
        assertThat(surface.map().cells().get(0).sectors()).isEqualTo(128);
    }

    @Test
    void aReadThatMayHaveWaitedForOthersCountsUntilThereIsOneThatDidNot() {
        surface.read(SectorRange.of(0, MIB / 4), millis(30), false);
        surface.read(SectorRange.of(MIB / 4, MIB / 4), millis(50), false);
        assertThat(surface.map().cells().get(0))
                .isEqualTo(new Cell(MIB / 2, millis(80), millis(50), true, false, false));

        surface.read(SectorRange.of(MIB / 2, MIB / 4), millis(2), true);
        surface.read(SectorRange.of(3 * MIB / 4, MIB / 4), millis(70), false);
        assertThat(surface.map().cells().get(0))
                .isEqualTo(new Cell(MIB / 4, millis(2), millis(2), false, false, false));
        assertThat(others(0)).containsOnly(Cell.UNKNOWN);
    }

    @Test
    void alsoIfTheScrubWentOnInBetween() {
        surface.read(SectorRange.of(0, 2 * MIB), millis(80), false);
        surface.unreadable(SectorRange.of(0, 1));
        Surface goesOn = new Surface(DISK, BEGAN);
        goesOn.read(SectorRange.of(0, MIB / 4), millis(2), true);
        Cell first = new Cell(MIB / 4, millis(2), millis(2), false, true, false);

        assertThat(goesOn.map().over(surface.map()).cells().get(0)).isEqualTo(first);
        assertThat(surface.map().over(goesOn.map()).cells().get(0)).isEqualTo(first);
        assertThat(goesOn.map().over(surface.map()).cells().get(1).disturbed()).isTrue();
    }

    @Test
    void whatAScrubBeforeHasMeasuredAloneSaysMoreThanWhatIsDisturbedNow() {
        surface.read(SectorRange.of(0, MIB), millis(8), true);
        Surface next = new Surface(DISK, LATER);
        next.read(SectorRange.of(0, 2 * MIB), millis(90), false);

        assertThat(next.map().over(surface.map()).cells().subList(0, 2))
                .containsExactly(
                        new Cell(MIB, millis(8), millis(8), false, false, true),
                        new Cell(MIB, millis(45), millis(90), true, false, false));
    }

    @Test
    void theLastCellIsShorterAndIsMeasuredLikeTheOthers() {
        surface.read(SectorRange.of(8 * MIB, MIB / 2), millis(5), true);

        assertThat(surface.map().where(8)).isEqualTo(SectorRange.of(8 * MIB, MIB / 2));
        assertThat(surface.map().cells().get(8).millisPerMib()).hasValue(10.0);
    }

    @Test
    void unreadableSectorsMarkTheCellsThatTheyAreIn() {
        surface.unreadable(SectorRange.of(2 * MIB - 1, 2));

        assertThat(IntStream.range(0, 9)
                        .filter(n -> surface.map().cells().get(n).unreadable()))
                .containsExactly(1, 2);
        assertThat(surface.map().cells().get(1).millisPerMib()).isEmpty();
    }

    @Test
    void aReadThatTakesLongerThanAnybodyWaitsForIsOneThatTakesLong() {
        surface.read(SectorRange.of(0, MIB), Long.MAX_VALUE, true);

        assertThat(surface.map().cells().get(0).slowest())
                .isGreaterThan(Duration.ofMinutes(30).toNanos());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2048, 2049, 1_000_000, 2_097_152, 2_097_153, 3_907_029_168L, 1L << 40, 1L << 41})
    void everySectorOfADiskOfAnySizeIsInOneOfAtMost1024EqualCells(long disk) {
        LatencyMap map = new Surface(disk, BEGAN).map();

        assertThat(map.cells()).hasSizeLessThanOrEqualTo(LatencyMap.MOST_CELLS);
        assertThat(map.cellSectors() % MIB).isZero();
        List<SectorRange> ranges =
                IntStream.range(0, map.cells().size()).mapToObj(map::where).toList();
        assertThat(SectorRange.merged(ranges)).containsExactly(SectorRange.of(0, disk));
        assertThat(ranges.subList(0, ranges.size() - 1)).allMatch(range -> range.count() == map.cellSectors());
    }

    @Test
    void aScrubThatGoesOnAddsToWhatItHadRead() {
        surface.read(SectorRange.of(0, MIB / 2), millis(3), true);
        surface.unreadable(SectorRange.of(MIB, 1));
        Surface goesOn = new Surface(DISK, BEGAN.plusMillis(400));
        goesOn.read(SectorRange.of(MIB / 2, MIB / 2), millis(5), true);

        LatencyMap all = goesOn.map().over(surface.map());
        assertThat(all.cells().subList(0, 3))
                .containsExactly(
                        new Cell(MIB, millis(8), millis(5), false, false, false),
                        new Cell(0, 0, 0, false, true, false),
                        Cell.UNKNOWN);
    }

    @Test
    void aNewScrubReplacesWhatItReadsAndLeavesTheRestAsItWas() {
        surface.read(SectorRange.of(0, 2 * MIB), millis(8), true);
        surface.unreadable(SectorRange.of(0, 1));
        Surface next = new Surface(DISK, LATER);
        next.read(SectorRange.of(0, MIB), millis(1), true);

        LatencyMap mixed = next.map().over(surface.map());
        assertThat(mixed.started()).isEqualTo(LATER);
        assertThat(mixed.cells().subList(0, 3))
                .containsExactly(
                        new Cell(MIB, millis(1), millis(1), false, false, false),
                        new Cell(MIB, millis(4), millis(8), false, false, true),
                        Cell.UNKNOWN);
    }

    @Test
    void whatAnEarlierScrubLeftIsNotAddedToWhenThePresentOneGoesOn() {
        surface.read(SectorRange.of(0, 2 * MIB), millis(8), true);
        LatencyMap interrupted = new Surface(DISK, LATER).map().over(surface.map());
        Surface goesOn = new Surface(DISK, LATER);
        goesOn.read(SectorRange.of(0, MIB), millis(1), true);

        assertThat(goesOn.map().over(interrupted).cells().subList(0, 2))
                .containsExactly(
                        new Cell(MIB, millis(1), millis(1), false, false, false),
                        new Cell(MIB, millis(4), millis(8), false, false, true));
    }

    @Test
    void aDiskOfAnotherSizeIsAnotherDisk() {
        Surface other = new Surface(DISK + MIB, BEGAN);
        other.read(SectorRange.of(0, MIB), millis(1), true);

        assertThat(surface.map().over(other.map())).isEqualTo(surface.map());
    }

    @Test
    void cellsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new LatencyMap(DISK, MIB, BEGAN, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LatencyMap(0, MIB, BEGAN, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cell(-1, 0, 0, false, false, false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cell(0, 5, 0, false, false, false)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<Cell> others(int cell) {
        List<Cell> cells = surface.map().cells();
        return IntStream.range(0, cells.size())
                .filter(n -> n != cell)
                .mapToObj(cells::get)
                .toList();
    }

    private static long millis(int millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
