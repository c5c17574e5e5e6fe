package org.remapd.daemon.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.remapd.agent.sys.Program;
import org.remapd.agent.sys.ProgramException;

/** How much a terminal shows. */
record ScreenSize(int rows, int columns) {

    /** Of one that does not tell. */
    static final ScreenSize UNKNOWN = new ScreenSize(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,4}) ([1-9]\\d{0,4})\\s*");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** As stty knows it, for Java does not. */
    static ScreenSize of(Path terminal) {
        try (Program stty = Program.start(List.of("stty", "-F", terminal.toString(), "size"), 100)) {
            return parse(stty.output(PATIENCE).text());
        } catch (ProgramException e) {
            return UNKNOWN;
        }
    }

    /** A serial line says that it has none: {@code 0 0}. */
    static ScreenSize parse(String said) {
        Matcher size = FORM.matcher(said);
        return size.matches()
                ? new ScreenSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)))
                : UNKNOWN;
    }
}
