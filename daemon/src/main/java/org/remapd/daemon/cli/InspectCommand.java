package org.remapd.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.Inspection;
import org.remapd.agent.device.ImageFile;
import org.remapd.agent.remap.PlainTable;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.control.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd inspect}: what is on the disks of devices. */
@Command(
        name = "inspect",
        description = {
            "Says what is recorded on the disks of a remap device, and whether it is whole.",
            "That is: where everything lies, how each copy of the metadata is, what is mapped, what is lost, and how earlier faults"
                    + " ended.",
            "It writes nothing, needs no daemon, and may be used while the device is in use.",
            "It also takes the image of a disk in a file, as ddrescue makes it; of the device's other disks it then says nothing.",
            "--dmsetup prints a table for the device mapper instead, of its own targets linear and error, that serves the same"
                    + " data on any kernel: for a rescue on a machine without remapd's. Use it read-only, and while the remap"
                    + " device is not assembled: what is written elsewhere meanwhile it does not know."
        },
        footer = {
            "",
            "Exit status: 0 all is whole, 1 something is damaged, missing or lost, 2 usage, 3 it cannot be told.",
            "",
            "Examples:",
            "  remapd inspect /dev/sdb",
            "  remapd inspect data --json --mappings | jq '.mappings | length'",
            "  remapd inspect ./rescued.img",
            "  remapd inspect /dev/sdb --dmsetup | dmsetup create rescue --readonly"
        },
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DEVICE",
            arity = "1..*",
            description = "One of its disks, its name, or the path of an image. Several are told one after the other.")
    @SuppressWarnings("NullAway.Init")
    private List<String> devices;

    @Option(names = "--json", description = "Print one JSON object for each instead.")
    private boolean json;

    @Option(names = "--mappings", description = "Name every mapping and every retired spare, too.")
    private boolean mappings;

    @Option(names = "--dmsetup", description = "Print a table for dmsetup instead.")
    private boolean dmsetup;

    @Override
    public Integer call() {
        if (dmsetup && (json || mappings)) {
            throw new ParameterException(spec.commandLine(), "--dmsetup goes with no other option");
        }
        if (dmsetup && devices.size() > 1) {
            throw new ParameterException(spec.commandLine(), "--dmsetup prints the table of one device");
        }
        return devices.stream().mapToInt(this::inspect).max().orElseThrow();
    }

    /** The exit status of one; what cannot be told of it is no reason to say nothing of the next. */
    private int inspect(String device) {
        try {
            String disk = DeviceArgument.disk(device);
            return dmsetup ? table(device, disk) : report(Inspection.of(disk));
        } catch (IOException | AssemblyException | BadConfigurationException e) {
            Failure.tell(spec.commandLine(), e.getMessage());
            return Reply.FAILED;
        }
    }

    private int report(Inspection seen) throws IOException {
        InspectionReport report = InspectionReport.of(seen);
        PrintWriter out = spec.commandLine().getOut();
        if (json && mappings) {
            new MappingsOutput(seen.metadata()).json(report, out);
        } else if (json) {
            out.println(ReportJson.of(report));
        } else {
            new InspectionText(out).print(report);
            if (mappings) {
                new MappingsOutput(seen.metadata()).text(out);
            }
        }
        out.flush();
        return exit(report);
    }

    private int table(String device, String disk) throws IOException, AssemblyException {
        if (ImageFile.isAt(disk)) {
            throw new IOException(
                    disk + " is a file, of which the device mapper can make nothing; give it a device, losetup"
                            + " --read-only --find --show " + disk + ", and inspect that");
        }
        Inspection seen = Inspection.of(disk);
        PrintWriter out = spec.commandLine().getOut();
        PlainTable.print(seen.metadata(), seen.disks(), out::println);
        out.flush();
        InspectionReport report = InspectionReport.of(seen);
        warn(device, seen, report);
        return exit(report);
    }

    private static int exit(InspectionReport report) {
        return report.attention() ? Reply.ATTENTION : Reply.DONE;
    }

    /** The table is for a program: what a person should know goes elsewhere. */
    private void warn(String device, Inspection seen, InspectionReport report) {
        PrintWriter err = spec.commandLine().getErr();
        if (!seen.complete()) {
            err.println(
                    "remapd: " + device + " has a disk that is missing, or twice there; see remapd inspect " + device);
        }
        if (report.units().lostSectors() > 0) {
            err.println("remapd: " + report.units().lostSectors() + " sectors are lost, and read as errors");
        }
    }
}
