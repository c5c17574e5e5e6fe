package org.remapd.daemon.cli;

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
            "Makes remap devices available under /dev/mapper, and has them watched.",
            "The daemon does so by itself, with all that /etc/remapd.conf names, when it starts and when a disk appears; this is"
                    + " for a device that was stopped, that the file names only now, or that comes from another machine"
                    + " (--scan). A device is known by what is on its disks, whatever port they are plugged into. It works"
                    + " without the daemon, too."
        },
        footer = {
            "",
            "Exit status: 0 available, 2 usage, 3 one or more are not available.",
            "",
            "Examples:",
            "  remapd assemble data",
            "  remapd assemble --scan     what there is on any disk, as it was called there"
        },
        mixinStandardHelpOptions = true)
final class AssembleCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = DeviceNames.class,
            arity = "0..1",
            description = "The device.")
    private @Nullable String device;

    @Option(names = "--all", description = "All devices of the file.")
    private boolean all;

    @Option(names = "--scan", description = "All devices that are on any disk, also those that the file does not name.")
    private boolean scan;

    @Override
    public Integer call() throws Exception {
        if ((device != null ? 1 : 0) + (all ? 1 : 0) + (scan ? 1 : 0) != 1) {
            throw new ParameterException(spec.commandLine(), "expected one of NAME, --all or --scan");
        }
        Asking asking = new Asking(spec.commandLine());
        return scan
                ? asking.ask(Request.assembleScan(), WithoutDaemon::assembleFound)
                : asking.ask(
                        new Request(Request.Command.ASSEMBLE, device, false), () -> WithoutDaemon.assemble(device));
    }
}
