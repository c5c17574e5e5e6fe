package org.remapd.daemon.words;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.StoryReport;

/** What happened to a unit. */
public final class StoryWords {

    private StoryWords() {}

    /** Where it always was. */
    public static String heading(StoryReport report) {
        return "sectors " + report.unit() + "+" + report.sectors() + ", " + place(report.original());
    }

    /** How it is. */
    public static List<Fact> facts(StoryReport report) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("state", state(report)));
        StatusReport.Fault fault = report.fault();
        if (fault != null) {
            facts.add(new Fact(
                    "cause",
                    fault.cause() + "; hints: " + fault.hints() + ", the first " + Amount.moment(fault.since())));
        }
        if (!report.lost().isEmpty()) {
            facts.add(new Fact(
                    "lost", "sectors " + numbers(report.lost()) + ", which read as errors until they are overwritten"));
        }
        return facts;
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

    /** One thing that was said or done. */
    public static String of(StoryReport.Entry entry) {
        return Stream.of(where(entry), entry.fate(), text(entry), lost(entry.lost()))
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(", "));
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
