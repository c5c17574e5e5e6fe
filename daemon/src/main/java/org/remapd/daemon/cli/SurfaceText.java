package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.remapd.daemon.control.SurfaceReport;
import org.remapd.daemon.words.Amount;
import org.remapd.daemon.words.Shades;
import org.remapd.daemon.words.Stretch;

/** How long reads took over a disk, for people: a picture for one who looks, plain lines elsewhere. */
final class SurfaceText {

    /** A picture has no more rows than this: where there is more, a sign stands for several cells. */
    private static final int MOST_ROWS = 16;

    private static final int LEAST_SIGNS = 8;

    /** Of a terminal that does not tell. */
    private static final int USUAL_COLUMNS = 80;

    private static final int SLOWEST_SHOWN = 5;
    private static final int READS_SHOWN = 3;

    private static final char UNREADABLE = 'X';
    private static final char MAPPED = 'M';
    private static final char UNKNOWN = '?';

    /** It was slow, and that may be the doing of who used the disk. */
    private static final char DISTURBED = '~';

    private final PlainLines out;
    private final SurfaceReport report;
    private final Shades shades;

    /** @param signs one for each shade, as {@link Shades#BLOCKS} */
    SurfaceText(PrintWriter out, SurfaceReport report, String signs) {
        this.out = new PlainLines(out);
        this.report = report;
        this.shades = Shades.of(report, signs);
    }

    /** A line for each stretch of cells that are alike. */
    void lines() {
        if (head()) {
            Stretch.runs(report.cells(), this::isAlike).forEach(run -> out.println(run.words()));
        }
    }

    /** As wide as fits into so many columns. */
    void picture(int columns) {
        if (!head()) {
            return;
        }
        int digits = Long.toString(report.diskSectors()).length();
        int room = Math.max(
                LEAST_SIGNS,
                (columns == Integer.MAX_VALUE ? USUAL_COLUMNS : columns)
                        - row("", digits).length());
        int cells = report.cells().size();
        int group = (cells + room * MOST_ROWS - 1) / (room * MOST_ROWS);
        for (int at = 0; at < cells; at += room * group) {
            StringBuilder row =
                    new StringBuilder(row(Long.toString(report.cells().get(at).diskSector()), digits));
            for (int from = at; from < Math.min(cells, at + room * group); from += group) {
                row.append(sign(report.cells().subList(from, Math.min(cells, from + group))));
            }
            out.println(row.toString());
        }
        out.println("  " + shades.legend());
        out.println("  " + UNREADABLE + " unreadable sectors   " + MAPPED + " units on spares   " + UNKNOWN
                + " nothing is known   " + DISTURBED + " slow, while others used the disk");
        slowest();
    }

    private static String row(String sector, int digits) {
        return String.format(Locale.ROOT, "  disk %" + digits + "s ", sector);
    }

    /** Whose it is; false if there is no more to say. */
    private boolean head() {
        Long cellSectors = report.cellSectors();
        if (cellSectors == null) {
            out.println(report.device() + ": how long reads take on " + report.disk()
                    + " is not known: there was no scrub so far that measured it (remapd scrub " + report.device()
                    + " --now)");
            return false;
        }
        out.println(
                report.device() + "  " + report.disk() + ", " + report.cells().size() + " cells of "
                        + Amount.size(cellSectors) + ", read by the scrub that began "
                        + Amount.moment(Objects.requireNonNull(report.started()))
                        + (report.running() ? " and is under way" : "") + earlier());
        return true;
    }

    private String earlier() {
        long cells = report.cells().stream().filter(SurfaceReport.Cell::earlier).count();
        return cells == 0 ? "" : "; " + cells + " cells are as a scrub before found them";
    }

    /** Of several cells, the worst that is to be said of one: a slow one is to be seen. */
    private char sign(List<SurfaceReport.Cell> cells) {
        if (cells.stream().anyMatch(SurfaceReport.Cell::unreadable)) {
            return UNREADABLE;
        }
        if (cells.stream().anyMatch(cell -> cell.mapped() > 0)) {
            return MAPPED;
        }
        if (cells.stream().anyMatch(this::isSlowAndDisturbed)
                && cells.stream().noneMatch(cell -> !cell.disturbed() && isSlow(cell))) {
            return DISTURBED;
        }
        OptionalDouble slowest = cells.stream()
                .filter(cell -> !isSlowAndDisturbed(cell))
                .map(SurfaceReport.Cell::millisPerMib)
                .flatMap(Stream::ofNullable)
                .mapToDouble(Double::doubleValue)
                .max();
        return slowest.isEmpty() ? UNKNOWN : shades.sign(slowest.getAsDouble());
    }

    private boolean isSlow(SurfaceReport.Cell cell) {
        return shade(cell).orElse(0) > 0;
    }

    private boolean isSlowAndDisturbed(SurfaceReport.Cell cell) {
        return cell.disturbed() && isSlow(cell);
    }

    private boolean isAlike(SurfaceReport.Cell one, SurfaceReport.Cell other) {
        return shade(one).equals(shade(other))
                && one.disturbed() == other.disturbed()
                && one.unreadable() == other.unreadable()
                && one.mapped() > 0 == other.mapped() > 0
                && one.earlier() == other.earlier();
    }

    private OptionalInt shade(SurfaceReport.Cell cell) {
        Double millis = cell.millisPerMib();
        return millis == null ? OptionalInt.empty() : OptionalInt.of(shades.of(millis));
    }

    private void slowest() {
        List<Stretch> slow = Stretch.runs(
                        report.cells(),
                        (one, other) -> shade(one).equals(shade(other)) && one.disturbed() == other.disturbed())
                .stream()
                .filter(run ->
                        run.millis().isPresent() && shades.of(run.millis().getAsDouble()) > 0)
                .sorted(Comparator.comparingDouble((Stretch run) -> run.millis().orElse(0))
                        .reversed())
                .toList();
        out.println(slow.isEmpty() ? "  no place is slow beside the others" : "  slowest places:");
        slow.stream().limit(SLOWEST_SHOWN).forEach(run -> out.println("    " + run.words()));
        if (slow.size() > SLOWEST_SHOWN) {
            out.println("    and " + (slow.size() - SLOWEST_SHOWN) + " more; --json has all cells");
        }
        List<Stretch> reads = report.cells().stream()
                .filter(cell -> cell.slowestMillis() != null)
                .sorted(Comparator.comparingDouble(
                                (SurfaceReport.Cell cell) -> Objects.requireNonNullElse(cell.slowestMillis(), 0.0))
                        .reversed())
                .limit(READS_SHOWN)
                .map(cell -> Stretch.of(List.of(cell)))
                .toList();
        if (!reads.isEmpty()) {
            out.println("  slowest reads:");
            reads.forEach(cell -> out.println("    " + cell.words()));
        }
    }
}
