package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.remapd.agent.Inspection;
import org.remapd.agent.remap.PlainTable;
import org.remapd.daemon.control.Reply;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code remapd inspect}: what is on the disks of a device. */
@Command(
        name = "inspect",
        description = {
            "Says what is recorded on the disks of a remap device: where everything lies, whether each copy of the metadata is"
                    + " whole, what is mapped, what is lost, and how earlier faults ended.",
            "It writes nothing, needs no daemon, and may be used while the device is in use.",
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
            "  remapd inspect /dev/sdb --dmsetup | dmsetup create rescue --readonly"
        },
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "DEVICE", description = "One of its disks, or its name.")
    @SuppressWarnings("NullAway.Init")
    private String device;

    @Option(names = "--json", description = "Print one JSON object instead.")
    private boolean json;

    @Option(names = "--mappings", description = "Name every mapping and every retired spare, too.")
    private boolean mappings;

    @Option(names = "--dmsetup", description = "Print a table for dmsetup instead.")
    private boolean dmsetup;

    @Override
    public Integer call() throws Exception {
        if (dmsetup && (json || mappings)) {
            throw new ParameterException(spec.commandLine(), "--dmsetup goes with no other option");
        }
        Inspection seen = Inspection.of(DeviceArgument.disk(device));
        InspectionReport report = InspectionReport.of(seen);
        PrintWriter out = spec.commandLine().getOut();
        if (dmsetup) {
            PlainTable.print(seen.metadata(), seen.disks(), out::println);
            warn(seen, report);
        } else if (json && mappings) {
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
        return report.attention() ? Reply.ATTENTION : Reply.DONE;
    }

    /** The table is for a program: what a person should know goes elsewhere. */
    private void warn(Inspection seen, InspectionReport report) {
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
