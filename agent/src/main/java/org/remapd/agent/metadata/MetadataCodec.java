package org.remapd.agent.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;

/** Metadata to bytes of a slot and back; the format is in this package's description. */
public final class MetadataCodec {

    /** The newest format version that is understood, and the one that is written. */
    public static final int VERSION = 0;

    static final int HEADER_BYTES = 512;
    static final int ENTRY_BYTES = 32;
    static final int NAME_BYTES = 128;

    private static final long MAGIC = ByteBuffer.wrap("REMAPD\0\0".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();
    private static final int SLOT_BYTES = Geometry.SLOT_SECTORS * 512;
    private static final int MAX_ENTRIES = (SLOT_BYTES - HEADER_BYTES) / ENTRY_BYTES;

    private static final int AT_VERSION = 8;
    private static final int AT_CHECKSUM = 12;
    private static final int AT_SEQUENCE = 16;
    private static final int AT_UUID = 24;
    private static final int AT_LOCATION = 40;
    private static final int AT_LENGTH = 48;
    private static final int AT_ENTRIES = 52;
    private static final int AT_DISK = 56;
    private static final int AT_DATA = 64;
    private static final int AT_POOL = 80;
    private static final int AT_UNIT = 96;
    private static final int AT_NAME = 128;

    private static final byte MAPPED = 1;
    private static final byte LOST = 2;
    private static final byte RETIRED = 3;

    /** What a slot holds. */
    public sealed interface Reading {}

    /** A whole state. */
    public record State(Metadata metadata) implements Reading {}

    /** No state. */
    public record NoState(MetadataProblem problem) implements Reading {}

    private MetadataCodec() {}

    /** Whether a slot has room for all of it. */
    public static boolean fits(Metadata metadata) {
        return entries(metadata) <= MAX_ENTRIES;
    }

    private static int entries(Metadata metadata) {
        return metadata.units().size() + metadata.retired().size();
    }

    /** The bytes of the slot that lies at {@code location}, padded with zeros to whole 4096-byte blocks. */
    public static byte[] encode(Metadata metadata, DiskSector location) {
        int length = HEADER_BYTES + entries(metadata) * ENTRY_BYTES;
        if (!fits(metadata)) {
            throw new IllegalArgumentException(entries(metadata) + " entries do not fit a slot");
        }
        ByteBuffer out = ByteBuffer.allocate((length + 4095) / 4096 * 4096).order(ByteOrder.LITTLE_ENDIAN);
        Geometry geometry = metadata.geometry();
        out.putLong(0, MAGIC);
        out.putInt(AT_VERSION, VERSION);
        out.putLong(AT_SEQUENCE, metadata.sequence());
        putUuid(out, metadata.uuid());
        out.putLong(AT_LOCATION, location.number());
        out.putInt(AT_LENGTH, length);
        out.putInt(AT_ENTRIES, entries(metadata));
        out.putLong(AT_DISK, geometry.diskSectors());
        putRange(out, AT_DATA, geometry.data());
        putRange(out, AT_POOL, geometry.pool());
        out.putInt(AT_UNIT, geometry.unitSectors());
        putName(out, metadata.name());
        out.position(HEADER_BYTES);
        for (Map.Entry<MappedSector, UnitRecord> unit : metadata.units().entrySet()) {
            putUnit(out, unit.getKey(), unit.getValue());
        }
        for (Spare spare : metadata.retired()) {
            putEntry(out, 0, spare.number(), RETIRED, LostSectors.none());
        }
        out.putInt(AT_CHECKSUM, checksum(out.array(), length));
        return out.array();
    }

    private static void putUuid(ByteBuffer out, UUID uuid) {
        ByteBuffer bigEndian = out.duplicate().order(ByteOrder.BIG_ENDIAN);
        bigEndian.putLong(AT_UUID, uuid.getMostSignificantBits());
        bigEndian.putLong(AT_UUID + 8, uuid.getLeastSignificantBits());
    }

    private static void putRange(ByteBuffer out, int at, SectorRange range) {
        out.putLong(at, range.first().number());
        out.putLong(at + 8, range.count());
    }

    private static void putName(ByteBuffer out, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= NAME_BYTES) {
            throw new IllegalArgumentException("the name " + name + " is longer than " + (NAME_BYTES - 1) + " bytes");
        }
        out.put(AT_NAME, bytes);
    }

    private static void putUnit(ByteBuffer out, MappedSector unit, UnitRecord unitRecord) {
        if (unitRecord instanceof UnitRecord.Mapped mapped) {
            putEntry(out, unit.number(), mapped.spare().number(), MAPPED, LostSectors.none());
        } else if (unitRecord instanceof UnitRecord.Lost lost) {
            putEntry(out, unit.number(), 0, LOST, lost.sectors());
        }
    }

    private static void putEntry(ByteBuffer out, long unit, int spare, byte kind, LostSectors lost) {
        int start = out.position();
        out.putLong(unit).putInt(spare).put(kind);
        out.put(start + 16, lost.toBits());
        out.position(start + ENTRY_BYTES);
    }

    /** Reads a slot that was found at {@code location}; {@code slot} holds all of it. Never throws for what it finds. */
    public static Reading decode(byte[] slot, DiskSector location) {
        ByteBuffer in = ByteBuffer.wrap(slot).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getLong(0) != MAGIC) {
            return new NoState(isZero(slot) ? new MetadataProblem.Blank() : new MetadataProblem.NotOurs());
        }
        int length = in.getInt(AT_LENGTH);
        if (length < HEADER_BYTES || length > slot.length || (length - HEADER_BYTES) % ENTRY_BYTES != 0) {
            return corrupt(location, "a length of " + Integer.toUnsignedString(length) + " bytes");
        }
        if (in.getInt(AT_CHECKSUM) != checksum(slot, length)) {
            return corrupt(location, "the checksum does not match");
        }
        // Only now: a rotten version number is rot, not a newer remapd.
        if (in.getInt(AT_VERSION) != VERSION) {
            return new NoState(new MetadataProblem.TooNew(Integer.toUnsignedLong(in.getInt(AT_VERSION))));
        }
        if (in.getLong(AT_LOCATION) != location.number()) {
            return corrupt(location, "it was written for sector " + in.getLong(AT_LOCATION));
        }
        try {
            return new State(decodeState(in, length));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return corrupt(location, "checksummed but contradictory (" + e.getMessage() + ")");
        }
    }

    private static NoState corrupt(DiskSector location, String what) {
        return new NoState(new MetadataProblem.Corrupt("at disk sector " + location + ", " + what));
    }

    private static Metadata decodeState(ByteBuffer in, int length) {
        Geometry geometry =
                new Geometry(in.getLong(AT_DISK), range(in, AT_DATA), range(in, AT_POOL), in.getInt(AT_UNIT));
        TreeMap<MappedSector, UnitRecord> units = new TreeMap<>();
        TreeSet<Spare> retired = new TreeSet<>();
        if (in.getInt(AT_ENTRIES) != (length - HEADER_BYTES) / ENTRY_BYTES) {
            throw new IllegalArgumentException("the number of entries and the length");
        }
        for (int at = HEADER_BYTES; at < length; at += ENTRY_BYTES) {
            decodeEntry(in, at, geometry, units, retired);
        }
        Metadata metadata = new Metadata(uuid(in), name(in), geometry, in.getLong(AT_SEQUENCE), units, retired);
        requireSparesOnce(metadata);
        return metadata;
    }

    private static void decodeEntry(
            ByteBuffer in, int at, Geometry geometry, Map<MappedSector, UnitRecord> units, Set<Spare> retired) {
        MappedSector unit = new MappedSector(in.getLong(at));
        Spare spare = new Spare(in.getInt(at + 8));
        if (spare.number() >= geometry.spares()
                || unit.number() >= geometry.data().count()
                || unit.number() % geometry.unitSectors() != 0) {
            throw new IllegalArgumentException("entry for unit " + unit + ", spare " + spare);
        }
        boolean first = switch (in.get(at + 12)) {
            case MAPPED -> units.put(unit, new UnitRecord.Mapped(spare)) == null;
            case LOST -> units.put(unit, new UnitRecord.Lost(lost(in, at + 16, geometry))) == null;
            case RETIRED -> retired.add(spare);
            default -> throw new IllegalArgumentException("entry of kind " + in.get(at + 12));
        };
        if (!first) {
            throw new IllegalArgumentException("two entries for unit " + unit + " or spare " + spare);
        }
    }

    private static LostSectors lost(ByteBuffer in, int at, Geometry geometry) {
        LostSectors lost = LostSectors.ofBits(bytes(in, at, ENTRY_BYTES - 16));
        if (lost.isEmpty() || lost.offsets().anyMatch(offset -> offset >= geometry.unitSectors())) {
            throw new IllegalArgumentException("lost sectors " + lost + " of a unit of " + geometry.unitSectors());
        }
        return lost;
    }

    /** A spare holds one unit, and none once it is retired. */
    private static void requireSparesOnce(Metadata metadata) {
        Set<Spare> taken = new TreeSet<>(metadata.retired());
        for (Map.Entry<MappedSector, Spare> mapping : metadata.mappings().entrySet()) {
            if (!taken.add(mapping.getValue())) {
                throw new IllegalArgumentException(
                        "unit " + mapping.getKey() + " is on spare " + mapping.getValue() + ", which is taken");
            }
        }
    }

    private static SectorRange range(ByteBuffer in, int at) {
        return SectorRange.of(in.getLong(at), in.getLong(at + 8));
    }

    private static UUID uuid(ByteBuffer in) {
        ByteBuffer bigEndian = in.duplicate().order(ByteOrder.BIG_ENDIAN);
        return new UUID(bigEndian.getLong(AT_UUID), bigEndian.getLong(AT_UUID + 8));
    }

    private static String name(ByteBuffer in) {
        byte[] bytes = bytes(in, AT_NAME, NAME_BYTES);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer in, int at, int count) {
        byte[] bytes = new byte[count];
        in.get(at, bytes);
        return bytes;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, AT_CHECKSUM);
        crc.update(new byte[4], 0, 4);
        crc.update(bytes, AT_CHECKSUM + 4, length - AT_CHECKSUM - 4);
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
