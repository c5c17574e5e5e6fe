package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.remapd.agent.fault.Fate;
import org.remapd.daemon.control.StatusReport;

/** The status for people, in plain lines. */
final class StatusText {

    private static final int FAULTS_SHOWN = 20;

    /** The fates of faults that somebody should still care for. */
    private static final Set<String> OPEN =
            Stream.of(Fate.values()).filter(Fate::open).map(Fate::label).collect(Collectors.toSet());

    private final PlainLines out;

    StatusText(PrintWriter out) {
        this.out = new PlainLines(out);
    }

    void print(StatusReport report) {
        if (report.devices().isEmpty()) {
            out.println("No device is configured. A first one: remapd create NAME --device /dev/disk/by-id/...");
        }
        report.devices().forEach(this::print);
    }

    private void print(StatusReport.Device device) {
        out.println(device.name() + "  " + health(device));
        if (!device.state().equals("watched")) {
            line("why", Objects.requireNonNullElse(device.reason(), ""));
            return;
        }
        if (!device.copyNow().isEmpty()) {
            line("COPY NOW", "copy this disk while it reads: " + String.join("; ", device.copyNow()));
        }
        StatusReport.Disk disk = Objects.requireNonNull(device.disk());
        line("disk", disk.path() + model(disk) + ", " + size(disk.sectors()));
        line("uuid", String.valueOf(device.uuid()));
        StatusReport.Spares spares = Objects.requireNonNull(device.spares());
        line(
                "spares",
                spares.free() + " of " + spares.total() + " free, " + spares.used() + " in use, " + spares.retired()
                        + " retired");
        StatusReport.Runway runway = spares.runway();
        if (runway != null) {
            line(
                    "runway",
                    "about " + runway.days() + " days (" + runway.leastDays() + " to " + runway.mostDays()
                            + "), if it goes on as in" + " the last " + runway.overDays() + ", with " + runway.uses()
                            + " spares used");
        }
        StatusReport.Metadata metadata = Objects.requireNonNull(device.metadata());
        line("metadata", metadata(metadata));
        StatusReport.Breaker breaker = Objects.requireNonNull(device.breaker());
        if (breaker.open()) {
            line("breaker", "open since " + breaker.since() + ", nothing is moved: " + breaker.why());
        }
        StatusReport.Smart smart = device.smart();
        if (smart != null) {
            line("smart", smart.state() + (smart.detail() == null ? "" : ", " + smart.detail()));
            if (smart.recovery() != null) {
                line("timeout", smart.recovery());
            }
        }
        line("scrub", scrub(device));
        faults(device.faults());
        for (StatusReport.BadPlace bad : device.elsewhere()) {
            line(
                    "bad",
                    "disk sector " + bad.diskSector() + "+" + bad.sectors() + " of " + bad.disk() + ", " + bad.what());
        }
    }

    private void line(String label, String text) {
        out.println(String.format(Locale.ROOT, "  %-9s %s", label, text));
    }

    private static String metadata(StatusReport.Metadata metadata) {
        return metadata.whole() + " of " + metadata.copies() + " copies whole and current"
                + (metadata.readOnly() == null ? "" : "; nothing can be recorded any more: " + metadata.readOnly());
    }

    private static String health(StatusReport.Device device) {
        if (!device.state().equals("watched")) {
            return device.state().toUpperCase(Locale.ROOT);
        }
        return device.attention() ? "NEEDS ATTENTION" : "ok";
    }

    private static String model(StatusReport.Disk disk) {
        return disk.model() == null ? "" : " (" + disk.model() + ", " + disk.serial() + ")";
    }

    private static String scrub(StatusReport.Device device) {
        StatusReport.Scrub scrub = device.scrub();
        String next = device.nextScrub() == null ? "none scheduled" : "next " + device.nextScrub();
        if (scrub == null) {
            StatusReport.LastScrub last = device.lastScrub();
            return (last == null
                            ? "none yet"
                            : "last ended " + last.ended() + ", " + last.unreadable() + " sectors unreadable"
                                    + leftOut(last.unexamined()))
                    + ", " + next;
        }
        return scrub.state() + ", "
                + (ProgressLine.RUNNING.contains(scrub.state()) ? ProgressLine.text(scrub) : outcome(scrub))
                + leftOut(scrub.unexamined())
                + (scrub.verifies() ? ", verified by the drive" : "")
                + (scrub.pace() == null ? "" : ", " + scrub.pace())
                + (scrub.reason() == null ? "" : " (" + scrub.reason() + ")") + ", " + next;
    }

    private static String leftOut(long sectors) {
        return sectors == 0 ? "" : ", " + sectors + " sectors in bad patches not looked at";
    }

    private static String outcome(StatusReport.Scrub scrub) {
        return ProgressLine.percent(scrub) + ", " + scrub.unreadable() + " sectors unreadable"
                + (scrub.weak() == 0 ? "" : ", " + scrub.weak() + " weak");
    }

    private void faults(List<StatusReport.Fault> faults) {
        List<StatusReport.Fault> open =
                faults.stream().filter(fault -> OPEN.contains(fault.fate())).toList();
        line("faults", open.size() + " open, " + (faults.size() - open.size()) + " settled");
        open.stream().limit(FAULTS_SHOWN).forEach(this::fault);
        if (open.size() > FAULTS_SHOWN) {
            out.println("    and " + (open.size() - FAULTS_SHOWN) + " more; --json has them all");
        }
    }

    private void fault(StatusReport.Fault fault) {
        String lost = fault.lost().isEmpty()
                ? fault.reason()
                : "lost sectors " + fault.lost().stream().map(String::valueOf).collect(Collectors.joining(" "));
        out.println("    sector " + fault.sector() + " (disk " + fault.diskSector() + "+" + fault.sectors() + "): "
                + lost + "; " + fault.cause());
    }

    /** In the unit that gives one to four digits. */
    static String size(long sectors) {
        double bytes = sectors * 512.0;
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
        int unit = 0;
        while (bytes >= 1024 && unit < units.length - 1) {
            bytes /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, bytes < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", bytes, units[unit]);
    }

    /** As h:mm:ss or m:ss. */
    static String time(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
