package org.remapd.daemon.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.StoryReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code remapd explain}: what was said of a sector, and what was done about it. */
@Command(
        name = "explain",
        description = {
            "Tells the story of the unit of a sector: where it lives, every hint with the lines that it was read in, every read of",
            "remapd's own and what came of it, every step of a heal, and what of it is lost. It changes nothing.",
            "",
            "The daemon keeps that in a bounded memory; of what was before it was started, how it ended is on record."
        },
        footer = {
            "",
            "Exit status: 0 nothing is open, 1 a fault of the unit is open, 2 usage, 3 the daemon cannot be asked.",
            "",
            "Examples:",
            "  remapd explain data 303784     the unit of sector 303784 of /dev/mapper/data",
            "  remapd explain data 303784 --json | jq -r '.story[].evidence[]'",
            "                                 the kernel's own lines"
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private final UnitArguments unit = new UnitArguments();

    @Option(names = "--json", description = "Print one JSON object instead.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Reply reply = new ControlClient(ControlServer.SOCKET).ask(unit.explain(), progress -> {});
        StoryReport story = reply.story();
        if (story == null) {
            throw new IOException(reply.error() == null ? "the daemon's answer holds no story" : reply.error());
        }
        if (json) {
            spec.commandLine().getOut().println(ReportJson.of(story));
        } else {
            new StoryText(spec.commandLine().getOut()).print(story);
        }
        spec.commandLine().getOut().flush();
        Integer exit = reply.exit();
        return exit == null ? Reply.FAILED : exit;
    }
}
