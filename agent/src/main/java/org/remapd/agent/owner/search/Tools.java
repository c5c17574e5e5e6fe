package org.remapd.agent.owner.search;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.remapd.agent.owner.Printable;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sys.Program;
import org.remapd.agent.sys.ProgramException;

/** Programs of other packages, which all share one patience. For one thread. */
final class Tools {

    private static final int MOST_OUTPUT = 32 << 20;
    private static final int MOST_WORDS = 300;
    private static final long MOST_MEMORY = 2L << 30;
    private static final String MORE = "--patience gives it more time";

    private final Clock clock;
    private final long end;

    /**
     * Programs that may still be run.
     *
     * @param patience how long they may take, all together
     */
    Tools(Clock clock, Duration patience) {
        this.clock = clock;
        this.end = clock.nanos() + patience.toNanos();
    }

    /** What is left of the patience; nothing, or less, if it is over. */
    Duration left() {
        return Duration.ofNanos(end - clock.nanos());
    }

    /** @throws SearchException if the patience is over */
    void requireTime() throws SearchException {
        if (left().isNegative()) {
            throw new SearchException("it took too long; " + MORE);
        }
    }

    /**
     * Runs one, whatever its exit status.
     *
     * @param debian the package that brings it
     */
    Program.Output run(String debian, String tool, List<String> arguments) throws SearchException {
        return run(tool, List.of(path(debian, tool)), arguments);
    }

    /** The same for one that may want more memory than it should have. */
    Program.Output runSmall(String debian, String tool, List<String> arguments) throws SearchException {
        String limit = "--as=" + MOST_MEMORY;
        return run(tool, List.of(path("util-linux", "prlimit"), limit, path(debian, tool)), arguments);
    }

    private static String path(String debian, String tool) throws SearchException {
        return Program.find(tool)
                .map(Path::toString)
                .orElseThrow(() -> new SearchException(
                        "that takes " + tool + ", which is not installed; the package " + debian + " brings it"));
    }

    private Program.Output run(String tool, List<String> program, List<String> arguments) throws SearchException {
        requireTime();
        List<String> command =
                Stream.concat(program.stream(), arguments.stream()).toList();
        try (Program running = Program.start(command, MOST_OUTPUT)) {
            return running.output(left());
        } catch (ProgramException e) {
            throw new SearchException(tool + ": " + e.detail() + (left().isNegative() ? "; " + MORE : ""), e);
        }
    }

    /** What a tool complained about, short and printable. */
    static String complaint(String tool, Program.Output output) {
        String words = output.errors().strip();
        String some = words.length() > MOST_WORDS ? words.substring(0, MOST_WORDS) : words;
        return tool + " cannot tell" + (some.isEmpty() ? "" : ": " + Printable.line(some));
    }
}
