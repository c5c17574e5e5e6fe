package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.SectorRange;

/**
 * What one command asked of a drive.
 *
 * @param first the first logical block, -1 if the command addresses none
 * @param blocks how many logical blocks of the drive, not sectors; 0 if not known
 */
record Extent(Request request, long first, long blocks) {

    /** No disk has more blocks, and sums of such numbers do not overflow. */
    private static final long LAST = 1L << 56;

    static final Extent NOWHERE = new Extent(Request.OTHER, Cursor.NONE, 0);

    boolean isSomewhere() {
        return first >= 0;
    }

    /** Whether the 512-byte {@code sector} lies within, with logical blocks of {@code size} sectors. */
    boolean contains(long sector, int size) {
        if (!isSomewhere() || sector < 0) {
            return false;
        }
        long block = sector / size;
        return block >= first && block - first < Math.max(blocks, 1);
    }

    /** The same in sectors, with logical blocks of {@code size} of them; null if the command does not say it all. */
    @Nullable
    SectorRange sectors(int size) {
        boolean whole = isSomewhere() && blocks > 0 && first < LAST && blocks < LAST;
        return whole ? SectorRange.of(first * size, blocks * size) : null;
    }

    /** Whether the two share a logical block. */
    boolean overlaps(Extent other) {
        return isSomewhere() && other.isSomewhere() && (contains(other.first, 1) || other.contains(first, 1));
    }
}
