package org.remapd.daemon.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.control.StatusReport;

/** How a device is, but for its faults and for signs that its disk is about to fail. */
public final class DeviceWords {

    private final List<Fact> facts = new ArrayList<>();

    private DeviceWords() {}

    /**
     * All there is to say.
     *
     * @param identify whether model and serial number of its disk are told
     */
    public static List<Fact> facts(StatusReport.Device device, boolean identify) {
        DeviceWords words = new DeviceWords();
        if (device.state().equals("watched")) {
            words.watched(device, identify);
        } else {
            words.add("why", Objects.requireNonNullElse(device.reason(), ""));
        }
        return words.facts;
    }

    /** Places that are bad and hold nobody's data. */
    public static List<Fact> badPlaces(StatusReport.Device device) {
        return device.elsewhere().stream()
                .map(bad -> new Fact(
                        "bad",
                        "disk sector " + bad.diskSector() + "+" + bad.sectors() + " of " + bad.disk() + ", "
                                + bad.what()))
                .toList();
    }

    private void add(String label, @Nullable String text) {
        if (text != null) {
            facts.add(new Fact(label, text));
        }
    }

    private void watched(StatusReport.Device device, boolean identify) {
        StatusReport.Disk disk = Objects.requireNonNull(device.disk());
        add("disk", disk.path() + (identify ? model(disk) : "") + ", " + Amount.size(disk.sectors()));
        add("uuid", device.uuid());
        StatusReport.Spares spares = Objects.requireNonNull(device.spares());
        add(
                "spares",
                spares.free() + " of " + spares.total() + " free, " + spares.used() + " in use, " + spares.retired()
                        + " retired" + spareDevices(spares.devices()));
        add("runway", spares.runway() == null ? null : runway(spares.runway()));
        add("metadata", metadata(Objects.requireNonNull(device.metadata())));
        StatusReport.Breaker breaker = Objects.requireNonNull(device.breaker());
        add(
                "breaker",
                breaker.open()
                        ? "open since " + Amount.moment(Objects.requireNonNull(breaker.since()))
                                + ", nothing is moved: " + breaker.why()
                        : null);
        StatusReport.Smart smart = device.smart();
        if (smart != null) {
            add("smart", smart.state() + (smart.detail() == null ? "" : ", " + smart.detail()));
            add("timeout", smart.recovery());
        }
        add("scrub", ScrubWords.of(device));
    }

    private static String spareDevices(List<String> devices) {
        return switch (devices.size()) {
            case 0 -> "";
            case 1 -> "; spare device " + devices.get(0);
            default -> "; spare devices " + String.join(", ", devices);
        };
    }

    private static String model(StatusReport.Disk disk) {
        return disk.model() == null ? "" : " (" + disk.model() + ", " + disk.serial() + ")";
    }

    private static String runway(StatusReport.Runway left) {
        return "about " + left.days() + " days (" + left.leastDays() + " to " + left.mostDays()
                + "), if it goes on as in the last " + left.overDays() + ", with " + left.uses() + " spares used";
    }

    private static String metadata(StatusReport.Metadata metadata) {
        return metadata.whole() + " of " + metadata.copies() + " copies whole and current"
                + (metadata.readOnly() == null ? "" : "; nothing can be recorded any more: " + metadata.readOnly());
    }
}
