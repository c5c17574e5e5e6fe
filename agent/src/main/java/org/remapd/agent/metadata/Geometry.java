package org.remapd.agent.metadata;

import java.util.Optional;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;

/**
 * Where everything lies on the disk, and how its sectors translate to those of the remap device. Layout A ("new"):
 *
 * <pre>
 * 0        2048                                pool            end - 2048     end
 * | copy 1 | data, the remap device            | spare pool   | copy 2        |
 * </pre>
 *
 * @param diskSectors sectors of the whole disk
 * @param data        where the remap device's sectors lie, in order
 * @param pool        the spares, {@code unitSectors} each
 * @param unitSectors what is mapped as one: a power of two, 1 to 128
 */
public record Geometry(long diskSectors, SectorRange data, SectorRange pool, int unitSectors) {

    /** Sectors in front of the data and behind the pool. */
    public static final long RESERVED_SECTORS = 2048;
    /** The first sectors stay zero, so that nobody takes the disk for something else. */
    private static final long BLANK_SECTORS = 8;

    /** Sectors of one metadata slot. */
    public static final int SLOT_SECTORS = 1016;

    /** Copies of the metadata, and slots in each. */
    public static final int COPIES = 2;

    public static final int SLOTS = 2;

    /** What one slot of version 0 has room for, with some to spare for open faults. */
    public static final int MAX_SPARES = 8000;

    private static final int ALIGNMENT = 8;

    public Geometry {
        if (unitSectors < 1 || unitSectors > 128 || Integer.bitCount(unitSectors) != 1) {
            throw new IllegalArgumentException("a unit of " + unitSectors + " sectors is not a power of two up to 128");
        }
        if (data.count() % unitSectors != 0 || pool.count() % unitSectors != 0) {
            throw new IllegalArgumentException("data and pool must be whole units");
        }
        if (data.end().compareTo(pool.first()) > 0 || pool.end().number() > diskSectors) {
            throw new IllegalArgumentException("data " + data + " and pool " + pool + " do not fit the disk");
        }
    }

    /**
     * The layout for a disk without anything on it that matters.
     *
     * @return empty if the disk is too small for that many spares
     */
    public static Optional<Geometry> fresh(long diskSectors, int unitSectors, int spares) {
        long align = Math.max(ALIGNMENT, unitSectors);
        long poolSectors = (long) spares * unitSectors;
        long poolStart = (tailStart(diskSectors) - poolSectors) / align * align;
        long dataSectors = poolStart - RESERVED_SECTORS;
        if (spares < 1 || spares > MAX_SPARES || dataSectors < align) {
            return Optional.empty();
        }
        return Optional.of(new Geometry(
                diskSectors,
                SectorRange.of(RESERVED_SECTORS, dataSectors),
                SectorRange.of(poolStart, poolSectors),
                unitSectors));
    }

    /** One unit in a thousand, within what version 0 can hold; at least 100. */
    public static int defaultSpares(long diskSectors, int unitSectors) {
        return (int) Math.max(100, Math.min(MAX_SPARES, diskSectors / unitSectors / 1000));
    }

    /** Where a slot of a copy lies on the disk. */
    public static SectorRange slot(long diskSectors, int copy, int slot) {
        long copyStart = copy == 0 ? 0 : tailStart(diskSectors);
        return SectorRange.of(copyStart + BLANK_SECTORS + (long) slot * SLOT_SECTORS, SLOT_SECTORS);
    }

    /** What is ours in front of the data. */
    public static SectorRange front() {
        return SectorRange.of(0, RESERVED_SECTORS);
    }

    /** What is ours at the end of the disk. */
    public static SectorRange tail(long diskSectors) {
        return SectorRange.of(tailStart(diskSectors), diskSectors - tailStart(diskSectors));
    }

    private static long tailStart(long diskSectors) {
        return (diskSectors - RESERVED_SECTORS) / ALIGNMENT * ALIGNMENT;
    }

    public int spares() {
        return Math.toIntExact(pool.count() / unitSectors);
    }

    /** The unit that holds a sector of the remap device, as its first sector. */
    public MappedSector unitOf(MappedSector sector) {
        return new MappedSector(sector.number() / unitSectors * unitSectors);
    }

    public DiskSector toDisk(MappedSector sector) {
        return data.first().plus(sector.number());
    }

    /** The remap device's sector that lies there; empty for metadata and spares. */
    public Optional<MappedSector> toMapped(DiskSector sector) {
        return data.contains(sector)
                ? Optional.of(new MappedSector(sector.number() - data.first().number()))
                : Optional.empty();
    }

    /** The disk's sectors of the unit that begins at {@code unit}. */
    public SectorRange unitOnDisk(MappedSector unit) {
        return new SectorRange(toDisk(unit), unitSectors);
    }

    /** The disk's sectors of a spare. */
    public SectorRange spareOnDisk(Spare spare) {
        return new SectorRange(pool.first().plus((long) spare.number() * unitSectors), unitSectors);
    }

    /** The spare that holds this disk sector, if it lies in the pool. */
    public Optional<Spare> spareAt(DiskSector sector) {
        return pool.contains(sector)
                ? Optional.of(new Spare((int) ((sector.number() - pool.first().number()) / unitSectors)))
                : Optional.empty();
    }
}
