package org.remapd.daemon.config;

/**
 * A limit in bytes a second, at least one; {@link #UNLIMITED} is no limit. Written as {@code 100MiB/s} or
 * {@code unlimited}.
 */
public record Rate(long bytesPerSecond) implements Comparable<Rate> {

    public static final Rate UNLIMITED = new Rate(Long.MAX_VALUE);

    private static final String PER_SECOND = "/s";

    public Rate {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException(bytesPerSecond + " bytes a second never end");
        }
    }

    public static Rate ofMiB(long mebibytesPerSecond) {
        return new Rate(ByteCount.ofMiB(mebibytesPerSecond).bytes());
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if the text is not a rate
     */
    public static Rate parse(String text) {
        if (text.equals("unlimited")) {
            return UNLIMITED;
        }
        if (!text.endsWith(PER_SECOND)) {
            throw new IllegalArgumentException("not a rate such as 100MiB/s");
        }
        return new Rate(ByteCount.parse(text.substring(0, text.length() - PER_SECOND.length()))
                .bytes());
    }

    public boolean isUnlimited() {
        return equals(UNLIMITED);
    }

    @Override
    public int compareTo(Rate other) {
        return Long.compare(bytesPerSecond, other.bytesPerSecond);
    }

    @Override
    public String toString() {
        return isUnlimited() ? "unlimited" : new ByteCount(bytesPerSecond) + PER_SECOND;
    }
}
