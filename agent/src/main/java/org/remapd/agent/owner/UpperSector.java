package org.remapd.agent.owner;

/**
 * The number of a 512-byte sector of a device that is stacked upon a remap device, or of that itself, counted from the first of that
 * device. Not to be mixed up with those of other layers. Never negative.
 */
public record UpperSector(long number) {

    private static final int BYTES = 512;

    public UpperSector {
        if (number < 0) {
            throw new IllegalArgumentException("sector " + number + " is negative");
        }
    }

    /** Where it begins, in bytes. */
    public long toBytes() {
        return number * BYTES;
    }

    /** Which of the device's blocks of so many bytes it is in. */
    public long inBlocksOf(int bytes) {
        return toBytes() / bytes;
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
