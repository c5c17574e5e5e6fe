package org.remapd.daemon.web;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.SurfaceReport;
import org.remapd.daemon.words.Amount;
import org.remapd.daemon.words.Shades;
import org.remapd.daemon.words.Stretch;

/**
 * A disk's surface as a picture: a square for each cell, row by row from the first sector on. How light it is says how long its reads took, a sign
 * what else is known of it.
 *
 * @param about     what it is a picture of
 * @param drawn     whether there is one
 * @param summary   what one sees
 * @param stretches the same, in words
 */
record SurfaceMap(
        String disk,
        String about,
        boolean drawn,
        String summary,
        int width,
        int height,
        List<Square> cells,
        List<Key> legend,
        List<String> stretches) {

    private static final int COLUMNS = 64;
    private static final int SIDE = 10;
    private static final String UNKNOWN = "unknown";

    /**
     * A cell.
     *
     * @param shade {@code s0} to {@code s3}, the slowest; or {@code unknown}
     * @param mark  the name of its sign; none or one
     */
    record Square(int x, int y, String shade, List<String> mark, String title) {}

    /** What a look means. */
    record Key(String shade, List<String> mark, String words) {}

    /** What is known of a cell besides its speed: the first that holds counts. */
    private enum Mark {
        UNREADABLE("unreadable sectors"),
        POISONED("lost sectors, which read as errors"),
        SUSPECT("an open fault"),
        REMAPPED("units on spares"),
        OWN("spares and remapd's records only");

        private final String words;

        Mark(String words) {
            this.words = words;
        }

        private String sign() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static SurfaceMap of(SurfaceReport report, List<StatusReport.Fault> faults) {
        Long cellSectors = report.cellSectors();
        if (cellSectors == null || report.cells().isEmpty()) {
            return new SurfaceMap(
                    report.disk(),
                    "How long reads take is not known: there was no scrub so far that measured it (remapd scrub "
                            + report.device() + " --now).",
                    false,
                    "",
                    0,
                    0,
                    List.of(),
                    List.of(),
                    List.of());
        }
        return new Drawing(report, cellSectors, faults).map();
    }

    /** Of one that has cells. */
    private record Drawing(SurfaceReport report, long cellSectors, List<StatusReport.Fault> faults) {

        private SurfaceMap map() {
            Shades shades = Shades.of(report, Shades.ASCII);
            Map<Integer, Mark> open = new TreeMap<>();
            faults.stream()
                    .filter(StatusReport.Fault::isOpen)
                    .forEach(fault -> open.merge(
                            (int) (fault.diskSector() / cellSectors),
                            fault.lost().isEmpty() ? Mark.SUSPECT : Mark.POISONED,
                            BinaryOperator.minBy(Comparator.naturalOrder())));
            List<SurfaceReport.Cell> cells = report.cells();
            List<Optional<Mark>> marks = IntStream.range(0, cells.size())
                    .mapToObj(n -> mark(cells.get(n), Optional.ofNullable(open.get(n))))
                    .toList();
            return new SurfaceMap(
                    report.disk(),
                    cells.size() + " cells of " + Amount.size(cellSectors) + ", read by the scrub that began "
                            + Amount.moment(Objects.requireNonNull(report.started()))
                            + (report.running() ? " and is under way" : ""),
                    true,
                    summary(marks),
                    COLUMNS * SIDE,
                    (cells.size() + COLUMNS - 1) / COLUMNS * SIDE,
                    IntStream.range(0, cells.size())
                            .mapToObj(n -> square(n, cells.get(n), shades, marks.get(n)))
                            .toList(),
                    legend(shades),
                    Stretch.runs(
                                    cells,
                                    (one, other) -> shade(shades, one).equals(shade(shades, other))
                                            && one.unreadable() == other.unreadable()
                                            && one.mapped() > 0 == other.mapped() > 0)
                            .stream()
                            .map(Stretch::words)
                            .toList());
        }

        private static Optional<Mark> mark(SurfaceReport.Cell cell, Optional<Mark> open) {
            if (cell.unreadable()) {
                return Optional.of(Mark.UNREADABLE);
            }
            if (open.isPresent()) {
                return open;
            }
            if (cell.mapped() > 0) {
                return Optional.of(Mark.REMAPPED);
            }
            return cell.range() == null ? Optional.of(Mark.OWN) : Optional.empty();
        }

        private static Square square(int n, SurfaceReport.Cell cell, Shades shades, Optional<Mark> mark) {
            return new Square(
                    n % COLUMNS * SIDE,
                    n / COLUMNS * SIDE,
                    shade(shades, cell),
                    mark.map(Mark::sign).stream().toList(),
                    Stretch.of(List.of(cell)).words()
                            + mark.filter(which -> which != Mark.UNREADABLE && which != Mark.REMAPPED)
                                    .map(which -> ", " + which.words)
                                    .orElse(""));
        }

        private static String shade(Shades shades, SurfaceReport.Cell cell) {
            @Nullable Double millis = cell.millisPerMib();
            return millis == null ? UNKNOWN : "s" + shades.of(millis);
        }

        private static String summary(List<Optional<Mark>> marks) {
            Map<Mark, Long> many = marks.stream()
                    .flatMap(Optional::stream)
                    .collect(Collectors.groupingBy(mark -> mark, TreeMap::new, Collectors.counting()));
            return marks.size() + " cells"
                    + many.entrySet().stream()
                            .map(each -> ", " + each.getValue() + " with " + each.getKey().words)
                            .collect(Collectors.joining());
        }

        private static List<Key> legend(Shades shades) {
            Stream<Key> speeds = IntStream.range(0, Shades.ASCII.length())
                    .mapToObj(shade ->
                            new Key("s" + shade, List.of(), shades.words(shade) + (shade == 0 ? " ms for a MiB" : "")));
            Stream<Key> others = Stream.concat(
                    Stream.of(new Key(UNKNOWN, List.of(), "nothing is known")),
                    Stream.of(Mark.values()).map(mark -> new Key(UNKNOWN, List.of(mark.sign()), mark.words)));
            return Stream.concat(speeds, others).toList();
        }
    }
}
