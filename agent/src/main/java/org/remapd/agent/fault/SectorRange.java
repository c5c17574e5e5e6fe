package org.remapd.agent.fault;

/**
 * A run of {@code count} sectors of an underlying disk, beginning with {@code first}. Never empty.
 */
public record SectorRange(DiskSector first, long count) {

    public SectorRange {
        if (count < 1) {
            throw new IllegalArgumentException("a range of " + count + " sectors is empty");
        }
        Math.addExact(first.number(), count);
    }

    public static SectorRange of(long first, long count) {
        return new SectorRange(new DiskSector(first), count);
    }

    /** The first sector behind the range. */
    public DiskSector end() {
        return first.plus(count);
    }

    public boolean contains(DiskSector sector) {
        return sector.compareTo(first) >= 0 && sector.compareTo(end()) < 0;
    }

    /** Whether the two share at least one sector. */
    public boolean overlaps(SectorRange other) {
        return first.compareTo(other.end()) < 0 && other.first.compareTo(end()) < 0;
    }

    /** In the form {@code 2400+8} that the command line takes. */
    @Override
    public String toString() {
        return first + "+" + count;
    }
}
