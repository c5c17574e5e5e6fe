package org.remapd.agent.metadata;

import org.remapd.agent.fault.SectorRange;

/**
 * Sectors of one of a remap device's disks.
 *
 * @param member which of them, counted from 0; 0 holds the data
 */
public record Extent(int member, SectorRange range) {

    boolean overlaps(Extent other) {
        return member == other.member && range.overlaps(other.range);
    }

    public boolean contains(Extent other) {
        return member == other.member
                && range.contains(other.range.first())
                && other.range.end().compareTo(range.end()) <= 0;
    }

    @Override
    public String toString() {
        return member == 0 ? "disk " + range : "spare device " + member + " " + range;
    }
}
