package org.remapd.agent.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;

/**
 * Where everything lies on a remap device's disks, and how its sectors translate to theirs. How such a thing is laid out in
 * the first place is {@link Layout}'s matter.
 *
 * @param members     the disks: the first holds the data, the others are spare devices; 1 to {@value #MAX_MEMBERS}
 * @param copies      where the copies of the metadata lie; 2 to {@value #MAX_COPIES}
 * @param data        where the remap device's sectors lie on the first member, in order
 * @param pool        the spares, in runs, numbered through; 1 to {@value #MAX_RUNS}
 * @param unitSectors what is mapped as one: a power of two, 1 to {@value #MAX_UNIT}
 * @param pages       pages that each copy has room for
 */
public record Geometry(
        List<Member> members, List<CopyArea> copies, SectorRange data, List<Extent> pool, int unitSectors, int pages) {

    static final int MAX_MEMBERS = 8;
    static final int MAX_COPIES = 8;
    static final int MAX_RUNS = 8;
    public static final int MAX_UNIT = 64;

    /** What one device can have, in all runs. */
    public static final int MAX_SPARES = 16_000_000;

    /**
     * A disk of a remap device.
     *
     * @param sectors  its size
     * @param bare     carries no metadata of ours, so it is known by {@code identity} only
     * @param identity what names it for ever, as under /dev/disk/by-id; empty if nothing does
     */
    public record Member(long sectors, boolean bare, String identity) {}

    public Geometry {
        members = List.copyOf(members);
        copies = List.copyOf(copies);
        pool = List.copyOf(pool);
        require(
                unitSectors >= 1 && unitSectors <= MAX_UNIT && Integer.bitCount(unitSectors) == 1,
                "a unit of " + unitSectors + " sectors is not a power of two up to " + MAX_UNIT);
        require(!members.isEmpty() && members.size() <= MAX_MEMBERS, members.size() + " disks");
        require(copies.size() >= 2 && copies.size() <= MAX_COPIES, copies.size() + " copies of the metadata");
        require(!pool.isEmpty() && pool.size() <= MAX_RUNS, pool.size() + " runs of spares");
        require(data.count() % unitSectors == 0, "the data must be whole units");
        long spares = 0;
        for (Extent run : pool) {
            require(run.range().count() % unitSectors == 0, "a run of spares must be whole units");
            spares += run.range().count() / unitSectors;
            require(spares <= MAX_SPARES, spares + " spares");
        }
        require(
                pages >= PageNumber.count((int) spares) && pages <= PageNumber.count(MAX_SPARES),
                pages + " pages for " + spares + " spares");
        requireApart(extents(members, copies, data, pool, pages), members);
    }

    private static List<Extent> extents(
            List<Member> members, List<CopyArea> copies, SectorRange data, List<Extent> pool, int pages) {
        List<Extent> all = new ArrayList<>(pool);
        all.add(new Extent(0, data));
        for (CopyArea copy : copies) {
            require(
                    copy.member() >= 0
                            && copy.member() < members.size()
                            && !members.get(copy.member()).bare(),
                    "a copy on no disk");
            require(
                    copy.superblock().number() % Block.SECTORS == 0
                            && copy.area().number() % Block.SECTORS == 0,
                    "a copy that is not on whole blocks");
            all.add(copy.superblocks());
            all.add(copy.area(pages));
        }
        return all;
    }

    private static void requireApart(List<Extent> extents, List<Member> members) {
        for (int i = 0; i < extents.size(); i++) {
            Extent one = extents.get(i);
            boolean there = one.member() >= 0
                    && one.member() < members.size()
                    && one.range().end().number() <= members.get(one.member()).sectors();
            if (!there) {
                throw new IllegalArgumentException(one + " is not on the disk");
            }
            for (Extent other : extents.subList(0, i)) {
                if (one.overlaps(other)) {
                    throw new IllegalArgumentException(one + " and " + other + " overlap");
                }
            }
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Sectors of the disk with the data. */
    public long diskSectors() {
        return members.get(0).sectors();
    }

    /** Spares in all runs. */
    public int spares() {
        return pool.stream().mapToInt(this::sparesIn).sum();
    }

    private int sparesIn(Extent run) {
        return (int) (run.range().count() / unitSectors);
    }

    /** Why a sector is none of the remap device's, in words; empty if it is one. */
    public Optional<String> whyNone(MappedSector sector) {
        long sectors = data().count();
        return sector.number() < sectors
                ? Optional.empty()
                : Optional.of("there is no sector " + sector + ": the device has " + sectors);
    }

    /** The unit that holds a sector of the remap device, as its first sector. */
    public MappedSector unitOf(MappedSector sector) {
        return new MappedSector(sector.number() / unitSectors * unitSectors);
    }

    /** Units of the remap device. */
    public long units() {
        return data.count() / unitSectors;
    }

    public DiskSector toDisk(MappedSector sector) {
        return data.first().plus(sector.number());
    }

    /**
     * Where a part of the remap device lies on the disk.
     *
     * @throws IllegalArgumentException if it does not have these sectors
     */
    public SectorRange toDisk(MappedRange part) {
        if (part.first().number() + part.count() > data.count()) {
            throw new IllegalArgumentException(
                    part + " reaches beyond the end: the device has " + data.count() + " sectors");
        }
        return new SectorRange(toDisk(part.first()), part.count());
    }

    /** The remap device's sector that lies there on the data's disk; empty for metadata and spares. */
    public Optional<MappedSector> toMapped(DiskSector sector) {
        return data.contains(sector)
                ? Optional.of(new MappedSector(sector.number() - data.first().number()))
                : Optional.empty();
    }

    /** The disk's sectors of the unit that begins at {@code unit}. */
    public SectorRange unitOnDisk(MappedSector unit) {
        return new SectorRange(toDisk(unit), unitSectors);
    }

    /** The units of the remap device that a range of the data's disk touches, in order; none outside the data. */
    public Stream<MappedSector> units(SectorRange where) {
        long first = Math.max(where.first().number(), data.first().number());
        long end = Math.min(where.end().number(), data.end().number());
        if (first >= end) {
            return Stream.empty();
        }
        long firstUnit = (first - data.first().number()) / unitSectors;
        long lastUnit = (end - 1 - data.first().number()) / unitSectors;
        return LongStream.rangeClosed(firstUnit, lastUnit).mapToObj(number -> new MappedSector(number * unitSectors));
    }

    /** Where a spare lies. */
    public Extent spare(Spare spare) {
        int number = spare.number();
        for (Extent run : pool) {
            if (number < sparesIn(run)) {
                DiskSector first = run.range().first().plus((long) number * unitSectors);
                return new Extent(run.member(), new SectorRange(first, unitSectors));
            }
            number -= sparesIn(run);
        }
        throw new IllegalArgumentException("there is no spare " + spare);
    }

    /** The spare that holds this sector of a member, if it lies in the pool. */
    public Optional<Spare> spareAt(int member, DiskSector sector) {
        int before = 0;
        for (Extent run : pool) {
            if (run.member() == member && run.range().contains(sector)) {
                long offset = sector.number() - run.range().first().number();
                return Optional.of(new Spare(before + (int) (offset / unitSectors)));
            }
            before += sparesIn(run);
        }
        return Optional.empty();
    }

    /** The spares that hold any of these sectors, in order. */
    public List<Spare> sparesAt(Extent where) {
        List<Spare> spares = new ArrayList<>();
        int before = 0;
        for (Extent run : pool) {
            int first = before;
            before += sparesIn(run);
            if (run.member() == where.member()) {
                run.range().intersection(where.range()).ifPresent(held -> {
                    long from = held.first().number() - run.range().first().number();
                    long to = from + held.count() - 1;
                    LongStream.rangeClosed(from / unitSectors, to / unitSectors)
                            .forEach(number -> spares.add(new Spare(first + (int) number)));
                });
            }
        }
        return spares;
    }

    /** Pages that are in use with this pool. */
    public int usedPages() {
        return PageNumber.count(spares());
    }
}
