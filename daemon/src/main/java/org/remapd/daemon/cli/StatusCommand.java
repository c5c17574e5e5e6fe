package org.remapd.daemon.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import org.remapd.daemon.control.StatusReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "Exit status: 0 all is well, 1 something needs attention, 2 usage, 3 the daemon cannot be asked.",
            "",
            "Example: the lost sectors of a device, for another tool:",
            "  remapd status data --json | jq '.devices[].faults[].lost[]'"
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The device. Default: all.")
    private @Nullable String device;

    @Option(names = "--json", description = "Print one JSON object instead.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Request request = new Request(Request.Command.STATUS, device, false);
        Reply reply = new ControlClient(ControlServer.SOCKET).ask(request, progress -> {});
        StatusReport report = reply.status();
        if (report == null) {
            throw new IOException(reply.error() == null ? "the daemon's answer holds no status" : reply.error());
        }
        if (json) {
            spec.commandLine().getOut().println(ReportJson.of(report));
        } else {
            new StatusText(spec.commandLine().getOut()).print(report);
        }
        spec.commandLine().getOut().flush();
        return report.attention() ? Reply.ATTENTION : Reply.DONE;
    }
}
