package org.remapd.daemon.cli;

import java.util.concurrent.Callable;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd stop}: take a device away. */
@Command(
        name = "stop",
        description = {
            "Takes a device away from /dev/mapper; remapd assemble brings it back.",
            "What is on its disk stays.",
            "A device that is in use is left as it is. It works without the daemon, too."
        },
        footer = {
            "",
            "Exit status: 0 stopped, 2 usage, 3 in use or unknown.",
            "",
            "Example: before the disk is taken out:",
            "  umount /data",
            "  remapd stop data"
        },
        mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", completionCandidates = DeviceNames.class, description = "The device.")
    @SuppressWarnings("NullAway.Init")
    private String device;

    @Override
    public Integer call() throws Exception {
        Request request = new Request(Request.Command.STOP, device, false);
        return new Asking(spec.commandLine()).ask(request, () -> WithoutDaemon.stop(device));
    }
}
