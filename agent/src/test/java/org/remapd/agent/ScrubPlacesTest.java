package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;
import org.remapd.agent.sensor.scrub.ScrubPlan;
import org.remapd.agent.twin.MemoryDisk;

/** What a scrub reads of each disk of a device. */
class ScrubPlacesTest {

    private static final MemoryDisk DISK = MemoryDisk.of512e(100_000);

    private final Geometry own = States.fresh(100_000, 8, 20).geometry();
    private final Geometry geometry = Layout.with(own, States.disk(50_000), 30).orElseThrow();
    private final Metadata metadata = Metadata.fresh(States.fresh(geometry));

    @Test
    void ofASpareDeviceItIsItsMetadataAndItsSpares() {
        CopyArea copy = geometry.copies().get(2);
        List<SectorRange> used = Stream.of(
                        copy.superblocks(),
                        copy.area(geometry.pages()),
                        geometry.pool().get(1))
                .map(Extent::range)
                .toList();
        assertThat(places().onSpareDevice(1).ranges()).isEqualTo(SectorRange.merged(used));
    }

    @Test
    void butForSparesThatFailed() {
        long before = places().onSpareDevice(1).sectors();
        save(States.retire(20), States.retire(3));

        List<SectorRange> read = places().onSpareDevice(1).ranges();

        assertThat(read).noneMatch(rangeOf(20)::overlaps).anyMatch(rangeOf(21)::overlaps);
        assertThat(places().onSpareDevice(1).sectors())
                .as("the other is on the first disk")
                .isEqualTo(before - 8);
        assertThat(places().onFirst(Optional.empty()).ranges()).noneMatch(rangeOf(3)::overlaps);
    }

    @Test
    void sparesInUseAreReadAndWhatTheyServeIsNot() {
        ScrubPlan before = places().onSpareDevice(1);
        save(States.commit(80, 20));

        assertThat(places().onSpareDevice(1)).isEqualTo(before);
        assertThat(places().onFirst(Optional.empty()).ranges())
                .noneMatch(geometry.unitOnDisk(new MappedSector(80))::overlaps);
    }

    @Test
    void ofADiskWithLargerBlocksWholeOnesAreRead() {
        UnaryOperator<SectorRange> blocks = MemoryDisk.of(50_000, 512, 16_384)::wholeBlocks;

        List<SectorRange> read =
                new ScrubPlaces(metadata, blocks).onSpareDevice(1).ranges();

        assertThat(read).allMatch(range -> range.first().number() % 32 == 0 && range.count() % 32 == 0);
        assertThat(read).anyMatch(rangeOf(20)::overlaps);
    }

    @Test
    void ofTheDiskWithTheDataItIsAllOrTheBlocksOfThePartsThatAreWanted() {
        assertThat(places().onFirst(Optional.empty()).ranges()).containsExactly(SectorRange.of(0, 100_000));
        assertThat(places().onFirst(Optional.of(List.of(new MappedRange(new MappedSector(17), 1))))
                        .ranges())
                .containsExactly(SectorRange.of(2048 + 16, 8));
    }

    private void save(Change... changes) {
        metadata.accept(metadata.draft(List.of(changes)));
    }

    private ScrubPlaces places() {
        return new ScrubPlaces(metadata, DISK::wholeBlocks);
    }

    private SectorRange rangeOf(int spare) {
        return geometry.spare(new Spare(spare)).range();
    }
}
