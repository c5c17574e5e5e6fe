package org.remapd.daemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.Inspection;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Event;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.ScrubNote;

/**
 * What {@code remapd inspect --json} prints. What is called "sector" is the remap device's numbering, what is called "disk sector"
 * that of the disk it is about; the device's disks are counted from 0, the one with the data.
 *
 * @param arrangement {@code empty}: the disk held nothing; {@code behind}, {@code beside}: what was on it stays, and what is
 *     remapd's lies behind it, or on another disk
 * @param twins       disks that say to be the one that was asked about
 */
record InspectionReport(
        String uuid,
        String name,
        String created,
        String arrangement,
        boolean attention,
        long sectors,
        long diskSector,
        int unitSectors,
        List<Disk> disks,
        List<String> twins,
        List<Copy> copies,
        List<Run> pool,
        Units units,
        List<Fault> faults,
        List<Past> history,
        Scrub scrub) {

    /**
     * One of its disks.
     *
     * @param path     null if it is missing
     * @param identity as under /dev/disk/by-id, empty if it has no such name
     * @param bare     carries no metadata, and is known by its identity only
     */
    record Disk(int number, @Nullable String path, String identity, long sectors, boolean bare) {}

    /** A copy of the metadata: where it lies, and what is damaged. */
    record Copy(
            int number,
            int disk,
            long superblockSector,
            long superblockSectors,
            long pagesSector,
            long pagesSectors,
            List<String> damage) {}

    /** Spares in a row. */
    record Run(int disk, long diskSector, long sectors, long spares) {}

    /**
     * Units and spares.
     *
     * @param mapped      units that live on spares
     * @param poisoned    of these, units of which something is lost
     * @param lostSectors in all
     */
    record Units(int mapped, int poisoned, long lostSectors, int spares, int free, int retired) {}

    /** A fault that is not healed. */
    record Fault(long sector, long diskSector, List<Long> lost, int hints, String since, String cause) {}

    /** How an earlier one ended. */
    record Past(String when, long sector, long diskSector, String fate, List<Long> lost, String cause) {}

    /** What is known of scrubs. */
    record Scrub(
            @Nullable String started,
            long position,
            long unreadable,
            @Nullable String lastEnded,
            @Nullable Long lastUnreadable) {}

    static InspectionReport of(Inspection seen) {
        Metadata metadata = seen.metadata();
        Geometry geometry = metadata.geometry();
        Units units = units(metadata);
        List<OpenFault> faults = metadata.faults();
        boolean attention = seen.damaged() || !seen.complete() || units.poisoned() > 0 || !faults.isEmpty();
        return new InspectionReport(
                metadata.uuid().toString(),
                metadata.superblock().name(),
                metadata.superblock().created().toString(),
                seen.arrangement().name().toLowerCase(Locale.ROOT),
                attention,
                geometry.data().count(),
                geometry.data().first().number(),
                geometry.unitSectors(),
                disks(seen),
                seen.twins(),
                copies(seen),
                geometry.pool().stream().map(run -> run(geometry, run)).toList(),
                units,
                faults.stream().map(fault -> fault(geometry, fault)).toList(),
                metadata.history().stream().map(InspectionReport::past).toList(),
                scrub(metadata.scrub()));
    }

    private static List<Disk> disks(Inspection seen) {
        List<Disk> disks = new ArrayList<>();
        List<Geometry.Member> members = seen.metadata().geometry().members();
        for (int number = 0; number < members.size(); number++) {
            Geometry.Member member = members.get(number);
            disks.add(new Disk(
                    number, seen.disks().get(number).orElse(null), member.identity(), member.sectors(), member.bare()));
        }
        return disks;
    }

    private static List<Copy> copies(Inspection seen) {
        List<Copy> copies = new ArrayList<>();
        Geometry geometry = seen.metadata().geometry();
        for (int number = 0; number < geometry.copies().size(); number++) {
            CopyArea area = geometry.copies().get(number);
            Extent superblocks = area.superblocks();
            Extent pages = area.area(geometry.pages());
            copies.add(new Copy(
                    number + 1,
                    area.member(),
                    superblocks.range().first().number(),
                    superblocks.range().count(),
                    pages.range().first().number(),
                    pages.range().count(),
                    seen.damage().get(number)));
        }
        return copies;
    }

    private static Run run(Geometry geometry, Extent run) {
        long sectors = run.range().count();
        return new Run(run.member(), run.range().first().number(), sectors, sectors / geometry.unitSectors());
    }

    private static Units units(Metadata metadata) {
        int[] lost = metadata.mapped()
                .mapToInt(mapping -> mapping.poison().count())
                .filter(count -> count > 0)
                .toArray();
        long sectors = 0;
        for (int count : lost) {
            sectors += count;
        }
        return new Units(
                metadata.mappings(),
                lost.length,
                sectors,
                metadata.geometry().spares(),
                metadata.freeSpares(),
                metadata.retired());
    }

    private static Fault fault(Geometry geometry, OpenFault fault) {
        return new Fault(
                fault.unit().number(),
                geometry.toDisk(fault.unit()).number(),
                fault.lost().in(fault.unit()).stream().map(MappedSector::number).toList(),
                fault.hints(),
                fault.since().toString(),
                fault.cause());
    }

    private static Past past(Event event) {
        return new Past(
                event.when().toString(),
                event.unit().number(),
                event.where().number(),
                event.fate().label(),
                event.lost().in(event.unit()).stream().map(MappedSector::number).toList(),
                event.cause());
    }

    private static Scrub scrub(ScrubNote note) {
        return new Scrub(
                note.underway().map(now -> now.started().toString()).orElse(null),
                note.underway().map(now -> now.at().position().number()).orElse(0L),
                note.underway().map(ScrubNote.Underway::unreadable).orElse(0L),
                note.last().map(last -> last.ended().toString()).orElse(null),
                note.last().map(ScrubNote.Finished::unreadable).orElse(null));
    }
}
