package org.remapd.agent.metadata;

import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;

/**
 * Where one copy of the metadata lies: a ring of {@value #SUPERBLOCKS} places for its superblock, and an area with two places
 * for each page and {@value #RESERVE} in reserve, should one of those go bad.
 *
 * @param member     the disk
 * @param superblock first sector of the superblock's places
 * @param area       first sector of the area
 */
public record CopyArea(int member, DiskSector superblock, DiskSector area) {

    /** Places of a superblock. */
    public static final int SUPERBLOCKS = 4;

    /** Places in reserve. */
    public static final int RESERVE = 32;

    /** Where the places of its superblock lie. */
    public Extent superblocks() {
        return new Extent(member, new SectorRange(superblock, SUPERBLOCKS * Block.SECTORS));
    }

    /** Where its area lies, for so many pages. */
    public Extent area(int pages) {
        return new Extent(member, new SectorRange(area, areaSectors(pages)));
    }

    static long areaSectors(int pages) {
        return (2L * pages + RESERVE) * Block.SECTORS;
    }

    /** The place of a superblock, 0 to {@value #SUPERBLOCKS} - 1. */
    public Location superblock(int place) {
        return new Location(member, superblock).plus(place);
    }

    /** The place of a page: the first places of all pages, then their second places, then the reserve. */
    public Location place(int number) {
        return new Location(member, area).plus(number);
    }
}
