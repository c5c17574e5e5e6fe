package org.remapd.daemon.cli;

import java.util.concurrent.Callable;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd acknowledge}: enough of what is known. */
@Command(
        name = "acknowledge",
        description = {
            "Says that what is wrong with a device now is known, so that nobody is reminded of it any more.",
            "That is about hook, mail and webhook. What comes new, or more of the same, is told as before. The journal and the status are as they were."
        },
        footer = {"", "Exit status: 0 done, 2 usage, 3 could not.", "", "Example:", "  remapd acknowledge data"},
        mixinStandardHelpOptions = true)
final class AcknowledgeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", completionCandidates = DeviceNames.class, description = "The device.")
    @SuppressWarnings("NullAway.Init")
    private String device;

    @Override
    public Integer call() {
        return new Asking(spec.commandLine()).ask(new Request(Request.Command.ACKNOWLEDGE, device, false));
    }
}
