package org.remapd.daemon.cli;

import java.io.Console;
import java.io.PrintWriter;

/** Somebody's yes to what was just said. */
final class Consent {

    private Consent() {}

    /**
     * Whether it is given: by {@code --yes}, or on a terminal when asked. If not, says that nothing was changed.
     *
     * @param yes whether {@code --yes} is there
     */
    static boolean given(boolean yes, PrintWriter out, PrintWriter err) {
        if (yes) {
            return true;
        }
        out.flush();
        Console console = System.console();
        if (console != null) {
            String answer = console.readLine("Go on? Type yes: ");
            if (answer != null && answer.strip().equals("yes")) {
                return true;
            }
        }
        err.println("remapd: nothing was changed" + (console == null ? "; --yes does it" : ""));
        return false;
    }
}
