package org.remapd.daemon.cli;

import java.io.IOException;
import java.nio.file.Path;

/** What standard output is connected to. */
final class Terminal {

    private Terminal() {}

    /** Whether a person sees the output as it comes. {@code System.console()} would ask about standard input too. */
    static boolean isOutput() {
        try {
            String output = Path.of("/proc/self/fd/1").toRealPath().toString();
            return output.startsWith("/dev/") && !output.equals("/dev/null");
        } catch (IOException e) {
            return false;
        }
    }
}
