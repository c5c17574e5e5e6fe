package org.remapd.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.port.Clock;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.StatusReport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd status}: how the devices are. */
@Command(
        name = "status",
        description = {
            "Says how the devices are: spares, scrubs, faults and what was lost.",
            "Sector numbers are those of the remap device; those of the disk below are labelled disk."
        },
        footer = {
            "",
            "With --watch a terminal is drawn anew in place, as far as it reaches. Elsewhere each status ends with an empty line;"
                    + " with --json each is one line. A daemon that goes away meanwhile, as for an update, is told once on"
                    + " standard error, and is asked again until it answers. Ctrl-C ends it with exit status 130, as it does"
                    + " any program; when nobody reads the output any more, the last status counts.",
            "",
            "Exit status: 0 all is well, 1 something needs attention, 2 usage, 3 the daemon cannot be asked.",
            "",
            "Examples:",
            "  remapd status data --watch --interval 10",
            "  remapd status data --json | jq '.devices[].faults[].lost[]'",
            "                                 the lost sectors of a device, for another tool",
            "  remapd status data --watch --json | jq --unbuffered '.devices[].spares.free'"
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    /** Of so many all is said. */
    private static final int FEW = 4;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = DeviceNames.class,
            arity = "0..1",
            description = "The device. Default: all.")
    private @Nullable String device;

    @Option(names = "--json", description = "Print one JSON object instead; with --watch one in each line.")
    private boolean json;

    @Option(
            names = "--full",
            description =
                    "Say all of each device, also if there are many: more than " + FEW + " have a line each else.")
    private boolean full;

    @ArgGroup(exclusive = false)
    private @Nullable Watch watch;

    /** Again and again. */
    static final class Watch {
        @Option(
                names = "--watch",
                required = true,
                description = "Show it again and again, until Ctrl-C or until nobody reads the output any more.")
        boolean on;

        @Option(
                names = "--interval",
                paramLabel = "SECONDS",
                defaultValue = "2",
                description = "With --watch: show it every so many seconds. Default: ${DEFAULT-VALUE}.")
        int interval;
    }

    @Override
    public Integer call() throws IOException {
        StatusReport report = watch == null ? showOnce() : show(watch);
        return report.attention() ? Reply.ATTENTION : Reply.DONE;
    }

    private StatusReport showOnce() throws IOException {
        StatusReport report = ask();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ReportJson.of(report));
        } else {
            print(out, lines(report, StatusCommand::columns));
        }
        out.flush();
        return report;
    }

    private StatusReport show(Watch often) throws IOException {
        if (often.interval < 1) {
            throw new ParameterException(spec.commandLine(), "--interval: expected 1 or more seconds");
        }
        StatusWatch rounds =
                new StatusWatch(spec.commandLine(), this::ask, view(), Terminal::isOutputClosed, Clock.SYSTEM);
        return rounds.show(Duration.ofSeconds(often.interval));
    }

    /** How each round is shown. */
    private Consumer<StatusReport> view() {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Path> terminal = Terminal.output();
        if (json) {
            return report -> out.println(ReportJson.line(report));
        }
        if (terminal.isEmpty()) {
            return report -> {
                print(out, lines(report, StatusCommand::columns));
                out.println();
            };
        }
        Screen screen = new Screen(out, () -> ScreenSize.of(terminal.get()), Terminal.showsColour());
        return report -> screen.show(columns -> lines(report, () -> columns));
    }

    /** @param columns asked for only where the width matters: that takes a program */
    private List<Line> lines(StatusReport report, IntSupplier columns) {
        return full || report.devices().size() <= FEW
                ? StatusText.of(report)
                : StatusTable.of(report, columns.getAsInt());
    }

    private static int columns() {
        return Terminal.output().map(ScreenSize::of).orElse(ScreenSize.UNKNOWN).columns();
    }

    private static void print(PrintWriter out, List<Line> lines) {
        boolean colour = Terminal.showsColour();
        lines.forEach(line -> out.println(line.shown(colour)));
    }

    private StatusReport ask() throws IOException {
        return new ControlClient(ControlServer.SOCKET).status(device);
    }
}
