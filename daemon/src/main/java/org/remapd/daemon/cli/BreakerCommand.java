package org.remapd.daemon.cli;

import java.util.concurrent.Callable;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd breaker}: freeze the healing of a device, or let it go on. */
@Command(
        name = "breaker",
        description = {
            "Opens or closes a device's breaker; while it is open nothing is moved to a spare.",
            "I/O that fails does so at once then, as without remapd; faults stay open, and are tried again once it is closed.",
            "It opens by itself when the disk does not answer, when errors come again and again that are not those of a bad sector"
                    + " (a cable, a controller, a lock), or when more units go bad at once than [breaker] in"
                    + " /etc/remapd.conf lets pass; and closes by itself when the disk has answered for a while. remapd status"
                    + " says whether it is open, and why."
        },
        footer = {
            "",
            "Exit status: 0 done, 2 usage, 3 could not.",
            "",
            "Examples:",
            "  remapd breaker data --open     before work on the cables: stays open until it",
            "                                 is closed by hand, or the daemon starts again",
            "  remapd breaker data --close    do not wait for it to close by itself"
        },
        mixinStandardHelpOptions = true)
final class BreakerCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", completionCandidates = DeviceNames.class, description = "The device.")
    @SuppressWarnings("NullAway.Init")
    private String device;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init")
    private Action action;

    /** One of these. */
    static final class Action {
        @Option(names = "--open", description = "Move nothing from now on.")
        boolean open;

        @Option(names = "--close", description = "Heal again.")
        boolean close;
    }

    @Override
    public Integer call() {
        Request.Command command = action.open ? Request.Command.OPEN_BREAKER : Request.Command.CLOSE_BREAKER;
        return new Asking(spec.commandLine()).ask(new Request(command, device, false));
    }
}
