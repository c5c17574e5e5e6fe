package org.remapd.daemon.cli;

import java.io.PrintWriter;
import org.remapd.agent.owner.Printable;

/** Where a report is printed for people, a line at a time: whatever the line quotes of others is made printable. */
final class PlainLines {

    private final PrintWriter out;

    PlainLines(PrintWriter out) {
        this.out = out;
    }

    void println(String line) {
        out.println(Printable.line(line));
    }
}
