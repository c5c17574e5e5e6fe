package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.StoryReport;

/** What happened to a unit, for people: where it is, how it is, and an entry of its story a line with the evidence below it. */
final class StoryText {

    private final PlainLines out;

    StoryText(PrintWriter out) {
        this.out = new PlainLines(out);
    }

    void print(StoryReport report) {
        out.println(report.device() + "  sectors " + report.unit() + "+" + report.sectors() + ", "
                + place(report.original()));
        line("state", state(report));
        StatusReport.Fault fault = report.fault();
        if (fault != null) {
            line("cause", fault.cause() + "; hints: " + fault.hints() + ", the first " + fault.since());
        }
        if (!report.lost().isEmpty()) {
            line("lost", "sectors " + numbers(report.lost()) + ", which read as errors until they are overwritten");
        }
        line("story", report.story().isEmpty() ? "nobody has said anything of it since remapd watches it" : "");
        report.story().forEach(this::print);
    }

    private void line(String label, String text) {
        out.println(String.format(Locale.ROOT, "  %-6s %s", label, text).stripTrailing());
    }

    private static String state(StoryReport report) {
        StatusReport.Fault fault = report.fault();
        StoryReport.Place spare = report.spare();
        String fate = fault == null ? "nothing is known against it" : fault.fate() + ": " + fault.reason();
        return fate + (spare == null ? "" : "; served from a spare, " + place(spare));
    }

    private static String place(StoryReport.Place place) {
        return "disk " + place.disk() + " " + place.diskSector() + "+" + place.sectors();
    }

    private void print(StoryReport.Entry entry) {
        String text = Stream.of(where(entry), entry.fate(), text(entry), lost(entry.lost()))
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(", "));
        out.println(String.format(Locale.ROOT, "    %-24s %-9s %s", entry.when(), entry.kind(), text));
        entry.evidence().forEach(evidence -> out.println("      | " + evidence));
    }

    private static String text(StoryReport.Entry entry) {
        String source = entry.source() == null ? "" : " (" + entry.source() + ")";
        return entry.text() + source + (entry.result() == null ? "" : ": " + entry.result());
    }

    private static @Nullable String where(StoryReport.Entry entry) {
        return entry.diskSector() == null ? null : "disk " + entry.diskSector() + "+" + entry.sectors();
    }

    private static String lost(List<Long> sectors) {
        return sectors.isEmpty() ? "" : "lost: sectors " + numbers(sectors);
    }

    private static String numbers(List<Long> sectors) {
        return sectors.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}
