package org.remapd.daemon.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.Growth;
import org.remapd.agent.Inspection;
import org.remapd.daemon.GrownReply;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd spares}: more spares. */
@Command(
        name = "spares",
        description = "Gives a remap device more spares.",
        subcommands = SparesCommand.Add.class,
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class SparesCommand implements Callable<Integer> {

    private static final int USAGE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return USAGE;
    }

    /** {@code remapd spares add}. */
    @Command(
            name = "add",
            description = {
                "Gives a remap device more spares, on a disk (or partition) that is used for nothing else from then on; a copy of"
                        + " the metadata is put there, too. The device stays in use meanwhile.",
                "The spare device belongs to it for ever: without it, the device is not assembled. A disk that holds anything is"
                        + " refused, unless --force says that it may be destroyed."
            },
            footer = {
                "",
                "Exit status: 0 added, 2 usage, 3 not added.",
                "",
                "Example:",
                "  remapd spares add data --spare-device /dev/disk/by-id/ata-... --spares 5000"
            },
            mixinStandardHelpOptions = true)
    static final class Add implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init")
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", completionCandidates = DeviceNames.class, description = "The device.")
        @SuppressWarnings("NullAway.Init")
        private String device;

        @Option(names = "--spare-device", paramLabel = "DEV", required = true, description = "Where they will be.")
        @SuppressWarnings("NullAway.Init")
        private Path disk;

        @Option(
                names = "--spares",
                paramLabel = "N",
                description = "How many, in units. Default: as many as there is room for.")
        private @Nullable Integer spares;

        @Option(names = "--force", description = "Destroy what is on that disk.")
        private boolean force;

        @Override
        public Integer call() throws Exception {
            String path = DeviceArgument.real(disk.toString());
            Request request = Request.addSpares(device, new Request.Spares(path, spares, force));
            return new Asking(spec.commandLine()).ask(request, () -> alone(path));
        }

        private Reply alone(String path) throws Exception {
            Inspection seen = Inspection.of(DeviceArgument.disk(device));
            Growth growth = new Growth(path, Optional.ofNullable(spares), force);
            return Reply.done(List.of(GrownReply.line(device, path, growth.carryOutAlone(seen.paths()))));
        }
    }
}
