package org.remapd.daemon.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What standard input and output are connected to. */
final class Terminal {

    private Terminal() {}

    /** Whether a person sees the output as it comes. */
    static boolean isOutput() {
        return output().isPresent();
    }

    /** The terminal on which a person sees the output. */
    static Optional<Path> output() {
        return terminal(1);
    }

    /** Whether nobody takes the output any more. */
    static boolean isOutputClosed() {
        return System.out.checkError();
    }

    /** Whether a person can be asked. {@code System.console()} would not tell the two apart. */
    static boolean isInput() {
        return terminal(0).isPresent();
    }

    private static Optional<Path> terminal(int descriptor) {
        try {
            Path file = Path.of("/proc/self/fd/" + descriptor).toRealPath();
            return Optional.of(file).filter(path -> path.startsWith("/dev") && !path.equals(Path.of("/dev/null")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
