package org.remapd.daemon.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.words.DeviceWords;
import org.remapd.daemon.words.Fact;

/** The status for people, in plain lines. */
final class StatusText {

    private static final int FAULTS_SHOWN = 20;

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
        if (!device.copyNow().isEmpty()) {
            line("COPY NOW", "copy this disk while it reads: " + String.join("; ", device.copyNow()));
        }
        DeviceWords.facts(device, true).forEach(this::line);
        if (device.state().equals("watched")) {
            faults(device.faults());
            DeviceWords.badPlaces(device).forEach(this::line);
        }
    }

    private void line(Fact fact) {
        line(fact.label(), fact.text());
    }

    private void line(String label, String text) {
        out.println(String.format(Locale.ROOT, "  %-9s %s", label, text));
    }

    private static String health(StatusReport.Device device) {
        if (!device.state().equals("watched")) {
            return device.state().toUpperCase(Locale.ROOT);
        }
        return device.attention() ? "NEEDS ATTENTION" : "ok";
    }

    private void faults(List<StatusReport.Fault> faults) {
        List<StatusReport.Fault> open =
                faults.stream().filter(StatusReport.Fault::isOpen).toList();
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
}
