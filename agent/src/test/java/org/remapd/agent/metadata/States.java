package org.remapd.agent.metadata;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/** What devices are made of, to test with. */
public final class States {

    public static final UUID DEVICE = UUID.fromString("12345678-9abc-4def-8123-456789abcdef");
    public static final Instant CREATED = Instant.parse("2026-11-21T08:00:00Z");

    private States() {}

    /** Layout A on a disk of this size. */
    public static Superblock fresh(long diskSectors, int unit, int spares) {
        return fresh(Layout.onEmptyDisk(disk(diskSectors), unit, spares).orElseThrow());
    }

    public static Superblock fresh(Geometry geometry) {
        return Superblock.fresh(DEVICE, "remap0", CREATED, geometry);
    }

    public static Geometry.Member disk(long sectors) {
        return new Geometry.Member(sectors, false, "");
    }

    /** Sectors of a disk in layout A that has room for so many units of data. */
    public static long diskSectors(int units, int unit, int spares) {
        long sectors = 2 * Layout.RESERVED_SECTORS
                + 2 * CopyArea.areaSectors(Layout.pages(spares))
                + (long) (units + spares) * unit;
        return (sectors + 63) / 64 * 64;
    }

    public static LostSectors lost(int... offsets) {
        BitSet bits = new BitSet();
        for (int offset : offsets) {
            bits.set(offset);
        }
        return LostSectors.of(bits);
    }

    public static Change commit(long unit, int spare, int... lost) {
        return new Change.Commit(new MappedSector(unit), new Spare(spare), lost(lost));
    }

    public static Change prepare(long unit, int spare, int... lost) {
        return new Change.Prepare(new MappedSector(unit), new Spare(spare), lost(lost));
    }

    public static Change withdraw(int spare) {
        return new Change.Withdraw(new Spare(spare));
    }

    public static Change retire(int spare) {
        return new Change.Retire(new Spare(spare));
    }

    /** What has been recorded, as the bytes of each page: two states are the same if these are. */
    public static List<String> pages(Metadata metadata) {
        return IntStream.range(0, metadata.geometry().usedPages())
                .mapToObj(page -> new String(Pages.body(metadata, page), java.nio.charset.StandardCharsets.ISO_8859_1))
                .toList();
    }
}
