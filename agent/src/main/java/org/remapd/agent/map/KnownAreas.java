package org.remapd.agent.map;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.map.Area.Status;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.metadata.Spare;

/**
 * What is on record of the sectors of a device, as areas: in order, without a gap, and no two alike that adjoin.
 *
 * <ul>
 *   <li>{@link Status#BAD}: lost; of the disk also the originals of units that live on spares, and spares that failed;
 *   <li>{@link Status#NON_SCRAPED}: units with an open fault of which it is not known what can be read;
 *   <li>{@link Status#FINISHED}: the rest, as far as the last whole scrub has read it, or else the one under way;
 *   <li>{@link Status#NON_TRIED}: all else. So are remapd's own metadata, since what is bad of that is not on record.
 * </ul>
 */
public final class KnownAreas {

    private final Metadata metadata;
    private final Geometry geometry;

    /** Places of the disk that a scrub has read, and of which it would be on record if they were bad; in order, apart. */
    private final List<SectorRange> read;

    public KnownAreas(Metadata metadata) {
        this.metadata = metadata;
        this.geometry = metadata.geometry();
        this.read = read(metadata);
    }

    private static List<SectorRange> read(Metadata metadata) {
        Geometry geometry = metadata.geometry();
        Stream<SectorRange> pool =
                geometry.pool().stream().filter(run -> run.member() == 0).map(Extent::range);
        List<SectorRange> places =
                Stream.concat(Stream.of(geometry.data()), pool).toList();
        return SectorRange.merged(scrubbed(metadata).stream()
                .flatMap(read -> places.stream().flatMap(place -> place.intersection(read).stream()))
                .toList());
    }

    /**
     * Places of the disk with the data that the last whole scrub has read, or if there is none that left nothing out, the one under way
     * so far. Nothing, as it were, if there may be more open faults than the metadata has room for.
     */
    public static List<SectorRange> scrubbed(Metadata metadata) {
        ScrubNote note = metadata.scrub();
        long disk = metadata.geometry().diskSectors();
        if (!metadata.hasRoomForFaults()) {
            return List.of();
        }
        return note.lastWhole().isPresent()
                ? List.of(SectorRange.of(0, disk))
                : note.underway().map(now -> scrubbed(now.at(), disk)).orElse(List.of());
    }

    private static List<SectorRange> scrubbed(ScrubCheckpoint so, long disk) {
        long front = Math.min(so.position().number(), disk);
        return front == 0 ? List.of() : SectorRange.of(0, front).without(so.behind());
    }

    /** Of the remap device. */
    public void ofDevice(Consumer<Area> out) {
        Run run = new Run(geometry.data(), out);
        run.print(unitsInTrouble(), first -> run.unit(first, false));
    }

    /** Of the disk with the data. */
    public void ofDisk(Consumer<Area> out) {
        Run run = new Run(SectorRange.of(0, geometry.diskSectors()), out);
        run.print(LongStream.concat(unitsInTrouble(), failedSpares()), first -> run.unit(first, true));
    }

    /** Where they are at home on the disk. */
    private LongStream unitsInTrouble() {
        Stream<MappedSector> units = Stream.concat(
                metadata.mapped().map(mapping -> mapping.unit()),
                metadata.faults().stream().map(OpenFault::unit));
        return units.mapToLong(unit -> geometry.toDisk(unit).number());
    }

    private LongStream failedSpares() {
        return metadata.retiredSpares().stream()
                .map(geometry::spare)
                .filter(spare -> spare.member() == 0)
                .mapToLong(spare -> spare.range().first().number());
    }

    /** What of a unit is lost, and how the rest of it is. */
    private record Unit(LostSectors lost, Status rest) {}

    private Unit served(MappedSector unit, SectorRange home) {
        Optional<Spare> spare = metadata.spareOf(unit);
        LostSectors lost = spare.map(metadata::poison).orElseGet(() -> metadata.lost(unit));
        if (lost.isEmpty() && metadata.fault(unit).isPresent()) {
            return new Unit(lost, Status.NON_SCRAPED);
        }
        Extent place = spare.map(geometry::spare).orElse(new Extent(0, home));
        return new Unit(lost, wasRead(place) ? Status.FINISHED : Status.NON_TRIED);
    }

    private boolean wasRead(Extent place) {
        return read.stream().anyMatch(part -> new Extent(0, part).contains(place));
    }

    /** One way through a part of the disk; the areas begin to be counted where it begins. */
    private final class Run {

        private final SectorRange window;
        private final Consumer<Area> out;
        private long at;
        private @Nullable Area pending;

        Run(SectorRange window, Consumer<Area> out) {
            this.window = window;
            this.out = out;
            this.at = window.first().number();
        }

        /** Units that are no matter of course, by where they begin on the disk, and all that is between them. */
        void print(LongStream units, LongConsumer unit) {
            units.sorted().distinct().forEach(first -> {
                between(first);
                unit.accept(first);
            });
            between(window.end().number());
            if (pending != null) {
                out.accept(pending);
            }
        }

        private void between(long end) {
            if (at == end) {
                return;
            }
            SectorRange gap = SectorRange.of(at, end - at);
            for (SectorRange part : read) {
                part.intersection(gap).ifPresent(known -> {
                    put(known.first().number(), Status.NON_TRIED);
                    put(known.end().number(), Status.FINISHED);
                });
            }
            put(end, Status.NON_TRIED);
        }

        /** The one that begins there on the disk: as it is served, or its place on the disk. */
        void unit(long first, boolean ofDisk) {
            SectorRange home = SectorRange.of(first, geometry.unitSectors());
            Optional<MappedSector> unit = geometry.toMapped(home.first());
            boolean left = ofDisk && unit.flatMap(metadata::spareOf).isPresent();
            if (left || unit.isEmpty()) {
                put(home.end().number(), Status.BAD);
                return;
            }
            Unit known = served(unit.get(), home);
            for (int sector = 0; sector < home.count(); sector++) {
                put(first + sector + 1, known.lost().contains(sector) ? Status.BAD : known.rest());
            }
        }

        /** Up to there it is like this. */
        private void put(long end, Status status) {
            if (end == at) {
                return;
            }
            Area next = Area.ofSectors(at - window.first().number(), end - at, status);
            at = end;
            Area before = pending;
            if (before != null && before.status() == status) {
                pending = new Area(before.position(), before.size() + next.size(), status);
                return;
            }
            if (before != null) {
                out.accept(before);
            }
            pending = next;
        }
    }
}
