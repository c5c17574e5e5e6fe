package org.remapd.daemon.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.Inspection;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.owner.search.OwnerSearch;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import org.remapd.daemon.control.StoryReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd explain}: what was said of a sector, what was done about it, and whose it is. */
@Command(
        name = "explain",
        description = {
            "Tells what is known of a sector: what was said of it, what was done about it, and which file it belongs to.",
            "Of its unit: where it lives, every hint with the lines that it was read in (of those in a row that say the same, the"
                    + " first, and how many more; --json has them all), every read of remapd's own and what came of"
                    + " it, every step of a heal, and what of it is lost. The file, directory or metadata is found through"
                    + " partitions and LVM, mounted or not. It changes nothing.",
            "The daemon keeps the story in a bounded memory; of what was before it was started, how it ended is on record, and that"
                    + " is told without a daemon, too. Whose the sector is needs root, and the device assembled.",
            "ext2, ext3 and ext4 are asked through e2fsprogs, which reads all inodes; XFS through the kernel if it is mounted, else"
                    + " through xfsprogs, either way faster if it was made with rmapbt=1; btrfs is read directly. On large file"
                    + " systems that can take minutes: --patience."
        },
        footer = {
            "",
            "Names of files are printed so that they do nothing to a terminal: what is not printable as \\xHH, a backslash as"
                    + " \\\\; the shell's $'...' takes that back. --json has them in the same form; owner.kind is files, metadata,"
                    + " free, used (by something without files) or unknown.",
            "",
            "Exit status: 0 nothing is open, 1 a fault of a unit is open, 2 usage, 3 what is known of a unit cannot be had.",
            "",
            "Examples:",
            "  remapd explain data 303784     the unit of sector 303784 of /dev/mapper/data",
            "  remapd explain data 303784 --json | jq -r '.owner.files[].paths[]'",
            "                                 the files that hold the sector",
            "  remapd explain data 303784 --json | jq -r '.story[].evidence[]'",
            "                                 the kernel's own lines"
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", completionCandidates = DeviceNames.class, description = "The device.")
    @SuppressWarnings("NullAway.Init")
    private String device;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "SECTOR",
            converter = SectorNumber.class,
            description =
                    "A sector of /dev/mapper/NAME, counted in 512 bytes. Several are explained one after the other.")
    @SuppressWarnings("NullAway.Init")
    private List<Long> sectors;

    @Option(names = "--json", description = "Print one JSON object for each instead.")
    private boolean json;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long it may take to find out whose a sector is. Default: ${DEFAULT-VALUE}.")
    private int patience;

    private final StoriesOnRecord onRecord = new StoriesOnRecord(() -> Inspection.of(DeviceArgument.disk(device)));

    @Override
    public Integer call() {
        if (patience < 1) {
            throw new ParameterException(spec.commandLine(), "--patience: expected 1 or more seconds");
        }
        return sectors.stream().mapToInt(this::explain).max().orElseThrow();
    }

    /**
     * What is known of a sector but for whose it is.
     *
     * @param mapped what the device is called in /dev/mapper, if it is assembled
     */
    private record Known(Reply reply, Optional<String> mapped) {}

    /** The exit status of one; what cannot be told of it is no reason to say nothing of the next. */
    private int explain(long sector) {
        try {
            Known known = known(sector);
            StoryReport story = known.reply().story();
            Integer exit = known.reply().exit();
            if (story == null || exit == null) {
                String error = known.reply().error();
                throw new IOException(error == null ? "the daemon's answer holds no story" : error);
            }
            print(story, owner(known.mapped(), new MappedSector(sector)));
            return exit;
        } catch (IOException | AssemblyException | BadConfigurationException e) {
            Failure.tell(spec.commandLine(), e.getMessage());
            return Reply.FAILED;
        }
    }

    private Known known(long sector) throws IOException, AssemblyException, BadConfigurationException {
        try {
            Request request = Request.explain(device, sector);
            return new Known(new ControlClient(ControlServer.SOCKET).ask(request, progress -> {}), Optional.of(device));
        } catch (ControlClient.NoDaemonException e) {
            return new Known(onRecord.of(new MappedSector(sector)), onRecord.mapped());
        }
    }

    private OwnerReport owner(Optional<String> mapped, MappedSector sector) {
        if (mapped.isEmpty()) {
            return OwnerReport.unknown("that can be told only while the device is assembled");
        }
        try {
            return OwnerReport.of(OwnerSearch.of(mapped.get(), sector, Duration.ofSeconds(patience)));
        } catch (IOException e) {
            return OwnerReport.unknown(String.valueOf(e.getMessage()));
        }
    }

    private void print(StoryReport story, OwnerReport owner) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonObject both = ReportJson.GSON.toJsonTree(story).getAsJsonObject();
            both.add("owner", ReportJson.GSON.toJsonTree(owner));
            out.println(ReportJson.of(both));
        } else {
            new StoryText(out).print(story);
            new OwnerText(out).print(story.sector(), owner);
        }
        out.flush();
    }
}
