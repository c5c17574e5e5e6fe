package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Suspects;
import org.remapd.agent.fault.Trust;
import org.remapd.agent.metadata.States;
import org.remapd.agent.twin.MemoryDisk;

/** A scratch is seldom as small as one block: what lies next to a bad one is read before anybody has to hit it. */
class NeighboursTest {

    private static final int UNITS = 1500;

    private final Rig rig = Rig.on(MemoryDisk.of512e(States.diskSectors(UNITS, 8, 600)), 600);

    @Test
    void whatIsBadNearAConfirmedBlockIsFoundOnBothSidesAndFurtherOutAsLongAsThereIsMore() {
        bad(500, 499, 484, 470, 516, 532, 548);
        bad(565, 453);
        rig.hint(500);
        assertThat(mapped()).containsExactly(470, 484, 499, 500, 516, 532, 548);
        assertThat(rig.fault(516)).hasValueSatisfying(fault -> {
            assertThat(fault.state()).isEqualTo(Fate.REMAPPED);
            assertThat(fault.cause().trust()).isEqualTo(Trust.NEIGHBOUR);
            assertThat(fault.cause().words()).isEqualTo("next to disk " + rig.rangeOf(500) + ", which is bad");
        });
    }

    @Test
    void oneAtTheVeryEdgeIsFoundAndOneBehindItIsNot() {
        bad(500, 500 + Neighbours.BLOCKS);
        rig.hint(500);
        assertThat(mapped()).containsExactly(500, 500 + Neighbours.BLOCKS);
        bad(800, 800 + Neighbours.BLOCKS + 1, 800 - Neighbours.BLOCKS - 1);
        rig.hint(800);
        assertThat(mapped()).containsExactly(500, 500 + Neighbours.BLOCKS, 800);
    }

    @Test
    void thoseThatReadAreNoFaultsAndNoFalseAlarms() {
        bad(500);
        rig.hint(500);
        assertThat(rig.watched.status().faults()).extracting(Fault::unit).containsExactly(rig.unit(500));
        assertThat(rig.watched.status().totals().healthyNow()).isZero();
        assertThat(rig.watched.status().totals().hints()).isEqualTo(1);
        assertThat(rig.watched.story(rig.unit(501)).story().entries())
                .as("but it is told")
                .isNotEmpty();
    }

    @Test
    void whatIsLostIsNoReasonToStop() {
        rig.disk.failReads(rig.onDisk(500), 8).failReads(rig.onDisk(501) + 3, 1);
        rig.hint(500);
        assertThat(rig.fault(501)).map(Fault::state).contains(Fate.POISONED);
    }

    @Test
    void whatWasNotConfirmedHasNoNeighbours() {
        rig.disk.forgetRequests();
        rig.hint(500);
        assertThat(rig.disk.reads()).containsExactly(rig.rangeOf(500));
    }

    @Test
    void aScrubReadsThemItself() {
        bad(500, 501);
        rig.hint(new Observation.ScrubRead(rig.rangeOf(500), IoError.MEDIUM));
        assertThat(mapped()).containsExactly(500);
    }

    @Test
    void somebodysReadThatFailedIsEnough() {
        bad(500, 501);
        rig.attend();
        assertThat(rig.readThrough(rig.unit(500).number())).isPresent();
        rig.later(Duration.ZERO);
        assertThat(mapped()).containsExactly(500, 501);
    }

    @Test
    void theyAreReadBeforeHintsThatAreLessTrusted() {
        bad(500, 501);
        rig.disk.forgetRequests();
        rig.watched.offer(new Observation.KernelLogged(rig.rangeOf(500), List.of("sense", "I/O error")));
        rig.watched.offer(new Observation.KernelLogged(rig.rangeOf(900), "I/O error"));
        rig.watched.runUntilIdle();
        int neighbour = rig.disk.reads().indexOf(SectorRange.of(rig.onDisk(501), 8L * Neighbours.BLOCKS));
        int hint = rig.disk.reads().indexOf(rig.rangeOf(900));
        assertThat(neighbour).isBetween(0, hint);
        assertThat(rig.disk.reads())
                .contains(SectorRange.of(rig.onDisk(500 - Neighbours.BLOCKS), 8L * Neighbours.BLOCKS));
    }

    @Test
    void thereIsNothingInFrontOfADiskNorBehindIt() {
        Suspects suspects = new Suspects(10);
        MemoryDisk small = MemoryDisk.of512e(64);
        SectorRange first = SectorRange.of(0, 8);
        SectorRange last = SectorRange.of(56, 8);
        new Neighbours(small, suspects, rig.clock).of(List.of(last, first));
        assertThat(Stream.generate(suspects::next).takeWhile(Optional::isPresent))
                .extracting(suspect -> suspect.orElseThrow().hint())
                .containsExactly(
                        new Observation.Neighbour(SectorRange.of(8, 56), first),
                        new Observation.Neighbour(SectorRange.of(0, 56), last));
    }

    @Test
    void blocksThatTouchEachOtherHaveTwoSidesTogether() {
        Suspects suspects = new Suspects(10);
        new Neighbours(rig.disk, suspects, rig.clock)
                .of(List.of(SectorRange.of(2408, 8), SectorRange.of(2400, 8), SectorRange.of(2416, 8)));
        SectorRange run = SectorRange.of(2400, 24);
        assertThat(Stream.generate(suspects::next).takeWhile(Optional::isPresent))
                .extracting(suspect -> suspect.orElseThrow().hint())
                .containsExactly(
                        new Observation.Neighbour(SectorRange.of(2272, 128), run),
                        new Observation.Neighbour(SectorRange.of(2424, 128), run));
    }

    @Test
    void withinAMinuteOnlySoManySidesAreRead() {
        List<Integer> apart = IntStream.range(0, Neighbours.SIDES_A_MINUTE)
                .map(n -> 20 + n * 40)
                .boxed()
                .toList();
        rig.disk.forgetRequests();
        apart.forEach(this::hintOfABad);
        assertThat(apart.stream().filter(this::isNextToItRead)).hasSize(Neighbours.SIDES_A_MINUTE / 2);
        rig.later(Duration.ofMinutes(2));
        hintOfABad(1400);
        assertThat(isNextToItRead(1400)).isTrue();
    }

    private void hintOfABad(int unit) {
        bad(unit);
        rig.hint(unit);
    }

    private boolean isNextToItRead(int unit) {
        return rig.disk.reads().contains(SectorRange.of(rig.onDisk(unit + 1), 8L * Neighbours.BLOCKS));
    }

    @Test
    void aScratchIsFollowedWithinTheBreakersBounds() {
        for (int unit = 300; unit < 1000; unit++) {
            bad(unit);
        }
        rig.hint(600);
        assertThat(rig.watched.status().breaker()).isPresent();
        assertThat(rig.target.mappings()).hasSizeLessThanOrEqualTo(Rig.LIMITS.faults() + 2 * Neighbours.BLOCKS);
        rig.disk.forgetRequests();
        rig.later(Duration.ofSeconds(1));
        assertThat(rig.disk.reads()).as("frozen").isEmpty();
    }

    private void bad(int... units) {
        IntStream.of(units).forEach(unit -> rig.disk.flaky(rig.onDisk(unit), 5));
    }

    private List<Integer> mapped() {
        return rig.target.mappings().keySet().stream()
                .map(MappedSector::number)
                .sorted()
                .map(unit -> (int) (unit / rig.unit()))
                .toList();
    }
}
