package org.remapd.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.Inspection;
import org.remapd.agent.device.ImageFile;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.owner.Whose;
import org.remapd.agent.owner.search.OwnerSearch;
import org.remapd.agent.sys.Dm;
import org.remapd.agent.sys.ErrnoException;
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

/** {@code remapd explain}: what is known of one sector, and whose it is. */
@Command(
        name = "explain",
        description = {
            "Says what is known of one sector: where it is on the disk, or on which spare, what of its unit is lost, how its faults"
                    + " ended, and which file, directory or metadata it belongs to, through partitions and LVM.",
            "If the daemon runs it adds the story of the unit: every hint with the lines that it was read in, every read of its own and"
                    + " what came of it, every step of a heal.",
            "It writes nothing, needs no daemon, and may be used while the file system is mounted, or is not. Whose the sector is"
                    + " can be told only while the device is assembled.",
            "ext2, ext3 and ext4 are asked through e2fsprogs, which reads all inodes; XFS through the kernel if it is mounted, else"
                    + " through xfs_db (xfsprogs), either way faster if it was made with rmapbt=1; btrfs is read directly. On large"
                    + " file systems that can take minutes: --patience."
        },
        footer = {
            "",
            "Names of files are printed so that they do nothing to a terminal: what is not printable as \\xHH, a backslash as"
                    + " \\\\; the shell's $'...' takes that back. --json has them in the same form, and says what it knows as"
                    + " one object: owner.kind is files, metadata, free, used (by something without files) or unknown.",
            "",
            "Exit status: 0 all is well with the unit, 1 something of it is lost, or a fault of it open, 2 usage, 3 the device"
                    + " cannot be read.",
            "",
            "Examples:",
            "  remapd explain data 303784",
            "  remapd explain data 303784 --json | jq -r '.owner.files[].paths[]'",
            "  remapd explain data 303784 --json | jq -r '.daemon.story[].evidence[]'"
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "The device: its name, one of its disks, or the image of one.")
    @SuppressWarnings("NullAway.Init")
    private String device;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "SECTOR",
            description =
                    "A sector of /dev/mapper/NAME, counted in 512 bytes, as status and the journal name it. Several are"
                            + " explained one after the other.")
    @SuppressWarnings("NullAway.Init")
    private List<Long> sectors;

    @Option(names = "--json", description = "Print one JSON object for each instead.")
    private boolean json;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long it may take to find out whose it is. Default: ${DEFAULT-VALUE}.")
    private int patience = 120;

    @Override
    public Integer call() {
        for (long sector : sectors) {
            if (sector < 0) {
                throw new ParameterException(spec.commandLine(), "SECTOR: " + sector + " is negative");
            }
        }
        if (patience < 1) {
            throw new ParameterException(spec.commandLine(), "--patience: expected 1 or more seconds");
        }
        try {
            return explain();
        } catch (IOException | AssemblyException | BadConfigurationException e) {
            spec.commandLine().getErr().println("remapd: " + e.getMessage());
            return Reply.FAILED;
        }
    }

    private int explain() throws IOException, AssemblyException, BadConfigurationException {
        String disk = DeviceArgument.disk(device);
        Inspection seen = Inspection.of(disk);
        requireSectors(seen.metadata().geometry().data().count());
        Optional<String> name = ImageFile.isAt(disk) ? Optional.empty() : assembled(seen);
        int exit = Reply.DONE;
        for (long sector : sectors) {
            MappedSector asked = new MappedSector(sector);
            Optional<Whose> whose = name.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OwnerSearch.of(name.get(), asked, Duration.ofSeconds(patience)));
            Optional<StoryReport> told = name.isEmpty() ? Optional.empty() : told(name.get(), sector);
            Explanation explanation = Explanation.of(seen, asked, told, whose);
            print(explanation);
            exit = explanation.attention() ? Reply.ATTENTION : exit;
        }
        return exit;
    }

    private void requireSectors(long count) throws IOException {
        for (long sector : sectors) {
            if (sector >= count) {
                throw new IOException(device + " has no sector " + sector + ": its last is " + (count - 1));
            }
        }
    }

    /** Without a daemon there is only what is on record. */
    private static Optional<StoryReport> told(String name, long sector) throws IOException {
        try {
            Request request = Request.explain(name, sector);
            return Optional.ofNullable(
                    new ControlClient(ControlServer.SOCKET).ask(request, progress -> {}).story());
        } catch (ControlClient.NoDaemonException e) {
            return Optional.empty();
        }
    }

    private void print(Explanation explanation) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(ReportJson.of(explanation));
        } else {
            new ExplanationText(out).print(explanation);
            StoryReport told = explanation.daemon();
            if (told != null) {
                new StoryText(out).print(told);
            }
        }
        out.flush();
    }

    /** What it is called in /dev/mapper. */
    private static Optional<String> assembled(Inspection seen) throws ErrnoException {
        return Dm.nameOf(new DeviceId(seen.metadata().uuid()).dmUuid());
    }
}
