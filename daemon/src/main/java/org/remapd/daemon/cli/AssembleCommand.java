package org.remapd.daemon.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd assemble}: make configured devices available. */
@Command(
        name = "assemble",
        description = {
            "Makes devices that /etc/remapd.conf names available under /dev/mapper, and has them watched.",
            "The daemon does so by itself when it starts and when a disk appears; this is for a device that was stopped, or that the"
                    + " file names only now."
        },
        footer = {"", "Exit status: 0 available, 2 usage, 3 not available."},
        mixinStandardHelpOptions = true)
final class AssembleCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The device.")
    private @Nullable String device;

    @Option(names = "--all", description = "All devices of the file.")
    private boolean all;

    @Override
    public Integer call() throws IOException {
        if (all == (device != null)) {
            throw new ParameterException(spec.commandLine(), "expected either a NAME or --all");
        }
        return new Asking(spec.commandLine()).ask(new Request(Request.Command.ASSEMBLE, device, false));
    }
}
