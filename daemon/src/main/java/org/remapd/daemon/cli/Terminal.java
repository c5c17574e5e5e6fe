package org.remapd.daemon.cli;

import java.io.IOException;
import java.nio.file.Path;

/** What standard input and output are connected to. */
final class Terminal {

    private Terminal() {}

    /** Whether a person sees the output as it comes. */
    static boolean isOutput() {
        return isTerminal(1);
    }

    /** Whether a person can be asked. {@code System.console()} would not tell the two apart. */
    static boolean isInput() {
        return isTerminal(0);
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String file = Path.of("/proc/self/fd/" + descriptor).toRealPath().toString();
            return file.startsWith("/dev/") && !file.equals("/dev/null");
        } catch (IOException e) {
            return false;
        }
    }
}
