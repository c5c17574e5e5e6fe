package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.words.ScrubWords;

/** The progress of scrubs: a bar that is redrawn on a terminal, elsewhere a plain line for each tenth, and for each stop. */
final class ProgressLine {

    private static final int BAR = 24;

    private final PrintWriter out;
    private final boolean terminal;
    private final Map<String, String> said = new HashMap<>();

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
            String news = tenth + why(scrub);
            if (!news.equals(said.put(scrub.device(), news))) {
                out.println(scrub.device() + ": " + words(scrub));
                out.flush();
            }
        }
    }

    /** Ends the bar's line, if no scrub is running any more. */
    void endIfOver(List<StatusReport.Scrub> scrubs) {
        if (terminal && scrubs.stream().noneMatch(ScrubWords::isUnderWay)) {
            out.println();
            out.flush();
        }
    }

    private static String bar(StatusReport.Scrub scrub) {
        int full = scrub.sectors() == 0 ? BAR : (int) (scrub.done() * BAR / scrub.sectors());
        return scrub.device() + " [" + "#".repeat(full) + "-".repeat(BAR - full) + "] " + words(scrub);
    }

    private static String words(StatusReport.Scrub scrub) {
        return ScrubWords.progress(scrub) + why(scrub);
    }

    /** Of one that stands still. */
    private static String why(StatusReport.Scrub scrub) {
        boolean still = Long.valueOf(0).equals(scrub.limit()) && scrub.pace() != null;
        return still ? ", " + scrub.pace() : "";
    }
}
