package org.remapd.agent.map;

import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A run of bytes of a device, and what is known of it. Never empty.
 *
 * @param position of its first byte, from 0
 * @param size     in bytes; it ends before 2^63
 */
public record Area(long position, long size, Status status) {

    /** A sector, as everywhere. */
    public static final int SECTOR_BYTES = 512;

    /**
     * What is known of an area, by the signs of the blocks of a mapfile (GNU ddrescue manual, "Mapfile structure").
     */
    public enum Status {
        /** Nobody has tried to read it. */
        NON_TRIED('?', false),
        /** A large read of it failed: some of it is bad. */
        NON_TRIMMED('*', true),
        /** It is bad at its ends; nobody has read what is between them sector by sector. */
        NON_SCRAPED('/', true),
        /** Each of its sectors is bad. */
        BAD('-', true),
        /** It was read. */
        FINISHED('+', false);

        private final char sign;
        private final boolean failed;

        Status(char sign, boolean failed) {
            this.sign = sign;
            this.failed = failed;
        }

        public char sign() {
            return sign;
        }

        /** Whether a read of it failed. */
        public boolean failed() {
            return failed;
        }

        /** The one with this sign. */
        public static Optional<Status> of(String sign) {
            return Stream.of(values())
                    .filter(status -> sign.equals(String.valueOf(status.sign)))
                    .findFirst();
        }
    }

    public Area {
        if (position < 0 || size < 1) {
            throw new IllegalArgumentException("no area: " + size + " bytes at " + position);
        }
        Math.addExact(position, size);
    }

    /** Of whole sectors. */
    public static Area ofSectors(long first, long count, Status status) {
        return new Area(Math.multiplyExact(first, SECTOR_BYTES), Math.multiplyExact(count, SECTOR_BYTES), status);
    }

    /** The first byte behind it. */
    public long end() {
        return position + size;
    }

    /** The sector that its first byte is in. */
    public long firstSector() {
        return position / SECTOR_BYTES;
    }

    /** Sectors of which it has at least a byte. */
    public long sectors() {
        return (end() - 1) / SECTOR_BYTES - firstSector() + 1;
    }

    /** It, and the rest of the sectors at its ends. */
    public Area inWholeSectors() {
        return ofSectors(firstSector(), sectors(), status);
    }

    /** How many {@link #pieces} there are. */
    public long countPieces(long bytes) {
        return (end() - 1) / bytes - position / bytes + 1;
    }

    /** It, cut wherever {@code bytes} divide the position; in order, and made one by one. */
    public Stream<Area> pieces(long bytes) {
        long before = position / bytes;
        return LongStream.range(before, before + countPieces(bytes)).mapToObj(number -> {
            long from = Math.max(position, number * bytes);
            return new Area(from, Math.min(end() - number * bytes, bytes) + number * bytes - from, status);
        });
    }
}
