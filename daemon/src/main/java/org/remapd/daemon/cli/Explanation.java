package org.remapd.daemon.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.Inspection;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.SpareRecord;
import org.remapd.agent.owner.FilePath;
import org.remapd.agent.owner.OwnedFile;
import org.remapd.agent.owner.Owner;
import org.remapd.agent.owner.Whose;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.StoryReport;

/**
 * What {@code remapd explain --json} prints. What is called "sector" is the remap device's numbering, what is called "disk sector"
 * that of the disk it is about, which is null if it is missing. Names of files are escaped as {@link FilePath} says.
 *
 * @param sector    the one that was asked about
 * @param disk      the one with the data
 * @param attention whether something of the unit is lost, or a fault of it open
 * @param unit      that the sector is in: what is said from here on is about all of it, but for whose the sector is
 * @param spare     where the unit lives; null if it is in its place
 * @param lost      its sectors that read as errors until they are overwritten
 * @param story     what is on record of it
 * @param daemon    what the daemon knows of it, each hint, probe and step; null without a daemon
 * @param layers    the way up from the remap device to where {@code owner} was found; none if the device is not assembled
 * @param holds     what lies on the topmost of these: ext4, gpt; null if that is not known
 * @param mounted   where that is mounted; null if it is not
 */
record Explanation(
        String device,
        String uuid,
        long sector,
        @Nullable String disk,
        long diskSector,
        boolean attention,
        Unit unit,
        @Nullable Spare spare,
        List<Long> lost,
        Story story,
        @Nullable StoryReport daemon,
        List<Layer> layers,
        @Nullable String holds,
        @Nullable String mounted,
        Belongs owner,
        List<String> notes) {

    /** What is mapped as one. */
    record Unit(long sector, long diskSector, int sectors) {}

    /**
     * Where a unit lives.
     *
     * @param active false while it is on its way there
     */
    record Spare(int number, @Nullable String disk, long diskSector, boolean active) {}

    /**
     * What is on record of its faults.
     *
     * @param open    one that is not healed
     * @param history how earlier ones ended, oldest first
     */
    record Story(InspectionReport.@Nullable Fault open, List<InspectionReport.Past> history) {}

    /** A device on the way up. */
    record Layer(String what, String device, long sector) {}

    /**
     * Whose the sector is.
     *
     * @param kind  {@code files}, {@code metadata}, {@code free}, {@code used} by something that has no files, or {@code unknown}
     * @param what  in words, or why it is not known; null for files
     * @param files more than one if they share it
     */
    record Belongs(String kind, @Nullable String what, List<File> files) {}

    /**
     * A file, directory or symbolic link.
     *
     * @param part      contents, attributes or block map
     * @param paths     as they are seen where the file system is mounted; from its top, if it is not
     * @param morePaths how many other names it has
     */
    record File(String kind, String part, long inode, List<String> paths, int morePaths) {}

    static Explanation of(
            Inspection seen, MappedSector sector, Optional<StoryReport> daemon, Optional<Whose> whose) {
        Metadata metadata = seen.metadata();
        Geometry geometry = metadata.geometry();
        MappedSector unit = geometry.unitOf(sector);
        Spare spare = spare(seen, unit);
        LostSectors lost = metadata.spareOf(unit).map(metadata::poison).orElse(metadata.lost(unit));
        Story story = story(metadata, unit);
        return new Explanation(
                metadata.superblock().name(),
                metadata.uuid().toString(),
                sector.number(),
                seen.disks().get(0).orElse(null),
                geometry.toDisk(sector).number(),
                !lost.isEmpty() || story.open() != null || daemon.filter(Explanation::isOpen).isPresent(),
                new Unit(unit.number(), geometry.toDisk(unit).number(), geometry.unitSectors()),
                spare,
                lost.in(unit).stream().map(MappedSector::number).toList(),
                story,
                daemon.orElse(null),
                whose.map(Explanation::layers).orElse(List.of()),
                whose.flatMap(Whose::holds).orElse(null),
                whose.flatMap(Whose::mounted).map(FilePath::toString).orElse(null),
                whose.map(found -> owner(found.owner())).orElse(notAssembled()),
                whose.map(Whose::notes).orElse(List.of()));
    }

    private static boolean isOpen(StoryReport told) {
        StatusReport.Fault fault = told.fault();
        return fault != null
                && Arrays.stream(Fate.values())
                        .filter(Fate::open)
                        .anyMatch(fate -> fate.label().equals(fault.fate()));
    }

    private static @Nullable Spare spare(Inspection seen, MappedSector unit) {
        Metadata metadata = seen.metadata();
        return metadata.spareOf(unit)
                .map(spare -> {
                    Extent place = metadata.geometry().spare(spare);
                    return new Spare(
                            spare.number(),
                            seen.disks().get(place.member()).orElse(null),
                            place.range().first().number(),
                            metadata.at(spare) instanceof SpareRecord.Committed);
                })
                .orElse(null);
    }

    private static Story story(Metadata metadata, MappedSector unit) {
        return new Story(
                metadata.fault(unit)
                        .map(fault -> InspectionReport.fault(metadata.geometry(), fault))
                        .orElse(null),
                metadata.history().stream()
                        .filter(event -> event.unit().equals(unit))
                        .map(InspectionReport::past)
                        .toList());
    }

    private static List<Layer> layers(Whose whose) {
        return whose.layers().stream()
                .map(layer ->
                        new Layer(layer.what(), layer.path(), layer.sector().number()))
                .toList();
    }

    private static Belongs notAssembled() {
        return new Belongs("unknown", "that can be told only while the device is assembled", List.of());
    }

    private static Belongs owner(Owner owner) {
        if (owner instanceof Owner.Files files) {
            return new Belongs(
                    "files", null, files.files().stream().map(Explanation::file).toList());
        }
        if (owner instanceof Owner.Metadata metadata) {
            return new Belongs("metadata", metadata.what(), List.of());
        }
        if (owner instanceof Owner.Free free) {
            return new Belongs("free", free.what(), List.of());
        }
        if (owner instanceof Owner.Used used) {
            return new Belongs("used", used.what(), List.of());
        }
        return new Belongs("unknown", ((Owner.Unknown) owner).why(), List.of());
    }

    private static File file(OwnedFile file) {
        return new File(
                file.kind().words(),
                file.part().words(),
                file.inode(),
                file.paths().stream().map(FilePath::toString).toList(),
                file.more());
    }
}
