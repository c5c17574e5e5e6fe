package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.remapd.daemon.control.StoryReport;
import org.remapd.daemon.words.StoryLine;
import org.remapd.daemon.words.StoryWords;

/** What happened to a unit, for people: where it is, how it is, and an entry of its story a line with the evidence below it. */
final class StoryText {

    private final PlainLines out;

    StoryText(PrintWriter out) {
        this.out = new PlainLines(out);
    }

    void print(StoryReport report) {
        out.println(report.device() + "  " + StoryWords.heading(report));
        StoryWords.facts(report).forEach(fact -> line(fact.label(), fact.text()));
        line("story", report.story().isEmpty() ? "nobody has said anything of it since remapd watches it" : "");
        StoryLine.of(report.story()).forEach(this::print);
    }

    private void line(String label, String text) {
        out.println(String.format(Locale.ROOT, "  %-6s %s", label, text).stripTrailing());
    }

    private void print(StoryLine line) {
        out.println(String.format(Locale.ROOT, "    %-24s %-9s %s", line.when(), line.kind(), line.text()));
        line.evidence().forEach(evidence -> out.println("      | " + evidence));
    }
}
