package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.remapd.daemon.control.StatusReport;

/** The progress of scrubs: a bar that is redrawn on a terminal, elsewhere a plain line for each tenth. */
final class ProgressLine {

    private static final int BAR = 24;

    /** Seconds without an answer that are worth a word. */
    private static final int SILENT = 5;

    /** States of a scrub that is not over. */
    static final Set<String> RUNNING = Set.of("running", "paused");

    private final PrintWriter out;
    private final boolean terminal;
    private final Map<String, Long> tenths = new HashMap<>();

    ProgressLine(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(List<StatusReport.Scrub> scrubs) {
        if (terminal) {
            out.print("\r\033[K"
                    + String.join("   ", scrubs.stream().map(ProgressLine::bar).toList()));
            out.flush();
            return;
        }
        for (StatusReport.Scrub scrub : scrubs) {
            long tenth = scrub.sectors() == 0 ? 10 : scrub.done() * 10 / scrub.sectors();
            if (!Long.valueOf(tenth).equals(tenths.put(scrub.device(), tenth))) {
                out.println(scrub.device() + ": " + text(scrub));
                out.flush();
            }
        }
    }

    /** Ends the bar's line, if no scrub is running any more. */
    void endIfOver(List<StatusReport.Scrub> scrubs) {
        if (terminal && scrubs.stream().noneMatch(scrub -> RUNNING.contains(scrub.state()))) {
            out.println();
            out.flush();
        }
    }

    private static String bar(StatusReport.Scrub scrub) {
        int full = scrub.sectors() == 0 ? BAR : (int) (scrub.done() * BAR / scrub.sectors());
        return scrub.device() + " [" + "#".repeat(full) + "-".repeat(BAR - full) + "] " + text(scrub);
    }

    /** How far it is, in words. */
    static String text(StatusReport.Scrub scrub) {
        Long left = scrub.secondsLeft();
        return percent(scrub) + ", " + StatusText.size(scrub.bytesPerSecond() / 512) + "/s, "
                + (left == null ? "" : StatusText.time(left) + " left, ") + scrub.unreadable() + " unreadable"
                + (scrub.silentSeconds() < SILENT ? "" : ", no answer for " + scrub.silentSeconds() + " s");
    }

    static String percent(StatusReport.Scrub scrub) {
        double done = scrub.sectors() == 0 ? 100 : 100.0 * scrub.done() / scrub.sectors();
        return String.format(Locale.ROOT, "%.1f %%", done);
    }
}
