package org.remapd.daemon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.words.DeviceWords;
import org.remapd.daemon.words.Fact;

/** All there is to say of each device, in plain lines. */
final class StatusText {

    private static final int FAULTS_SHOWN = 20;

    private final List<Line> lines = new ArrayList<>();

    private StatusText() {}

    static List<Line> of(StatusReport report) {
        StatusText text = new StatusText();
        if (report.devices().isEmpty()) {
            text.say("No device is configured. A first one: remapd create NAME --device /dev/disk/by-id/...");
        }
        report.devices().forEach(text::device);
        return text.lines;
    }

    private void device(StatusReport.Device device) {
        lines.add(new Line(device.name() + "  " + health(device), device.attention() ? Line.Tone.BAD : Line.Tone.GOOD));
        if (!device.copyNow().isEmpty()) {
            lines.add(new Line(
                    fact("COPY NOW", "copy this disk while it reads: " + String.join("; ", device.copyNow())),
                    Line.Tone.BAD));
        }
        DeviceWords.facts(device, true).forEach(this::say);
        if (device.state().equals("watched")) {
            faults(device.name(), device.faults());
            DeviceWords.badPlaces(device).forEach(this::say);
        }
    }

    private void say(String line) {
        lines.add(Line.of(line));
    }

    private void say(Fact fact) {
        say(fact(fact.label(), fact.text()));
    }

    private static String fact(String label, String text) {
        return String.format(Locale.ROOT, "  %-9s %s", label, text);
    }

    /** In a word or two. */
    static String health(StatusReport.Device device) {
        if (!device.state().equals("watched")) {
            return device.state().toUpperCase(Locale.ROOT);
        }
        return device.attention() ? "NEEDS ATTENTION" : "ok";
    }

    private void faults(String name, List<StatusReport.Fault> faults) {
        List<StatusReport.Fault> open =
                faults.stream().filter(StatusReport.Fault::isOpen).toList();
        say(new Fact("faults", open.size() + " open, " + (faults.size() - open.size()) + " settled"));
        open.stream().limit(FAULTS_SHOWN).forEach(this::fault);
        if (open.size() > FAULTS_SHOWN) {
            say("    and " + (open.size() - FAULTS_SHOWN) + " more; --json has them all");
        }
        if (!open.isEmpty()) {
            say("    what is known of one, and which file it belongs to: remapd explain " + name + " "
                    + open.get(0).sector());
        }
    }

    private void fault(StatusReport.Fault fault) {
        String lost = fault.lost().isEmpty()
                ? fault.reason()
                : "lost sectors " + fault.lost().stream().map(String::valueOf).collect(Collectors.joining(" "));
        say("    sector " + fault.sector() + " (disk " + fault.diskSector() + "+" + fault.sectors() + "): " + lost
                + "; " + fault.cause());
    }
}
