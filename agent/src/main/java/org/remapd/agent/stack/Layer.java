package org.remapd.agent.stack;

import java.util.List;
import org.remapd.agent.fault.SectorRange;

/**
 * A block device and what it lies on.
 *
 * @param name     the kernel's: {@code sda1}, {@code dm-3}
 * @param sectors  its size
 * @param segments where its sectors are; those of several devices that hold the same (RAID 1, paths to one disk) overlap. None of
 *     what is no other device's, or not known to be
 */
public record Layer(String name, long sectors, List<Segment> segments) {

    public Layer {
        segments = List.copyOf(segments);
    }

    /** Those of its sectors that are among {@code range}. */
    List<SectorRange> within(SectorRange range) {
        return sectors == 0
                ? List.of()
                : range.intersection(SectorRange.of(0, sectors)).stream().toList();
    }
}
