package org.remapd.daemon.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.words.Amount;
import org.remapd.daemon.words.ScrubWords;

/**
 * A line for each of many devices, those first that somebody should look at; as wide as what is in it, if there is room for that, else
 * without what can be missed most easily.
 */
final class StatusTable {

    private static final List<String> HEAD =
            List.of("DEVICE", "HEALTH", "DISK", "SIZE", "SPARES FREE", "FAULTS", "LOST", "SCRUB");

    /** Of these columns, the first first. */
    private static final List<String> DISPENSABLE = List.of("SIZE", "SCRUB", "DISK");

    private static final int GAP = 2;

    private StatusTable() {}

    /** @param room columns of the terminal */
    static List<Line> of(StatusReport report, int room) {
        List<StatusReport.Device> devices = report.devices().stream()
                .sorted(Comparator.comparing((StatusReport.Device device) -> !device.attention()))
                .toList();
        List<List<String>> rows = Stream.concat(
                        Stream.of(HEAD), devices.stream().map(StatusTable::row))
                .toList();
        int[] widths = fitting(widths(rows), room);
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(line(HEAD, widths)));
        for (int n = 0; n < devices.size(); n++) {
            lines.add(new Line(
                    line(rows.get(n + 1), widths), devices.get(n).attention() ? Line.Tone.BAD : Line.Tone.PLAIN));
        }
        lines.add(Line.of("All there is to say of one: remapd status NAME; of all: remapd status --full"));
        return lines;
    }

    private static List<String> row(StatusReport.Device device) {
        StatusReport.Disk disk = device.disk();
        StatusReport.Spares spares = device.spares();
        boolean watched = device.state().equals("watched");
        return List.of(
                device.name(),
                device.copyNow().isEmpty() ? StatusText.health(device) : "COPY NOW",
                disk == null ? "-" : disk.path(),
                disk == null ? "-" : Amount.size(disk.sectors()),
                spares == null ? "-" : spares.free() + "/" + spares.total(),
                watched ? device.openFaults() + " open" : "-",
                watched ? lost(device.lostSectors()) : "-",
                scrub(device));
    }

    private static String lost(long sectors) {
        return sectors + (sectors == 1 ? " sector" : " sectors");
    }

    private static String scrub(StatusReport.Device device) {
        StatusReport.Scrub scrub = device.scrub();
        if (scrub != null && ScrubWords.isUnderWay(scrub)) {
            return scrub.state() + " " + ScrubWords.percent(scrub);
        }
        StatusReport.LastScrub last = device.lastScrub();
        return last == null ? "-" : Amount.moment(last.ended());
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    /** Those that are left out have no width. */
    private static int[] fitting(int[] widths, int room) {
        for (String column : DISPENSABLE) {
            if (width(widths) > room) {
                widths[HEAD.indexOf(column)] = 0;
            }
        }
        return widths;
    }

    private static int width(int[] widths) {
        return IntStream.of(widths)
                        .filter(width -> width > 0)
                        .map(width -> width + GAP)
                        .sum()
                - GAP;
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            if (widths[column] > 0) {
                String cell = cells.get(column);
                line.append(cell).append(" ".repeat(widths[column] - cell.length() + GAP));
            }
        }
        return line.toString().stripTrailing();
    }
}
