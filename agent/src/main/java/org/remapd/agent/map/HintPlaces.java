package org.remapd.agent.map;

import java.util.List;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;

/** Where on the disk with the data somebody who names sectors of the remap device should have it looked at. */
public final class HintPlaces {

    private HintPlaces() {}

    /**
     * Each where it is served from. Hints are about that one disk only: what is served from another is looked for at home.
     *
     * @throws IllegalArgumentException if the device does not have these sectors
     */
    public static List<SectorRange> of(Metadata metadata, MappedRange part) {
        SectorRange home = metadata.geometry().toDisk(part);
        return SectorRange.merged(metadata.geometry()
                .units(home)
                .map(unit -> place(metadata, unit, home))
                .toList());
    }

    private static SectorRange place(Metadata metadata, MappedSector unit, SectorRange home) {
        Geometry geometry = metadata.geometry();
        SectorRange original = geometry.unitOnDisk(unit);
        SectorRange meant = original.intersection(home).orElseThrow();
        long offset = meant.first().number() - original.first().number();
        return metadata.spareOf(unit)
                .map(geometry::spare)
                .filter(spare -> spare.member() == 0)
                .map(Extent::range)
                .map(spare -> new SectorRange(spare.first().plus(offset), meant.count()))
                .orElse(meant);
    }
}
