package org.remapd.agent;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.sensor.scrub.ScrubPlan;

/**
 * What a scrub has to read of each of a device's disks: all of the one with the data but what is served from spares, and of the others what is
 * ours. Spares that failed are read on none. Pure.
 *
 * @param wholeBlocks what a range is in whole physical blocks of the disk
 */
record ScrubPlaces(Metadata metadata, UnaryOperator<SectorRange> wholeBlocks) {

    /** Mapped units whose originals a scrub does not read. */
    private static final int SKIPS = 10_000;

    /**
     * Of the disk with the data.
     *
     * @param parts only these, in whole physical blocks; empty for all of the disk
     * @throws IllegalArgumentException if the device does not have them
     */
    ScrubPlan onFirst(Optional<List<MappedRange>> parts) {
        Geometry geometry = metadata.geometry();
        List<SectorRange> wanted = parts.map(some ->
                        some.stream().map(geometry::toDisk).map(wholeBlocks).toList())
                .orElse(List.of(SectorRange.of(0, geometry.diskSectors())));
        return ScrubPlan.of(wanted, Stream.concat(served(), retiredOn(0)).toList());
    }

    /**
     * Of a spare device: its copies of the metadata, and its spares.
     *
     * @param member which, from 1
     */
    ScrubPlan onSpareDevice(int member) {
        Geometry geometry = metadata.geometry();
        Stream<Extent> copies =
                geometry.copies().stream().flatMap(copy -> Stream.of(copy.superblocks(), copy.area(geometry.pages())));
        List<SectorRange> ours = Stream.concat(copies, geometry.pool().stream())
                .filter(extent -> extent.member() == member)
                .map(Extent::range)
                .map(wholeBlocks)
                .toList();
        return ScrubPlan.of(ours, retiredOn(member).toList());
    }

    /** Of very many mappings the originals are read all the same: what is found there is known, and the list would be long. */
    private Stream<SectorRange> served() {
        return metadata.mapped().limit(SKIPS).map(mapping -> metadata.geometry().unitOnDisk(mapping.unit()));
    }

    private Stream<SectorRange> retiredOn(int member) {
        return metadata.retiredSpares().stream()
                .map(metadata.geometry()::spare)
                .filter(spare -> spare.member() == member)
                .map(Extent::range);
    }
}
