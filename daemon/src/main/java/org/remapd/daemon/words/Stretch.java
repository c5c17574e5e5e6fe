package org.remapd.daemon.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.remapd.agent.fault.MappedRange;
import org.remapd.daemon.control.SurfaceReport;

/**
 * Cells of a disk's surface that adjoin, as one.
 *
 * @param range   the device's sectors in it; empty if it holds none
 * @param millis  for each MiB; empty if nothing is known
 * @param slowest milliseconds that the slowest of its reads took; 0 if nothing is known
 * @param disturbed whether some of its reads may have waited for others
 * @param mapped  units that are served from spares
 * @param earlier whether some of this is by a scrub before
 */
public record Stretch(
        long diskSector,
        long sectors,
        Optional<MappedRange> range,
        OptionalDouble millis,
        double slowest,
        boolean disturbed,
        boolean unreadable,
        int mapped,
        boolean earlier) {

    /** Of cells in their order, at least one. */
    public static Stretch of(List<SurfaceReport.Cell> cells) {
        long read = cells.stream().mapToLong(SurfaceReport.Cell::readSectors).sum();
        double time = cells.stream().mapToDouble(Stretch::time).sum();
        return new Stretch(
                cells.get(0).diskSector(),
                cells.stream().mapToLong(SurfaceReport.Cell::sectors).sum(),
                range(cells),
                read == 0 ? OptionalDouble.empty() : OptionalDouble.of(time / read),
                cells.stream()
                        .mapToDouble(cell -> Objects.requireNonNullElse(cell.slowestMillis(), 0.0))
                        .max()
                        .orElse(0),
                cells.stream().anyMatch(SurfaceReport.Cell::disturbed),
                cells.stream().anyMatch(SurfaceReport.Cell::unreadable),
                cells.stream().mapToInt(SurfaceReport.Cell::mapped).sum(),
                cells.stream().anyMatch(SurfaceReport.Cell::earlier));
    }

    private static double time(SurfaceReport.Cell cell) {
        return cell.readSectors() * Objects.requireNonNullElse(cell.millisPerMib(), 0.0);
    }

    private static Optional<MappedRange> range(List<SurfaceReport.Cell> cells) {
        List<MappedRange> ranges = cells.stream()
                .map(SurfaceReport.Cell::range)
                .flatMap(Stream::ofNullable)
                .map(MappedRange::parse)
                .toList();
        return ranges.isEmpty()
                ? Optional.empty()
                : Optional.of(new MappedRange(
                        ranges.get(0).first(),
                        ranges.stream().mapToLong(MappedRange::count).sum()));
    }

    /** All of them, those together that are alike. */
    public static List<Stretch> runs(
            List<SurfaceReport.Cell> cells, BiPredicate<SurfaceReport.Cell, SurfaceReport.Cell> alike) {
        List<Stretch> runs = new ArrayList<>();
        int from = 0;
        for (int at = 1; at <= cells.size(); at++) {
            if (at == cells.size() || !alike.test(cells.get(from), cells.get(at))) {
                runs.add(of(cells.subList(from, at)));
                from = at;
            }
        }
        return runs;
    }

    /** In one line. The numbers in front are the device's, unless it has none here. */
    public String words() {
        String disk = "disk " + diskSector + "+" + sectors;
        return range.map(ours -> ours + " (" + disk + ")").orElse(disk) + ": "
                + (millis.isEmpty()
                        ? "nothing is known of its speed"
                        : Shades.millis(millis.getAsDouble()) + " ms/MiB, slowest read " + Shades.millis(slowest)
                                + " ms")
                + (disturbed ? ", while others used the disk" : "")
                + (unreadable ? ", unreadable sectors" : "")
                + (mapped == 0 ? "" : ", " + mapped + (mapped == 1 ? " unit" : " units") + " on spares")
                + (earlier ? ", by a scrub before" : "");
    }
}
