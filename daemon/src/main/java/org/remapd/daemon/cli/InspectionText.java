package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.remapd.daemon.words.Amount;

/** What is on a device's disks, for people, in plain lines. */
final class InspectionText {

    private static final int SHOWN = 20;

    private final PlainLines out;

    InspectionText(PrintWriter out) {
        this.out = new PlainLines(out);
    }

    void print(InspectionReport report) {
        out.println("remap device " + report.name() + "  " + (report.attention() ? "NEEDS ATTENTION" : "ok"));
        line("uuid", report.uuid() + ", created " + Amount.moment(report.created()));
        line("data", data(report));
        report.disks().forEach(disk -> line("disk " + disk.number(), disk(disk)));
        report.twins()
                .forEach(
                        twin -> line("CLONE", twin + " says to be the same disk: disconnect one, or remapd forget it"));
        report.copies().forEach(this::copy);
        report.pool()
                .forEach(run -> line(
                        "spares",
                        run.spares() + " on disk " + run.disk() + ", sectors "
                                + range(run.diskSector(), run.sectors())));
        InspectionReport.Units units = report.units();
        line(
                "mapped",
                units.mapped() + " units of " + Amount.sectors(report.unitSectors()) + "; " + units.free() + " of "
                        + units.spares() + " spares free, " + units.retired() + " retired");
        line("lost", units.lostSectors() + " sectors in " + units.poisoned() + " mapped units");
        faults(report.faults());
        line("history", report.history().size() + " faults that ended" + newest(report));
        line("scrub", scrub(report.scrub()));
    }

    private void line(String label, String text) {
        out.println(String.format(Locale.ROOT, "  %-9s %s", label, text));
    }

    private static String data(InspectionReport report) {
        String where = switch (report.arrangement()) {
            case "behind" -> "where they were before, with remapd's part behind them";
            case "beside" -> "where they were before, with remapd's part on another disk";
            default -> "from sector " + report.diskSector() + " of disk 0";
        };
        return report.sectors() + " sectors (" + Amount.size(report.sectors()) + "), " + where;
    }

    private static String disk(InspectionReport.Disk disk) {
        return (disk.path() == null ? "MISSING" : disk.path())
                + (disk.identity().isEmpty() ? "" : " (" + disk.identity() + ")") + ", " + disk.sectors() + " sectors"
                + (disk.bare() ? ", nothing of remapd's is on it" : "");
    }

    private void copy(InspectionReport.Copy copy) {
        line(
                "copy " + copy.number(),
                "on disk " + copy.disk() + ", superblock sectors "
                        + range(copy.superblockSector(), copy.superblockSectors()) + ", pages "
                        + range(copy.pagesSector(), copy.pagesSectors()) + ": "
                        + (copy.damage().isEmpty()
                                ? "whole"
                                : "DAMAGED, in " + copy.damage().size() + " places"));
        some(copy.damage());
    }

    private void some(List<String> all) {
        all.stream().limit(SHOWN).forEach(one -> out.println("    " + one));
        if (all.size() > SHOWN) {
            out.println("    and " + (all.size() - SHOWN) + " more; --json has them all");
        }
    }

    private static String range(long first, long count) {
        return first + "+" + count;
    }

    private void faults(List<InspectionReport.Fault> faults) {
        line("faults", faults.size() + " open");
        some(faults.stream()
                .map(fault -> "sector " + fault.sector() + " (disk " + fault.diskSector() + "), since "
                        + Amount.moment(fault.since())
                        + (fault.lost().isEmpty() ? "" : ", lost sectors " + sectors(fault.lost())) + ": "
                        + fault.cause())
                .toList());
    }

    private static String sectors(List<Long> sectors) {
        return sectors.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static String newest(InspectionReport report) {
        List<InspectionReport.Past> history = report.history();
        if (history.isEmpty()) {
            return "";
        }
        InspectionReport.Past last = history.get(history.size() - 1);
        return "; the last at " + Amount.moment(last.when()) + ", sector " + last.sector() + ": " + last.fate();
    }

    private static String scrub(InspectionReport.Scrub scrub) {
        String last = scrub.lastEnded() == null
                ? "none finished"
                : "the last one ended at " + Amount.moment(scrub.lastEnded()) + ", " + scrub.lastUnreadable()
                        + " sectors unreadable";
        return scrub.started() == null
                ? last
                : "one under way since " + Amount.moment(scrub.started()) + ", at sector " + scrub.position() + "; "
                        + last;
    }
}
