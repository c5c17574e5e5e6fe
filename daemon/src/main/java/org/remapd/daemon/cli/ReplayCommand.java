package org.remapd.daemon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.owner.Printable;
import org.remapd.agent.sensor.kernellog.Correlator;
import org.remapd.agent.sensor.kernellog.LogFile;
import org.remapd.agent.sensor.kernellog.LogFormat;
import org.remapd.agent.sensor.kernellog.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd replay}: what the kernel-log sensor makes of a log. Reads one file as a stream, and changes nothing. */
@Command(
        name = "replay",
        description = {
            "Says what remapd would make of the I/O errors in a kernel log.",
            "A dry run: it needs no device, and changes nothing.",
            "The log may be of dmesg (also -T, -x, -r), syslog, journalctl (also -o export, -o json) or /dev/kmsg, and"
                    + " may be gzipped.",
            ""
        },
        footer = {
            "",
            "Each bad place is told of once, as SECTOR or SECTOR+COUNT in sectors of 512 bytes:",
            "  exact      a medium error, and the drive said where",
            "  probe      a medium error somewhere in these sectors",
            "  ambiguous  an error that may be of the medium; only reading it can tell",
            "  lost       there were too many errors for the kernel to print them all",
            "  not-media  an error of something else, such as a cable; never acted on",
            "--json prints an object a line: {\"verdict\",\"device\",\"sector\",\"count\"}, null being what the log does"
                    + " not say.",
            "",
            "Exit status: 0 nothing to act on, 1 there is something, 2 usage, 3 the log cannot be read.",
            "",
            "Example: what did the disks say since this boot, and which lines told so?",
            "  journalctl -k -b -o export | remapd replay -v -"
        },
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {

    /** A log tells of a bad place as often as somebody tries to read it; the reader wants to know of it once. */
    private static final Duration WHOLE_LOG = Duration.ofDays(36_500);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "LOGFILE", description = "The log; - for standard input.")
    @SuppressWarnings("NullAway.Init")
    private String log;

    @Option(names = "--json", description = "Print JSON objects instead, one a line.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show the lines of the log that tell of each error.")
    private boolean verbose;

    private final InputStream standardInput;
    private final Map<Verdict.Kind, Integer> counts = new EnumMap<>(Verdict.Kind.class);

    public ReplayCommand() {
        this(System.in);
    }

    /** With something else as standard input. */
    ReplayCommand(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    @Override
    public Integer call() {
        try (InputStream in = log.equals("-") ? standardInput : Files.newInputStream(Path.of(log))) {
            replay(in);
        } catch (IOException | InvalidPathException e) {
            spec.commandLine().getErr().println(log + ": cannot be read: " + reason(e));
            return 3;
        }
        if (!json) {
            print(summary());
        }
        return counts.keySet().stream().anyMatch(Verdict.Kind::asksForAction) ? 1 : 0;
    }

    private void replay(InputStream in) throws IOException {
        LogFormat format = new LogFormat();
        Correlator correlator = new Correlator(WHOLE_LOG);
        LogFile.forEachLine(in, line -> format.accept(line, message -> correlator.accept(message, this::tell)));
        format.finish(message -> correlator.accept(message, this::tell));
        correlator.finish(this::tell);
    }

    private void tell(Verdict verdict) {
        counts.merge(verdict.kind(), 1, Integer::sum);
        if (json) {
            print(inJson(verdict));
            return;
        }
        print(inWords(verdict));
        if (verbose) {
            verdict.evidence().forEach(line -> print("    " + Printable.line(line)));
        }
    }

    private static String inWords(Verdict verdict) {
        if (verdict.kind() == Verdict.Kind.LOST) {
            return "lost: the kernel left out errors here, for there were too many";
        }
        String device = verdict.device() == null ? "unknown device" : verdict.device();
        String what = verdict.operation() == null
                ? "error"
                : verdict.operation().name().toLowerCase(Locale.ROOT) + " error";
        return "%s: %s%s, %s".formatted(verdict.kind().word(), device, place(verdict), meaning(verdict.kind(), what));
    }

    private static String place(Verdict verdict) {
        if (verdict.sector() == null) {
            return "";
        }
        Long count = verdict.count();
        return " " + verdict.sector() + (count == null || verdict.kind() == Verdict.Kind.EXACT ? "" : "+" + count);
    }

    private static String meaning(Verdict.Kind kind, String what) {
        return switch (kind) {
            case EXACT -> what + " of the medium, here";
            case PROBE -> what + " of the medium, somewhere from here";
            case AMBIGUOUS -> what + ", perhaps of the medium";
            case NOT_MEDIA -> what + ", not of the medium";
            case LOST -> what;
        };
    }

    /** What {@code --json} prints a line of; the members are a contract, as is their order. */
    record Found(
            String verdict,
            @Nullable String device,
            @Nullable Long sector,
            @Nullable Long count) {}

    private static String inJson(Verdict verdict) {
        return ReportJson.line(new Found(verdict.kind().word(), verdict.device(), sector(verdict), verdict.count()));
    }

    private static @Nullable Long sector(Verdict verdict) {
        return verdict.sector() == null ? null : verdict.sector().number();
    }

    private String summary() {
        int places = count(Verdict.Kind.EXACT) + count(Verdict.Kind.PROBE) + count(Verdict.Kind.AMBIGUOUS);
        int lost = count(Verdict.Kind.LOST);
        int rejected = count(Verdict.Kind.NOT_MEDIA);
        if (places + lost + rejected == 0) {
            return "no I/O errors found";
        }
        return places + (places == 1 ? " place" : " places") + " to probe, errors left out " + lost
                + (lost == 1 ? " time, " : " times, ") + rejected + " not of the medium";
    }

    private int count(Verdict.Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
    }
}
