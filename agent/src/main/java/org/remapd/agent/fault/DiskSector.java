package org.remapd.agent.fault;

/**
 * The number of a 512-byte sector of an underlying disk, counted from its first, whatever the size of the disk's
 * physical blocks. Never negative. Not to be mixed up with {@link MappedSector}.
 */
public record DiskSector(long number) implements Comparable<DiskSector> {

    public DiskSector {
        if (number < 0) {
            throw new IllegalArgumentException("sector " + number + " is negative");
        }
    }

    /** The sector {@code count} sectors further on (or back, if negative). */
    public DiskSector plus(long count) {
        return new DiskSector(Math.addExact(number, count));
    }

    @Override
    public int compareTo(DiskSector other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
