package org.remapd.daemon.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.Inspection;
import org.remapd.agent.map.Area;
import org.remapd.agent.map.AreaFormat;
import org.remapd.agent.map.KnownAreas;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.daemon.BadConfigurationException;
import org.remapd.daemon.Version;
import org.remapd.daemon.control.Reply;
import picocli.CommandLine;

/** Writes a list of what is on record of a device. It reads the disks, and asks nobody. */
final class MapExport {

    private final CommandLine line;
    private final MapOf of;
    private final boolean json;
    private final Map<Area.Status, Long> sectors = new EnumMap<>(Area.Status.class);

    MapExport(CommandLine line, MapOf of, boolean json) {
        this.line = line;
        this.of = of;
        this.json = json;
    }

    /**
     * What {@code --json} prints: sectors, in all and of each kind. Of a list that is printed itself nothing more is said.
     *
     * @param of     {@code device} or {@code disk}
     * @param bad    lost, or left for a spare
     * @param failed of an open fault, and not known which of them can be read
     * @param read   by the last whole scrub, or the one under way
     */
    record Report(
            String device,
            String of,
            String format,
            String file,
            long sectors,
            long bad,
            long failed,
            long read,
            long untried) {}

    /** The exit status. */
    int write(AreaFormat format, boolean force) throws IOException, AssemblyException, BadConfigurationException {
        return write(Inspection.of(DeviceArgument.disk(of.device())), format, force);
    }

    int write(Inspection seen, AreaFormat format, boolean force) throws IOException {
        if (!seen.complete()) {
            line.getErr()
                    .println("remapd: " + of.device()
                            + " has a disk that is missing, or twice there; see remapd inspect " + of.device());
        }
        Metadata metadata = seen.metadata();
        Consumer<Consumer<String>> content = out -> print(metadata, format, out);
        if (of.isStandard()) {
            toStandardOutput(content);
        } else {
            FreshFile.write(of.path(), force, content);
            say();
        }
        return Reply.DONE;
    }

    private void print(Metadata metadata, AreaFormat format, Consumer<String> out) {
        Consumer<Area> printer = format.printer(comments(metadata, Instant.now()), out);
        Consumer<Area> both = area -> {
            sectors.merge(area.status(), area.sectors(), Long::sum);
            printer.accept(area);
        };
        KnownAreas known = new KnownAreas(metadata);
        if (of.ofDisk()) {
            known.ofDisk(both);
        } else {
            known.ofDevice(both);
        }
    }

    private List<String> comments(Metadata metadata, Instant now) {
        String name = metadata.superblock().name();
        String what = of.ofDisk() ? "the disk of " + name : "/dev/mapper/" + name;
        return List.of(
                "Mapfile. Created by remapd " + Version.TEXT,
                "Current time: " + now.truncatedTo(ChronoUnit.SECONDS),
                "Of " + what + ", " + metadata.uuid(),
                "+ is what was read by " + scrub(metadata));
    }

    private static String scrub(Metadata metadata) {
        ScrubNote note = metadata.scrub();
        if (!metadata.hasRoomForFaults()) {
            return "a whole scrub; it does not count, since more faults are open than there is room for on record";
        }
        if (KnownAreas.scrubbed(metadata).isEmpty()) {
            return "a whole scrub: there is none on record";
        }
        return note.lastWhole()
                .map(last -> "the scrub that ended at " + last.ended())
                .orElse("the scrub under way, so far");
    }

    private void toStandardOutput(Consumer<Consumer<String>> content) throws IOException {
        PrintWriter out = line.getOut();
        content.accept(text -> {
            out.print(text);
            out.print('\n');
        });
        // What is behind the writer tells nobody but who asks.
        if (out.checkError() || System.out.checkError()) {
            throw new IOException("standard output does not take it all");
        }
    }

    private void say() {
        Report report = new Report(
                of.device(),
                of.whose(),
                of.format(),
                of.file(),
                sectors.values().stream().mapToLong(Long::longValue).sum(),
                count(Area.Status.BAD),
                count(Area.Status.NON_SCRAPED),
                count(Area.Status.FINISHED),
                count(Area.Status.NON_TRIED));
        PrintWriter out = line.getOut();
        out.println(
                json
                        ? ReportJson.of(report)
                        : of.file() + ": of " + report.sectors() + " sectors " + report.bad() + " are bad, "
                                + report.failed() + " are of open faults that may be readable in parts, "
                                + report.read()
                                + " were read by a scrub, and of " + report.untried() + " nothing is known");
        out.flush();
    }

    private long count(Area.Status status) {
        return sectors.getOrDefault(status, 0L);
    }
}
