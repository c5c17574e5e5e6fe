package org.remapd.agent.fault;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Which sectors of one unit could not be read, as offsets from its first: each 0 to 63. Immutable. */
public final class LostSectors {

    /** Sectors of the largest unit. */
    public static final int MAX_SECTORS = 64;

    private static final LostSectors NONE = new LostSectors(new BitSet());

    private final BitSet bits;

    private LostSectors(BitSet bits) {
        this.bits = bits;
    }

    public static LostSectors none() {
        return NONE;
    }

    /** The set bits, as {@link BitSet#valueOf(byte[])} reads them. */
    public static LostSectors ofBits(byte[] bytes) {
        return of(BitSet.valueOf(bytes));
    }

    public static LostSectors of(BitSet offsets) {
        if (offsets.length() > MAX_SECTORS) {
            throw new IllegalArgumentException("a unit has no sector " + (offsets.length() - 1));
        }
        return new LostSectors((BitSet) offsets.clone());
    }

    public byte[] toBits() {
        return bits.toByteArray();
    }

    /** Bit n set = sector n of the unit; for units of up to 64 sectors. */
    public static LostSectors ofMask(long mask) {
        return mask == 0 ? NONE : new LostSectors(BitSet.valueOf(new long[] {mask}));
    }

    /** What {@link #ofMask} takes. */
    public long toMask() {
        long[] words = bits.toLongArray();
        return words.length == 0 ? 0 : words[0];
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public boolean contains(int offset) {
        return bits.get(offset);
    }

    /** These but for those. */
    public LostSectors without(LostSectors others) {
        BitSet rest = (BitSet) bits.clone();
        rest.andNot(others.bits);
        return new LostSectors(rest);
    }

    public int count() {
        return bits.cardinality();
    }

    /** In rising order. */
    public IntStream offsets() {
        return bits.stream();
    }

    /** The lost sectors of the unit that begins at {@code unit}. */
    public List<MappedSector> in(MappedSector unit) {
        return offsets().mapToObj(unit::plus).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LostSectors that && bits.equals(that.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.toString();
    }
}
