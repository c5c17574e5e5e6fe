package org.remapd.daemon.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.StatusReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd stats}: what a device is asked for. */
@Command(
        name = "stats",
        description =
                "Says how many requests a device has had since it was assembled, and how large they were on average.",
        footer = {
            "",
            "Exit status: 0 done, 2 usage, 3 it cannot be told.",
            "",
            "Examples:",
            "  remapd stats data",
            "  remapd stats data --json | jq '.[].total.requests'"
        },
        mixinStandardHelpOptions = true)
final class StatsCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = DeviceNames.class,
            arity = "0..1",
            description = "The device. Default: all.")
    private @Nullable String device;

    @Option(
            names = "--json",
            description = "Print a JSON array instead, with an object for each device; sizes are in bytes.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<RequestStatistics> all = new ControlClient(ControlServer.SOCKET)
                .status(device).devices().stream()
                        .flatMap(each -> of(each).stream())
                        .toList();
        if (json) {
            spec.commandLine().getOut().println(ReportJson.of(all));
        } else {
            all.forEach(each -> spec.commandLine().getOut().print(each.text()));
        }
        spec.commandLine().getOut().flush();
        return told(all.size());
    }

    /** A device that is not there has no requests. */
    private int told(int devices) {
        if (devices == 0 && device != null) {
            Failure.tell(spec.commandLine(), device + " is not available: remapd status " + device);
            return Reply.FAILED;
        }
        return Reply.DONE;
    }

    private static Optional<RequestStatistics> of(StatusReport.Device each) {
        return Optional.ofNullable(each.io()).map(io -> RequestStatistics.of(each.name(), io));
    }
}
