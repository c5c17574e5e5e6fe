package org.remapd.agent.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * One block of metadata: a header that says whose, what and where it is, and a body. The bytes are in this package's
 * description. Immutable.
 */
public final class Block {

    /** Bytes of a block. */
    public static final int BYTES = 4096;

    /** Sectors of a block. */
    public static final int SECTORS = 8;

    static final int HEADER_BYTES = 64;
    static final int BODY_BYTES = BYTES - HEADER_BYTES - 8;

    /** The newest format version that is understood, and the one that is written. */
    public static final int VERSION = 1;

    static final int AT_VERSION = 8;
    static final int AT_CHECKSUM = 12;
    static final int AT_SEQUENCE = 16;
    static final int AT_DEVICE = 24;
    static final int AT_LOCATION = 40;
    static final int AT_MEMBER = 48;
    static final int AT_KIND = 50;
    static final int AT_COPY = 51;
    static final int AT_NUMBER = 52;
    static final int AT_TRAILER = BYTES - 8;

    private static final long MAGIC = ByteBuffer.wrap("REMAPD\0\0".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();

    /** What a block can be. */
    public enum Kind {
        SUPERBLOCK(0),
        NOTE(1),
        FAULTS(2),
        HISTORY(3),
        SPARES(4);

        /** Asked for every block of a load, of which there may be tens of thousands. */
        private static final Map<Byte, Kind> BY_CODE =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(kind -> kind.code, kind -> kind));

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        private static Optional<Kind> of(byte code) {
            return Optional.ofNullable(BY_CODE.get(code));
        }
    }

    /** What is found where a block should be. */
    public sealed interface Reading {}

    /** A block as it was written. */
    public record Sound(Block block) implements Reading {}

    /** Something else. */
    public record Unsound(MetadataProblem problem) implements Reading {}

    private final UUID device;
    private final Kind kind;
    private final int copy;
    private final int number;
    private final long sequence;
    private final byte[] body;

    /**
     * A block to be written.
     *
     * @param device   the remap device
     * @param kind     what the body is
     * @param copy     of which copy of the metadata it is a part
     * @param number   of the superblock 0, of a page its number
     * @param sequence grows with each version of the same thing
     * @param body     {@value #BODY_BYTES} bytes
     */
    public Block(UUID device, Kind kind, int copy, int number, long sequence, byte[] body) {
        this.device = device;
        this.kind = kind;
        this.copy = copy;
        this.number = number;
        this.sequence = sequence;
        this.body = body.clone();
    }

    public UUID device() {
        return device;
    }

    public Kind kind() {
        return kind;
    }

    public int copy() {
        return copy;
    }

    public int number() {
        return number;
    }

    public long sequence() {
        return sequence;
    }

    public byte[] body() {
        return body.clone();
    }

    /** Whether it says the same as another, wherever and whenever that was written. */
    boolean saysTheSame(Block other) {
        return Arrays.equals(body, other.body);
    }

    /** Its bytes, for that place and no other. */
    public byte[] encode(Location at) {
        ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(0, MAGIC);
        out.putInt(AT_VERSION, VERSION);
        out.putLong(AT_SEQUENCE, sequence);
        out.duplicate()
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(AT_DEVICE, device.getMostSignificantBits())
                .putLong(AT_DEVICE + 8, device.getLeastSignificantBits());
        out.putLong(AT_LOCATION, at.sector().number());
        out.putShort(AT_MEMBER, (short) at.member());
        out.put(AT_KIND, kind.code);
        out.put(AT_COPY, (byte) copy);
        out.putInt(AT_NUMBER, number);
        out.put(HEADER_BYTES, body);
        out.putLong(AT_TRAILER, sequence);
        out.putInt(AT_CHECKSUM, checksum(out.array()));
        return out.array();
    }

    /** Reads what was found at a place of a member that may not be known yet ({@code at.member()} below 0). */
    public static Reading decode(byte[] bytes, Location at) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getLong(0) != MAGIC) {
            return new Unsound(isZero(bytes) ? new MetadataProblem.Blank() : new MetadataProblem.NotOurs());
        }
        if (in.getInt(AT_CHECKSUM) != checksum(bytes)) {
            return new Unsound(rotten(in, at));
        }
        // Only now: a rotten version number is rot, not a newer remapd.
        long version = Integer.toUnsignedLong(in.getInt(AT_VERSION));
        if (version != VERSION) {
            return new Unsound(
                    version > VERSION
                            ? new MetadataProblem.TooNew(version)
                            : new MetadataProblem.Corrupt(at, "a version of 0 with the checksum of another"));
        }
        long sector = in.getLong(AT_LOCATION);
        int member = Short.toUnsignedInt(in.getShort(AT_MEMBER));
        if (sector != at.sector().number() || (at.member() >= 0 && at.member() != member)) {
            return new Unsound(new MetadataProblem.Corrupt(
                    at,
                    "it was written for sector " + Long.toUnsignedString(sector) + " of disk " + member
                            + " of the device"));
        }
        Optional<Kind> kind = Kind.of(in.get(AT_KIND));
        if (kind.isEmpty() || in.getInt(AT_NUMBER) < 0 || in.getLong(AT_SEQUENCE) < 0) {
            return new Unsound(new MetadataProblem.Corrupt(at, "checksummed, but a block of an unknown kind"));
        }
        byte[] body = new byte[BODY_BYTES];
        in.get(HEADER_BYTES, body);
        return new Sound(new Block(
                uuid(in),
                kind.get(),
                Byte.toUnsignedInt(in.get(AT_COPY)),
                in.getInt(AT_NUMBER),
                in.getLong(AT_SEQUENCE),
                body));
    }

    /** A write that was cut off leaves the beginning of one version and the end of another. */
    private static MetadataProblem rotten(ByteBuffer in, Location at) {
        if (in.getInt(AT_VERSION) == 0) {
            return new MetadataProblem.TooOld(0);
        }
        return in.getLong(AT_SEQUENCE) != in.getLong(AT_TRAILER)
                ? new MetadataProblem.Torn(at)
                : new MetadataProblem.Corrupt(at, "the checksum does not match");
    }

    private static UUID uuid(ByteBuffer in) {
        ByteBuffer bigEndian = in.duplicate().order(ByteOrder.BIG_ENDIAN);
        return new UUID(bigEndian.getLong(AT_DEVICE), bigEndian.getLong(AT_DEVICE + 8));
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, AT_CHECKSUM);
        crc.update(new byte[4], 0, 4);
        crc.update(bytes, AT_CHECKSUM + 4, BYTES - AT_CHECKSUM - 4);
        return (int) crc.getValue();
    }

    private static boolean isZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }
}
