package org.remapd.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A running guest. Its commands are run one after the other, as root, each by a shell of its own; whatever waits for one
 * is bounded. Once the guest is lost every call fails at once, and says why.
 */
public final class Guest implements AutoCloseable {

    private static final Duration USUAL = Duration.ofMinutes(3);
    private static final Duration BOOT = Duration.ofMinutes(10);
    private static final Pattern VARIABLE =
            Pattern.compile("LAB_(DISK(?<disk>[0-9]+)|RUN)=(?<value>[^ ]+) (?<node>.+)");
    private static final String END = "--- end of output, status ";

    private final Process process;
    private final Writer input;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final Map<Integer, String> disks = new HashMap<>();

    /** The run's, for lab/fault. */
    private String directory = "";

    private @Nullable String lost;

    /** Of what lab/run prints; null at its end. */
    private record Line(@Nullable String text) {}

    private Guest(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAll, "guest");
        reader.setDaemon(true);
        reader.start();
    }

    static Guest boot(int seconds, List<String> diskArguments) {
        List<String> arguments = new ArrayList<>(List.of("--timeout", Integer.toString(seconds)));
        arguments.addAll(List.of("--seed", Long.toString(Lab.seed())));
        arguments.addAll(diskArguments);
        Guest guest;
        try {
            guest = new Guest(
                    Lab.command("run", arguments).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        guest.learn();
        return guest;
    }

    /** The first command; so this also waits for the boot, and for what lab/run had to build. */
    private void learn() {
        String command = "for v in ${!LAB_*}; do echo \"$v=${!v} $(readlink -f ${!v})\"; done";
        for (String line : expect(execute(command, BOOT), "the boot").lines().toList()) {
            Matcher variable = VARIABLE.matcher(line);
            if (variable.matches() && variable.group("disk") != null) {
                disks.put(Integer.valueOf(variable.group("disk")), variable.group("node"));
            } else if (variable.matches()) {
                directory = variable.group("value");
            }
        }
    }

    /** The device node that disk N had when the guest was booted, as /dev/sda. */
    public String disk(int number) {
        return Objects.requireNonNull(disks.get(number), "no such disk");
    }

    /** Sectors that disk N has handed over since the boot. */
    long sectorsRead(int number) {
        return Long.parseLong(
                sh("awk '{ print $3 }' /sys/class/block/$(basename $(readlink -f " + disk(number) + "))/stat")
                        .strip());
    }

    /** Runs a command of the shell's and tells how it ended; 124 if it had to be ended, after three minutes. */
    public Result run(String command) {
        return run(command, USUAL);
    }

    public Result run(String command, Duration limit) {
        String bounded = "timeout -k 5 " + limit.toSeconds() + " bash -c " + quote(command);
        return execute(bounded, limit.plusSeconds(30));
    }

    /** Runs a command that must succeed; returns what it printed. */
    public String sh(String command) {
        return sh(command, USUAL);
    }

    public String sh(String command, Duration limit) {
        return expect(run(command, limit), command);
    }

    /** Runs the command again and again until it succeeds; returns what it printed then. */
    public String await(String description, String command, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        Result last = run(command);
        while (last.status() != 0) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + limit + ": " + description + "; the last of " + command
                        + " ended with " + last.status() + ":\n" + last.output());
            }
            pause();
            last = run(command);
        }
        return last.output();
    }

    /**
     * Makes a disk fail: {@code fault("0 pending 1000+8")}. It is said to lab/fault, outside, which is faster than lab-fault
     * in the guest, and does not wait for its shell. Returns what {@code list} and {@code stats} print.
     */
    public String fault(String words) {
        List<String> arguments = new ArrayList<>(List.of("--run", directory));
        arguments.addAll(List.of(words.split(" ")));
        Result result = Lab.fault(arguments.toArray(String[]::new));
        if (result.status() != 0) {
            throw new AssertionError("lab/fault " + words + ": status " + result.status() + ": " + result.output());
        }
        return result.output();
    }

    /** What the kernel logged since it was last asked for this. */
    public String kernelLog() {
        return sh("dmesg -c");
    }

    /** For a failed test: the end of the guest's journal. */
    String story() {
        if (lost != null) {
            return lost;
        }
        try {
            return run("journalctl --no-pager -n 60 -o short-monotonic; systemctl --no-pager --failed")
                    .output();
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            // It is gone already.
        }
        Lab.ends(process, USUAL.plusSeconds(30));
    }

    private Result execute(String command, Duration limit) {
        if (lost != null) {
            throw new AssertionError("the guest was lost before: " + lost);
        }
        String end = END + System.nanoTime() + ' ';
        try {
            input.write(command + " </dev/null 2>&1; printf '\\n%s%d\\n' " + quote(end) + " $?\n");
            input.flush();
        } catch (IOException e) {
            // Why, its output tells.
        }
        return collect(command, end, limit);
    }

    private Result collect(String command, String end, Duration limit) {
        List<String> output = new ArrayList<>();
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Line line = next(deadline - System.nanoTime());
            if (line == null || line.text() == null) {
                String what = line == null ? "does not answer within " + limit : "ended";
                throw lose("the guest " + what + ": " + command + "\n" + String.join("\n", output));
            }
            if (line.text().startsWith(end)) {
                int status = Integer.parseInt(line.text().substring(end.length()));
                return new Result(status, String.join("\n", output).stripTrailing());
            }
            output.add(line.text());
        }
    }

    private AssertionError lose(String why) {
        lost = why;
        process.destroy();
        return new AssertionError(why);
    }

    private @Nullable Line next(long nanoseconds) {
        try {
            return lines.poll(nanoseconds, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void readAll() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(new Line(line));
            }
        } catch (IOException e) {
            // As good as its end.
        }
        lines.add(new Line(null));
    }

    private static String expect(Result result, String command) {
        if (result.status() != 0) {
            throw new AssertionError(command + " ended with " + result.status() + ":\n" + result.output());
        }
        return result.output();
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
