package org.remapd.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The lab's scripts, for tests in which guests end: by a cut of the power, or to be booted again from what was kept. */
public final class Lab {

    private static final Path HOME =
            Path.of(System.getProperty("lab.home", ".")).toAbsolutePath().normalize();

    /** Exit statuses of {@code lab/run}. */
    public static final int POWER_CUT = 97;

    public static final int GUEST_DIED = 98;

    private Lab() {}

    /** The seed that all is drawn from that is drawn by lot; {@code -Dremapd.seed}. */
    public static long seed() {
        return Long.getLong("remapd.seed", 1);
    }

    /** Writes a file, and returns its path in a guest. */
    static String handOver(String name, List<String> lines) {
        try {
            Files.write(Files.createDirectories(HOME.resolve("target")).resolve(name), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/run/lab-home/target/" + name;
    }

    /** The root of the source tree; a guest sees it at the same place. */
    static Path top() {
        return HOME.resolve("..").normalize();
    }

    /** {@code lab/test --long}: are the long forms of the tests wanted? */
    public static boolean isLong() {
        return Boolean.getBoolean("remapd.long");
    }

    /** Runs {@code lab/run ARGUMENTS}, to the end of that guest, which has one processor. */
    public static Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--processors", "1", "--seed", Long.toString(seed())));
        all.addAll(List.of(arguments));
        return script(Duration.ofMinutes(15), "run", all);
    }

    /**
     * For the shell of a guest: {@code answers} waits until the daemon says that it is ready, {@code active_spares NAME} prints how many spares the
     * target has in use.
     */
    static final String WORDS = """
            answers() { for i in $(seq 240); do systemctl -q is-active remapd && return; sleep 0.5; done; return 1; }
            active_spares() { dmsetup status "$1" | sed 's/.* \\([0-9]*\\)\\/.*/\\1/'; }
            """;

    /** Runs a script to the end of a guest with one disk, which is kept in the directory for the next such run. */
    static Result run(Path state, long seed, Duration limit, String disk, String script) {
        return run(
                "--state",
                state.toString(),
                "--seed",
                Long.toString(seed),
                "--timeout",
                Long.toString(limit.toSeconds()),
                "--disk",
                disk,
                "--",
                "bash",
                "-c",
                script);
    }

    /** Runs {@code lab/demo ARGUMENTS}. */
    public static Result demo(String... arguments) {
        return script(Duration.ofMinutes(20), "demo", List.of(arguments));
    }

    /** Runs {@code lab/bench ARGUMENTS}. */
    public static Result bench(String... arguments) {
        return script(Duration.ofMinutes(40), "bench", List.of(arguments));
    }

    /** Runs {@code lab/fault ARGUMENTS}. */
    public static Result fault(String... arguments) {
        return script(Duration.ofMinutes(2), "fault", List.of(arguments));
    }

    /** The path of the program that the guests have installed; it works on this machine, too. */
    static String program() {
        return place("build", "stage") + "/usr/bin/remapd";
    }

    /** The directory of the packages. */
    static String packages() {
        return place("build", "packages");
    }

    /** The directory of Debian's Prometheus, and of its promtool. */
    static String prometheus() {
        return place("prometheus", "prometheus");
    }

    /** Where it is, as a script tells that makes it. */
    private static String place(String script, String what) {
        Result made = script(Duration.ofMinutes(10), script, List.of());
        return made.output()
                .lines()
                .filter(line -> line.startsWith(what + "="))
                .map(line -> line.substring(what.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("lab/" + script + ": " + made.output()));
    }

    /** Runs a command of the shell's on this machine. */
    static Result here(String command) {
        return toItsEnd(new ProcessBuilder("bash", "-c", command), Duration.ofMinutes(2));
    }

    /** Starts a script, and waits for nothing; what it prints is not kept. */
    static Process start(String script, String... arguments) throws IOException {
        return command(script, List.of(arguments))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static ProcessBuilder command(String script, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(HOME.resolve(script).toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    private static Result script(Duration limit, String script, List<String> arguments) {
        return toItsEnd(command(script, arguments), limit);
    }

    private static Result toItsEnd(ProcessBuilder builder, Duration limit) {
        try {
            Path output = Files.createTempFile("lab-", ".out");
            try {
                return run(builder, output, limit);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result run(ProcessBuilder builder, Path output, Duration limit) throws IOException {
        Process process = builder.redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = ends(process, limit);
        String text = Files.readString(output, StandardCharsets.UTF_8).stripTrailing();
        if (!ended) {
            throw new AssertionError(builder.command() + " did not end within " + limit + ":\n" + text);
        }
        return new Result(process.exitValue(), text);
    }

    /** Waits for the process, and ends it if it does not. */
    static boolean ends(Process process, Duration limit) {
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // By its trap, lab/run takes the guest with it.
        process.destroy();
        return false;
    }
}
