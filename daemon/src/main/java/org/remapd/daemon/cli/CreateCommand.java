package org.remapd.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.Assembly;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.Creation;
import org.remapd.agent.CreationPlan;
import org.remapd.agent.FirstScan;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.map.Area;
import org.remapd.agent.map.BadblocksList;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.owner.Printable;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Daemon;
import org.remapd.daemon.config.ConfigurationEdit;
import org.remapd.daemon.config.ConfigurationFile;
import org.remapd.daemon.config.DeviceSettings;
import org.remapd.daemon.control.ControlClient;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import org.remapd.daemon.words.Amount;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd create}: make a disk a remap device. */
@Command(
        name = "create",
        description = {
            "Makes a disk (or partition) a remap device, /dev/mapper/NAME from then on.",
            "Some of it is kept for spares and remapd's own metadata, the rest is for a file system.",
            "An empty disk: a disk that holds anything is refused, unless --force says that it may be destroyed.",
            "A disk with a file system that stays where it is: --adopt. It must not be mounted. remapd's part is put behind the"
                    + " file system, which may have to be made smaller first (then it is said how), or on another disk"
                    + " (--spare-device), and then nothing at all is written to this one. Mount /dev/mapper/NAME from then"
                    + " on, never the disk.",
            "What will be written where is said before it is done; --dry-run leaves it at that."
        },
        footer = {
            "",
            "Exit status: 0 created and available, 1 the same, and there are bad places, 2 usage, 3 not created, or not"
                    + " available.",
            "",
            "Examples:",
            "  remapd create data --device /dev/disk/by-id/ata-WDC_WD10EZEX_WCC3F76 --scan",
            "  mkfs.ext4 /dev/mapper/data",
            "A file system that is there already:",
            "  umount /dev/sdb1",
            "  remapd create home --device /dev/sdb1 --adopt --dry-run",
            "  remapd create home --device /dev/sdb1 --adopt",
            "  mount /dev/mapper/home /home"
        },
        mixinStandardHelpOptions = true)
final class CreateCommand implements Callable<Integer> {

    private static final int BAD_SHOWN = 20;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "What it will be called.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--device", paramLabel = "DEV", required = true, description = "The disk or partition.")
    @SuppressWarnings("NullAway.Init")
    private Path disk;

    @Option(
            names = "--spares",
            paramLabel = "N",
            description =
                    "Spares to keep, in units of a physical block. Default: one in a thousand, 100 at least, 262144 at most.")
    private @Nullable Integer spares;

    @Option(
            names = "--spare-device",
            paramLabel = "DEV2",
            description = "Keep the spares on this disk, which is otherwise not used for anything.")
    private @Nullable Path spareDevice;

    @Option(names = "--adopt", description = "Leave what is on the disk where it is.")
    private boolean adopt;

    @Option(names = "--scan", description = "Read the whole surface first, so that no bad place is used.")
    private boolean scan;

    @Option(
            names = "--known-bad",
            paramLabel = "FILE",
            description =
                    "Do not use these sectors of DEV: numbers of 512-byte sectors, one a line, as badblocks -b 512"
                            + " prints them, or ranges as 2400+8.")
    private @Nullable Path knownBad;

    @Option(names = "--force", description = "Destroy what is on the disk; with --adopt, on the spare device.")
    private boolean force;

    @Option(names = "--dry-run", description = "Say what would be written where, and write nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "With --dry-run: print one JSON object instead.")
    private boolean json;

    @Option(names = "--yes", description = "With --adopt: do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        if (!DeviceSettings.isName(name)) {
            throw usage("no device can be called " + name + "; expected " + DeviceSettings.NAME_EXPECTED);
        }
        if (json && !dryRun) {
            throw usage("--json goes with --dry-run");
        }
        requireFreeName();
        List<SectorRange> known = knownBad == null ? List.of() : known(knownBad);
        Superblock created;
        CreationPlan plan;
        boolean bad;
        try (Creation creation = Creation.begin(wanted(), dryRun)) {
            plan = creation.plan();
            show(plan);
            if (dryRun) {
                return Reply.DONE;
            }
            if (adopt && !Consent.given(yes, out(), spec.commandLine().getErr())) {
                return Reply.FAILED;
            }
            Optional<FirstScan> scanned = scan(creation, known);
            bad = scanned.filter(found -> !found.bad().isEmpty()).isPresent();
            created = creation.carryOut(scanned);
        }
        say("created " + name + " on " + String.join(" and ", plan.paths()) + ": "
                + Amount.size(created.geometry().data().count()) + " ("
                + Amount.sectors(created.geometry().data().count()) + "), "
                + created.geometry().spares() + " spares of "
                + Amount.sectors(created.geometry().unitSectors()));
        configure(created, plan);
        assemble(plan);
        return bad ? Reply.ATTENTION : Reply.DONE;
    }

    private static List<SectorRange> known(Path list) throws IOException {
        List<SectorRange> known = new ArrayList<>();
        ListFile.read(
                list,
                new BadblocksList(Area.SECTOR_BYTES)
                        .parser(bad -> known.add(SectorRange.of(bad.firstSector(), bad.sectors()))));
        return known;
    }

    private ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private Creation.Wanted wanted() throws IOException {
        Optional<String> pool =
                spareDevice == null ? Optional.empty() : Optional.of(DeviceArgument.real(spareDevice.toString()));
        return new Creation.Wanted(
                name, DeviceArgument.real(disk.toString()), pool, Optional.ofNullable(spares), adopt, force);
    }

    private void requireFreeName() throws AssemblyException, BadConfigurationException {
        if (Daemon.configuration(ConfigurationFile.STANDARD).device(name).isPresent()) {
            throw new AssemblyException(ConfigurationFile.STANDARD + " has a device called " + name
                    + " already; take another name, or remove [device." + name + "] first");
        }
        if (Files.exists(Path.of("/dev/mapper", name))) {
            throw new AssemblyException("/dev/mapper/" + name + " is there already; take another name");
        }
    }

    private void show(CreationPlan plan) {
        PlanReport report = PlanReport.of(plan);
        if (json) {
            say(ReportJson.of(report));
        } else if (adopt || dryRun || !report.destroyed().isEmpty()) {
            PlanText.of(report).stream().map(Printable::line).forEach(this::say);
        }
    }

    private Optional<FirstScan> scan(Creation creation, List<SectorRange> known) throws AssemblyException {
        if (scan) {
            ScanProgress progress = new ScanProgress(new ProgressLine(out(), Terminal.isOutput()));
            return Optional.of(tell(creation, creation.scan(progress, known)));
        }
        return known.isEmpty() ? Optional.empty() : Optional.of(tell(creation, creation.believe(known)));
    }

    private FirstScan tell(Creation creation, FirstScan found) {
        List<SectorRange> inData = found.inData(creation.plan().geometry());
        if (found.bad().isEmpty()) {
            say("scanned: all of it can be read");
            return found;
        }
        found.bad().stream().limit(BAD_SHOWN).forEach(place -> say("bad: " + place));
        if (found.bad().size() > BAD_SHOWN) {
            say("and " + (found.bad().size() - BAD_SHOWN) + " more");
        }
        say(found.bad().size() + " bad places, " + inData.size() + " of them in the data: "
                + (adopt
                        ? "the daemon heals those as soon as it watches the device; start a scrub with: remapd scrub "
                                + name + " --now"
                        : "they are served from spares, and read as errors until they are written")
                + "; bad spares are retired");
        return found;
    }

    /** From the file the daemon knows the device, now and at every boot. */
    private void configure(Superblock created, CreationPlan plan) throws IOException {
        ConfigurationEdit.add(ConfigurationFile.STANDARD, name, created.device());
        say("added to " + ConfigurationFile.STANDARD + ":\n\n" + ConfigurationEdit.table(name, created.device()));
        if (plan.arrangement() == CreationPlan.Arrangement.BESIDE) {
            say(HidingRuleFile.write(plan.paths().get(0), name));
        }
    }

    private void assemble(CreationPlan plan) throws IOException, AssemblyException {
        List<String> last = new ArrayList<>(List.of("available as /dev/mapper/" + name));
        try {
            Reply reply = new ControlClient(ControlServer.SOCKET)
                    .ask(new Request(Request.Command.ASSEMBLE, name, false), progress -> {});
            if (reply.error() != null) {
                throw notAvailable(reply.error());
            }
        } catch (ControlClient.NoDaemonException e) {
            assembleHere(plan.paths());
            last.add("nobody watches it; start the daemon: systemctl start remapd");
        }
        if (plan.arrangement().adopted()) {
            Creation.verifyAdopted(plan);
            last.add("mount that and never " + plan.paths().get(0) + " itself, in /etc/fstab too");
        }
        say(String.join("; ", last));
    }

    private void assembleHere(List<String> disks) throws IOException {
        try {
            Assembly.assemble(name, disks);
        } catch (AssemblyException e) {
            throw notAvailable(String.valueOf(e.getMessage()));
        }
    }

    private IOException notAvailable(String why) {
        return new IOException("created, but not available yet: " + why + "; after that: remapd assemble " + name);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void say(String line) {
        out().println(line);
        out().flush();
    }
}
