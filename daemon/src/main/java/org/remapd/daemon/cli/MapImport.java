package org.remapd.daemon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.map.Area;
import org.remapd.agent.map.AreaFormat;
import org.remapd.agent.map.BadAreas;
import org.remapd.agent.owner.Printable;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;
import org.remapd.daemon.control.StatusReport;
import picocli.CommandLine;

/** Has the daemon look at what a list names as bad, once all of the list is understood: a few places with each request. */
final class MapImport {

    /** 32 MiB: of more than that a hint can teach nothing that a scrub would not tell better. */
    private static final long LONGEST = 65_536L * Area.SECTOR_BYTES;

    private static final long PIECE = (long) Request.Listed.LONGEST * Area.SECTOR_BYTES;

    private static final int LONGEST_NAME = 200;
    private static final int LEFT_SHOWN = 20;

    /** Whom to ask. */
    interface Daemon {
        Reply ask(Request request, Consumer<Reply> progress) throws IOException;
    }

    private final CommandLine line;
    private final MapOf of;
    private final boolean json;
    private final Daemon daemon;
    private final boolean terminal;
    private long looked;
    private String told = "";

    MapImport(CommandLine line, MapOf of, boolean json, Daemon daemon) {
        this.line = line;
        this.of = of;
        this.json = json;
        this.daemon = daemon;
        this.terminal = !json && Terminal.isOutput();
    }

    /**
     * What {@code --json} prints.
     *
     * @param of      {@code device} or {@code disk}: what sectors are counted of
     * @param places  that the daemon has looked at; what adjoins is one
     * @param sectors of these
     * @param left    that are too long for hints
     */
    record Report(String device, String of, String format, String file, long places, long sectors, List<Left> left) {}

    /**
     * A place that is too long.
     *
     * @param range what {@code remapd scrub --range} takes; null if none of it is the remap device's
     */
    record Left(long sector, long sectors, @Nullable String range) {}

    /** The exit status. */
    int read(AreaFormat format, InputStream standardInput) throws IOException {
        Target target = target();
        List<Area> bad = bad(target, format, standardInput);
        List<Area> places = bad.stream().filter(area -> area.size() <= LONGEST).toList();
        look(places);
        say(new Report(
                of.device(),
                of.whose(),
                of.format(),
                of.file(),
                places.size(),
                places.stream().mapToLong(Area::sectors).sum(),
                bad.stream()
                        .filter(area -> area.size() > LONGEST)
                        .map(area -> left(area, target))
                        .toList()));
        return places.size() < bad.size() ? Reply.ATTENTION : Reply.DONE;
    }

    /** The device as the daemon has it; sizes and places in sectors. */
    private record Target(String name, long sectors, String disk, long diskSectors, long dataSector) {}

    private Target target() throws IOException {
        Reply reply = ask(new Request(Request.Command.STATUS, of.device(), false));
        StatusReport status = reply.status();
        if (status == null || status.devices().isEmpty()) {
            throw new IOException("the daemon's answer holds no device");
        }
        StatusReport.Device device = status.devices().get(0);
        StatusReport.Disk disk = device.disk();
        Long sectors = device.sectors();
        if (disk == null || sectors == null) {
            throw new IOException(of.device() + " is not available: " + device.reason());
        }
        return new Target(device.name(), sectors, disk.path(), disk.sectors(), disk.dataSector());
    }

    private Reply ask(Request request) throws IOException {
        Reply reply = daemon.ask(request, this::tellWaiting);
        if (reply.error() != null) {
            throw new IOException(reply.error());
        }
        return reply;
    }

    private void tellWaiting(Reply waiting) {
        String why = waiting.lines() == null ? "" : String.join("; ", waiting.lines());
        if (!why.isEmpty() && !why.equals(told)) {
            line.getErr().println("remapd: waiting: " + why);
            told = why;
        }
    }

    private List<Area> bad(Target target, AreaFormat format, InputStream standardInput) throws IOException {
        BadAreas bad = of.ofDisk()
                ? new BadAreas(target.diskSectors(), "a list of " + target.disk() + ", the disk of " + target.name())
                : new BadAreas(
                        target.sectors(),
                        "a list of /dev/mapper/" + target.name() + ", or --disk if it is of " + target.disk());
        AreaFormat.Parser parser = format.parser(bad);
        if (of.isStandard()) {
            ListFile.read(standardInput, name(), parser);
        } else {
            ListFile.read(of.path(), parser);
        }
        return bad.areas();
    }

    /** What the list is called where its path means nothing. */
    private String name() {
        String name =
                of.isStandard() ? "standard input" : String.valueOf(of.path().getFileName());
        String printable = Printable.line(name);
        return printable.substring(0, Math.min(printable.length(), LONGEST_NAME));
    }

    private void look(List<Area> places) throws IOException {
        long reads = places.stream().mapToLong(area -> area.countPieces(PIECE)).sum();
        Iterator<String> each = places.stream()
                .flatMap(area -> area.pieces(PIECE))
                .map(piece -> piece.firstSector() + "+" + piece.sectors())
                .iterator();
        while (each.hasNext()) {
            List<String> some = new ArrayList<>();
            while (each.hasNext() && some.size() < Request.Listed.MOST) {
                some.add(each.next());
            }
            look(some, reads);
        }
        show("");
    }

    private void look(List<String> some, long reads) throws IOException {
        try {
            ask(Request.look(of.device(), new Request.Listed(name(), of.ofDisk(), some)));
        } catch (IOException e) {
            show("");
            throw new IOException(
                    e.getMessage() + " (after " + looked + " of " + reads
                            + " reads; the same command again does the rest)",
                    e);
        }
        looked += some.size();
        show(of.device() + ": " + looked + " of " + reads + " reads");
    }

    /** In place of what was there, if somebody looks. */
    private void show(String progress) {
        if (terminal) {
            line.getOut().print("\r\033[K" + progress);
            line.getOut().flush();
        }
    }

    private Left left(Area area, Target target) {
        long before = of.ofDisk() ? target.dataSector() : 0;
        long from = Math.max(0, area.firstSector() - before);
        long end = Math.min(target.sectors(), area.firstSector() + area.sectors() - before);
        return new Left(area.firstSector(), area.sectors(), from < end ? from + "+" + (end - from) : null);
    }

    private void say(Report report) {
        PrintWriter out = line.getOut();
        if (json) {
            out.println(ReportJson.of(report));
        } else {
            out.println(
                    report.places() == 0
                            ? of.device() + ": nothing to look at"
                            : of.device() + ": looked at " + report.places() + " places with " + report.sectors()
                                    + " sectors; what came of it: remapd status " + of.device());
            report.left().stream().limit(LEFT_SHOWN).forEach(left -> out.println(inWords(left)));
            if (report.left().size() > LEFT_SHOWN) {
                out.println("and " + (report.left().size() - LEFT_SHOWN) + " more; --json names them all");
            }
        }
        out.flush();
    }

    private String inWords(Left left) {
        String place = (of.ofDisk() ? "disk " : "") + left.sector() + "+" + left.sectors();
        return "not looked at, since it is too long for hints: " + place + "; have a scrub read it: remapd scrub "
                + of.device() + " --now" + (left.range() == null ? "" : " --range " + left.range());
    }
}
