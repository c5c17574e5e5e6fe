package org.remapd.agent.fault;

/**
 * The number of a 512-byte sector of a remap device, counted from its first: the number every user sees, and what the
 * kernel prints for the device-mapper node. Never negative. Not to be mixed up with {@link DiskSector}.
 */
public record MappedSector(long number) implements Comparable<MappedSector> {

    public MappedSector {
        if (number < 0) {
            throw new IllegalArgumentException("sector " + number + " is negative");
        }
    }

    /** The sector {@code count} sectors further on (or back, if negative). */
    public MappedSector plus(long count) {
        return new MappedSector(Math.addExact(number, count));
    }

    @Override
    public int compareTo(MappedSector other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
