package org.remapd.daemon.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of data in bytes. Never negative. Written as a whole number of a binary unit: {@code 64KiB}, {@code 1MiB}.
 */
public record ByteCount(long bytes) implements Comparable<ByteCount> {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final Pattern FORM = Pattern.compile("(\\d{1,18}) ?(B|KiB|MiB|GiB|TiB)");

    public ByteCount {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes are fewer than none");
        }
    }

    public static ByteCount ofKiB(long kibibytes) {
        return new ByteCount(Math.multiplyExact(kibibytes, 1L << 10));
    }

    public static ByteCount ofMiB(long mebibytes) {
        return new ByteCount(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /**
     * Reads what {@link #toString} writes, in any unit.
     *
     * @throws IllegalArgumentException if the text is not a size, or one beyond 2<sup>63</sup> bytes
     */
    public static ByteCount parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (parts.matches()) {
            long bytes = Long.parseLong(parts.group(1));
            for (int unit = 0; !UNITS[unit].equals(parts.group(2)); unit++) {
                bytes = bytes > Long.MAX_VALUE >> 10 ? Long.MAX_VALUE : bytes << 10;
            }
            if (bytes < Long.MAX_VALUE) {
                return new ByteCount(bytes);
            }
        }
        throw new IllegalArgumentException("not a size in B, KiB, MiB, GiB or TiB");
    }

    public boolean isPowerOfTwo() {
        return Long.bitCount(bytes) == 1;
    }

    @Override
    public int compareTo(ByteCount other) {
        return Long.compare(bytes, other.bytes);
    }

    /** In the largest unit that gives a whole number. */
    @Override
    public String toString() {
        long number = bytes;
        int unit = 0;
        while (number != 0 && number % 1024 == 0 && unit < UNITS.length - 1) {
            number /= 1024;
            unit++;
        }
        return number + UNITS[unit];
    }
}
