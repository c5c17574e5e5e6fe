package org.remapd.agent.metadata;

import org.remapd.agent.fault.DiskSector;

/**
 * Where a block of metadata begins.
 *
 * @param member which of the remap device's disks, counted from 0; 0 holds the data
 */
public record Location(int member, DiskSector sector) {

    /** The block that lies {@code blocks} blocks further on. */
    Location plus(long blocks) {
        return new Location(member, sector.plus(blocks * Block.SECTORS));
    }

    @Override
    public String toString() {
        return member <= 0 ? "disk sector " + sector : "sector " + sector + " of spare device " + member;
    }
}
