package org.remapd.daemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.CreationPlan;
import org.remapd.agent.device.FileSystem;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;

/**
 * What {@code remapd create --dry-run --json} prints: what is to become of each disk. Sectors are the disk's own.
 *
 * @param arrangement {@code empty}: the disk held nothing; {@code behind}, {@code beside}: what is on it stays, and what is
 *     remapd's lies behind it, or on another disk
 * @param kept        the file system that stays, if it is known where it ends
 * @param destroyed   what lies there now and is written over
 */
record PlanReport(
        String name,
        String arrangement,
        long sectors,
        int unitSectors,
        int spares,
        @Nullable Kept kept,
        List<String> destroyed,
        List<Disk> disks) {

    /** A file system: what it is, and sectors of it. */
    record Kept(String type, long sectors) {}

    /** A disk, and what will be where on it, in order. What is not named stays as it is. */
    record Disk(String path, String identity, long sectors, List<Area> areas) {}

    /**
     * Sectors in a row.
     *
     * @param written whether they are written now
     */
    record Area(long sector, long sectors, String what, boolean written) {}

    static PlanReport of(CreationPlan plan) {
        Geometry geometry = plan.geometry();
        List<Disk> disks = new ArrayList<>();
        for (int member = 0; member < plan.paths().size(); member++) {
            Geometry.Member disk = geometry.members().get(member);
            disks.add(new Disk(plan.paths().get(member), disk.identity(), disk.sectors(), areas(plan, member)));
        }
        return new PlanReport(
                plan.name(),
                plan.arrangement().name().toLowerCase(Locale.ROOT),
                geometry.data().count(),
                geometry.unitSectors(),
                geometry.spares(),
                plan.kept().map(PlanReport::kept).orElse(null),
                plan.lost(),
                disks);
    }

    private static Kept kept(FileSystem found) {
        return new Kept(found.type(), found.sectors());
    }

    private static List<Area> areas(CreationPlan plan, int member) {
        Geometry geometry = plan.geometry();
        List<Area> areas = new ArrayList<>();
        if (member == 0) {
            String what = plan.arrangement().adopted() ? "stays as it is, and is" : "is";
            areas.add(area(geometry.data(), what + " /dev/mapper/" + plan.name(), false));
        }
        for (int copy = 0; copy < geometry.copies().size(); copy++) {
            CopyArea place = geometry.copies().get(copy);
            String number = " of copy " + (copy + 1) + " of the metadata";
            addIfOn(member, place.superblocks(), "superblock" + number, areas);
            addIfOn(member, place.area(geometry.pages()), "pages" + number, areas);
        }
        for (Extent run : geometry.pool()) {
            if (run.member() == member) {
                long units = run.range().count() / geometry.unitSectors();
                areas.add(area(run.range(), units + " spares, written when they are used", false));
            }
        }
        areas.sort((one, other) -> Long.compare(one.sector(), other.sector()));
        return areas;
    }

    private static void addIfOn(int member, Extent place, String what, List<Area> areas) {
        if (place.member() == member) {
            areas.add(area(place.range(), what, true));
        }
    }

    private static Area area(SectorRange range, String what, boolean written) {
        return new Area(range.first().number(), range.count(), what, written);
    }
}
