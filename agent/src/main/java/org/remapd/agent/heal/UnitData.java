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

    /** Takes what another has of these sectors, as far as it has it. */
    public void take(LostSectors wanted, UnitData other) {
        wanted.offsets().filter(sector -> !other.isLost(sector)).forEach(sector -> {
            int at = sector * SECTOR_BYTES;
            put(sector, Arrays.copyOfRange(other.bytes, at, at + SECTOR_BYTES));
        });
    }

    /** What was read of these sectors is not what they held. */
    public void lose(LostSectors sectors) {
        sectors.offsets().forEach(sector -> {
            lost.set(sector);
            Arrays.fill(bytes, sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES, (byte) 0);
        });
    }

    /** What goes on a spare: all of it, with zeros where sectors are lost, which nobody may be given. */
    public byte[] forASpare() {
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
