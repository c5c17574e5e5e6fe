package org.remapd.daemon.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What standard input and output are connected to. */
final class Terminal {

    private static final Pattern UTF8 = Pattern.compile("(?i)utf-?8");

    private Terminal() {}

    /** Whether a person sees the output as it comes. */
    static boolean isOutput() {
        return output().isPresent();
    }

    /** The terminal on which a person sees the output. */
    static Optional<Path> output() {
        return terminal(1);
    }

    /** Whether a person sees the output, in colours if there are any; see no-color.org. */
    static boolean showsColour() {
        String unwanted = System.getenv("NO_COLOR");
        return isOutput() && (unwanted == null || unwanted.isEmpty()) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Whether nobody takes the output any more. */
    static boolean isOutputClosed() {
        return System.out.checkError();
    }

    /** Whether a person can be asked. {@code System.console()} would not tell the two apart. */
    static boolean isInput() {
        return terminal(0).isPresent();
    }

    /** Whether what a person sees can be any character, by the locale. */
    static boolean showsUtf8() {
        return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(System::getenv)
                .filter(locale -> locale != null && !locale.isEmpty())
                .findFirst()
                .filter(locale -> UTF8.matcher(locale).find())
                .isPresent();
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
