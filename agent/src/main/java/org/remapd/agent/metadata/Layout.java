package org.remapd.agent.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;

/**
 * Where things are put. Everything of ours lies in a <b>zone</b>, copies of the metadata on either side of the spares:
 *
 * <pre>
 * | superblock 1 | area 1 | spares | area 2 | superblock 2 |
 * </pre>
 *
 * <p>Layout A, for a disk without anything on it: the first superblock is at the very front, so that nobody takes the disk for
 * what is on the remap device, and the rest of the zone is at the end, behind the data. Layout B, for a file system that stays
 * where it is: the zone is behind it, {@code 2^k} MiB long so that the first superblock can be found from the end; or
 * it is on another disk.
 */
public final class Layout {

    /** Sectors in front of the data, and those at the very end that hold a superblock. */
    public static final long RESERVED_SECTORS = 2048;

    /** A superblock's first place; what is in front of it stays zero or whatever it was. */
    private static final long SUPERBLOCK = 8;

    private static final long MIB = 2048;
    private static final int LARGEST_ZONE = 24;
    private static final long SUPERBLOCK_SECTORS = (long) CopyArea.SUPERBLOCKS * Block.SECTORS;

    /** Of spares, room for so many more than there are at first. */
    private static final int GROWTH = 2;

    private static final int LEAST_SPARES = 16 * SparesPage.SPARES;

    private Layout() {}

    /** One unit in a thousand; 100 at least, and at most 1 GiB of units of 4 KiB. */
    public static int defaultSpares(long diskSectors, int unitSectors) {
        return (int) Math.max(100, Math.min(262_144, diskSectors / unitSectors / 1000));
    }

    /** Pages for that many spares and some growth. */
    static int pages(int spares) {
        return PageNumber.count(Math.max(LEAST_SPARES, Math.min(Geometry.MAX_SPARES, GROWTH * spares)));
    }

    /**
     * Layout A.
     *
     * @return empty if the disk is too small for that many spares
     */
    public static Optional<Geometry> onEmptyDisk(Geometry.Member disk, int unitSectors, int spares) {
        int pages = pages(spares);
        long align = Math.max(Block.SECTORS, unitSectors);
        long area2 = down(tailStart(disk.sectors()) - CopyArea.areaSectors(pages), Block.SECTORS);
        long pool = down(area2 - (long) spares * unitSectors, align);
        long area1 = down(pool - CopyArea.areaSectors(pages), Block.SECTORS);
        long data = down(area1 - RESERVED_SECTORS, unitSectors);
        if (spares < 1 || spares > Geometry.MAX_SPARES || data < align) {
            return Optional.empty();
        }
        return Optional.of(new Geometry(
                List.of(disk),
                List.of(copy(0, SUPERBLOCK, area1), copy(0, tailStart(disk.sectors()) + SUPERBLOCK, area2)),
                SectorRange.of(RESERVED_SECTORS, data),
                List.of(new Extent(0, SectorRange.of(pool, (long) spares * unitSectors))),
                unitSectors,
                pages));
    }

    /**
     * Layout B with everything behind a file system: the smallest zone with room for that many spares, and then as many as there
     * is room for.
     *
     * @param used sectors of the file system
     * @return empty if there is not enough room behind it
     */
    public static Optional<Geometry> behind(Geometry.Member disk, long used, int unitSectors, int spares) {
        for (int power = 1; power <= LARGEST_ZONE; power++) {
            long zone = zoneStart(disk.sectors(), power);
            if (zone < used || zone < unitSectors) {
                return Optional.empty();
            }
            Optional<Geometry> geometry = zone(disk, zone, unitSectors, spares, pages(spares));
            if (geometry.isPresent()) {
                // It has more spares than were asked for, and those too are to be able to grow.
                int pages = pages(geometry.get().spares());
                return zone(disk, zone, unitSectors, spares, pages).or(() -> geometry);
            }
        }
        return Optional.empty();
    }

    private static Optional<Geometry> zone(Geometry.Member disk, long zone, int unit, int spares, int pages) {
        long align = Math.max(Block.SECTORS, unit);
        long area1 = zone + SUPERBLOCK + SUPERBLOCK_SECTORS;
        long pool = up(area1 + CopyArea.areaSectors(pages), align);
        long area2 = down(tailStart(disk.sectors()) - CopyArea.areaSectors(pages), Block.SECTORS);
        long room = Math.min((area2 - pool) / unit, PageNumber.room(pages));
        if (room < spares) {
            return Optional.empty();
        }
        return Optional.of(new Geometry(
                List.of(disk),
                List.of(copy(0, zone + SUPERBLOCK, area1), copy(0, tailStart(disk.sectors()) + SUPERBLOCK, area2)),
                SectorRange.of(0, down(zone, unit)),
                List.of(new Extent(0, SectorRange.of(pool, room * unit))),
                unit,
                pages));
    }

    /**
     * Layout B with nothing at all on the disk of the file system: copies and spares are on another.
     *
     * @return empty if that one is too small for that many spares
     */
    public static Optional<Geometry> beside(
            Geometry.Member disk, Geometry.Member spareDevice, int unitSectors, int spares) {
        int pages = pages(spares);
        long area1 = SUPERBLOCK + SUPERBLOCK_SECTORS;
        long pool = up(area1 + CopyArea.areaSectors(pages), Math.max(Block.SECTORS, unitSectors));
        long area2 = down(tailStart(spareDevice.sectors()) - CopyArea.areaSectors(pages), Block.SECTORS);
        if (!hasRoom(spares, pool, area2, unitSectors)) {
            return Optional.empty();
        }
        Geometry.Member bare = new Geometry.Member(disk.sectors(), true, disk.identity());
        return Optional.of(new Geometry(
                List.of(bare, spareDevice),
                List.of(copy(1, SUPERBLOCK, area1), copy(1, tailStart(spareDevice.sectors()) + SUPERBLOCK, area2)),
                SectorRange.of(0, down(disk.sectors(), unitSectors)),
                List.of(new Extent(1, SectorRange.of(pool, (long) spares * unitSectors))),
                unitSectors,
                pages));
    }

    /**
     * Layout A with the spares on another disk: a copy of the metadata is on each.
     *
     * @return empty if one of them is too small
     */
    public static Optional<Geometry> onEmptyDiskBeside(
            Geometry.Member disk, Geometry.Member spareDevice, int unitSectors, int spares) {
        int pages = pages(spares);
        long area = down(disk.sectors() - CopyArea.areaSectors(pages), Block.SECTORS);
        long data = down(area - RESERVED_SECTORS, unitSectors);
        long pool = spareDevicePool(pages, unitSectors);
        if (data < Math.max(Block.SECTORS, unitSectors) || !hasRoom(spares, pool, spareDevice.sectors(), unitSectors)) {
            return Optional.empty();
        }
        return Optional.of(new Geometry(
                List.of(disk, spareDevice),
                List.of(copy(0, SUPERBLOCK, area), copy(1, SUPERBLOCK, SUPERBLOCK + SUPERBLOCK_SECTORS)),
                SectorRange.of(RESERVED_SECTORS, data),
                List.of(new Extent(1, SectorRange.of(pool, (long) spares * unitSectors))),
                unitSectors,
                pages));
    }

    /**
     * What a device becomes with one more spare device, which gets a copy of the metadata too.
     *
     * @return empty if that one is too small, or there is no room for more
     */
    public static Optional<Geometry> with(Geometry geometry, Geometry.Member spareDevice, int spares) {
        int member = geometry.members().size();
        int unit = geometry.unitSectors();
        long pool = spareDevicePool(geometry.pages(), unit);
        boolean room = member < Geometry.MAX_MEMBERS
                && geometry.copies().size() < Geometry.MAX_COPIES
                && geometry.pool().size() < Geometry.MAX_RUNS
                && (long) geometry.spares() + spares <= PageNumber.room(geometry.pages());
        if (!room || !hasRoom(spares, pool, spareDevice.sectors(), unit)) {
            return Optional.empty();
        }
        List<Geometry.Member> members = new ArrayList<>(geometry.members());
        members.add(spareDevice);
        List<CopyArea> copies = new ArrayList<>(geometry.copies());
        copies.add(copy(member, SUPERBLOCK, SUPERBLOCK + SUPERBLOCK_SECTORS));
        List<Extent> runs = new ArrayList<>(geometry.pool());
        runs.add(new Extent(member, SectorRange.of(pool, (long) spares * unit)));
        return Optional.of(new Geometry(members, copies, geometry.data(), runs, unit, geometry.pages()));
    }

    /** Spares that a spare device of this size can give a device with so many pages. */
    public static int roomOn(long sectors, int pages, int unitSectors) {
        long room = (sectors - spareDevicePool(pages, unitSectors)) / unitSectors;
        return (int) Math.max(0, Math.min(room, PageNumber.room(pages)));
    }

    private static long spareDevicePool(int pages, int unitSectors) {
        return up(SUPERBLOCK + SUPERBLOCK_SECTORS + CopyArea.areaSectors(pages), Math.max(Block.SECTORS, unitSectors));
    }

    private static boolean hasRoom(int spares, long pool, long end, int unitSectors) {
        return spares >= 1 && spares <= Geometry.MAX_SPARES && pool + (long) spares * unitSectors <= end;
    }

    private static CopyArea copy(int member, long superblock, long area) {
        return new CopyArea(member, new DiskSector(superblock), new DiskSector(area));
    }

    /** Where a superblock's first place can be on a disk of this size, the usual places first. */
    public static LongStream superblocks(long sectors) {
        return LongStream.concat(usualSuperblocks(sectors), zoneSuperblocks(sectors));
    }

    /** At the front and at the end. */
    public static LongStream usualSuperblocks(long sectors) {
        return LongStream.of(SUPERBLOCK, tailStart(sectors) + SUPERBLOCK)
                .filter(place -> place > 0 && place + SUPERBLOCK_SECTORS <= sectors);
    }

    /** At the beginning of a zone behind a file system: read if the superblock at the end cannot be. */
    public static LongStream zoneSuperblocks(long sectors) {
        return IntStream.rangeClosed(1, LARGEST_ZONE)
                .mapToLong(power -> zoneStart(sectors, power) + SUPERBLOCK)
                .filter(place -> place > SUPERBLOCK);
    }

    private static long tailStart(long sectors) {
        return down(sectors - RESERVED_SECTORS, Block.SECTORS);
    }

    private static long zoneStart(long sectors, int power) {
        return down(sectors, Block.SECTORS) - (MIB << power);
    }

    private static long down(long number, long step) {
        return Math.floorDiv(number, step) * step;
    }

    private static long up(long number, long step) {
        return down(number + step - 1, step);
    }
}
