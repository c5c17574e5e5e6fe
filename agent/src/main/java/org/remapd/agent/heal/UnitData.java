package org.remapd.agent.heal;

import java.util.Arrays;
import java.util.BitSet;
import org.remapd.agent.fault.LostSectors;

/**
 * What could be read of one unit. Not a record: its bytes are its own, and nobody may see those of a lost sector.
 */
public final class UnitData {

    private static final int SECTOR_BYTES = 512;

    private final byte[] bytes;
    private final BitSet lost;

    /** Of {@code sectors} sectors, none of them read yet. */
    public UnitData(int sectors) {
        bytes = new byte[sectors * SECTOR_BYTES];
        lost = new BitSet(sectors);
        lost.set(0, sectors);
    }

    public int sectors() {
        return bytes.length / SECTOR_BYTES;
    }

    /** Takes what was read at {@code sector} of the unit: a whole number of sectors. */
    public void put(int sector, byte[] read) {
        System.arraycopy(read, 0, bytes, sector * SECTOR_BYTES, read.length);
        lost.clear(sector, sector + read.length / SECTOR_BYTES);
    }

    public boolean isLost(int sector) {
        return lost.get(sector);
    }

    public LostSectors lost() {
        return LostSectors.of(lost);
    }

    /** All of it. */
    public byte[] complete() {
        if (!lost.isEmpty()) {
            throw new IllegalStateException("sectors " + lost + " were not read");
        }
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnitData that && lost.equals(that.lost) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
