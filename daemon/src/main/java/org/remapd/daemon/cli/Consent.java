package org.remapd.daemon.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Somebody's yes to what was just said. */
final class Consent {

    private Consent() {}

    /**
     * Whether it is given: by {@code --yes}, or on a terminal when asked. If not, says that nothing was changed.
     *
     * @param yes whether {@code --yes} is there
     */
    static boolean given(boolean yes, PrintWriter out, PrintWriter err) throws IOException {
        if (yes) {
            return true;
        }
        out.flush();
        boolean asked = Terminal.isInput() && Terminal.isOutput();
        if (asked) {
            out.print("Go on? Type yes: ");
            out.flush();
            if (line().strip().equals("yes")) {
                return true;
            }
        }
        err.println("remapd: nothing was changed" + (asked ? "" : "; --yes does it"));
        return false;
    }

    private static String line() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }
}
