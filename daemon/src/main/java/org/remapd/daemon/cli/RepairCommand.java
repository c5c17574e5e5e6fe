package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.Inspection;
import org.remapd.agent.Mending;
import org.remapd.daemon.control.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd repair}: mend remapd's own metadata. */
@Command(
        name = "repair",
        description = {
            "Mends the metadata of a remap device: what is damaged in one copy is written anew from the others.",
            "Without --yes it only says what that would be, and writes nothing.",
            "A device that the daemon watches needs no repair: the daemon mends what it finds. Where all copies of something are"
                    + " damaged, or contradict each other, nothing is written; it is said what and where."
        },
        footer = {
            "",
            "Exit status: 0 all is whole, 1 something is damaged and --yes would mend it, 2 usage, 3 it cannot be mended.",
            "",
            "Example:",
            "  remapd repair /dev/sdb && echo nothing to do",
            "  remapd repair /dev/sdb --yes"
        },
        mixinStandardHelpOptions = true)
final class RepairCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DEVICE", description = "One of its disks, or its name.")
    @SuppressWarnings("NullAway.Init")
    private String device;

    @Option(names = "--yes", description = "Do it.")
    private boolean yes;

    @Option(names = "--json", description = "Print one JSON object instead.")
    private boolean json;

    /**
     * What {@code --json} prints.
     *
     * @param damaged what is not as it should be, or was not
     * @param mended  what was written anew; null if nothing was to be written
     */
    record Report(
            String uuid, List<String> damaged, @Nullable List<String> mended) {}

    @Override
    public Integer call() throws Exception {
        Inspection seen = Inspection.of(DeviceArgument.disk(device));
        if (!seen.twins().isEmpty()) {
            throw new AssemblyException(device + " is there more than once, also as " + String.join(", ", seen.twins())
                    + ": one is a copy of the other; disconnect it, or remapd forget it");
        }
        List<String> paths = seen.paths();
        List<String> damaged = seen.damage().stream().flatMap(List::stream).toList();
        List<String> mended = yes ? Mending.of(paths) : null;
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ReportJson.of(new Report(seen.metadata().uuid().toString(), damaged, mended)));
        } else {
            say(out, damaged, mended);
        }
        out.flush();
        return mended == null && !damaged.isEmpty() ? Reply.ATTENTION : Reply.DONE;
    }

    private void say(PrintWriter out, List<String> damaged, @Nullable List<String> mended) {
        if (mended != null) {
            mended.forEach(what -> out.println("mended: " + what));
            out.println(device + ": " + (mended.isEmpty() ? "nothing is damaged" : "all copies are whole again"));
            return;
        }
        damaged.forEach(what -> out.println("would be written anew: " + what));
        out.println(device + ": "
                + (damaged.isEmpty()
                        ? "nothing is damaged"
                        : damaged.size() + (damaged.size() == 1 ? " place" : " places")
                                + " damaged; nothing was written, --yes mends them from the other copies"));
    }
}
