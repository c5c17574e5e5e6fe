package org.remapd.daemon.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.SurfaceReport;
import org.remapd.daemon.words.Amount;
import org.remapd.daemon.words.DeviceWords;
import org.remapd.daemon.words.Fact;
import org.remapd.daemon.words.ScrubWords;
import org.remapd.daemon.words.TrendWords;

/**
 * A device, with its disk's surface and its faults: first those that somebody should still care for.
 *
 * @param copyNow  none or one
 * @param progress of a scrub that is under way: none or one
 * @param surface  none or one
 * @param more     how many faults are not shown, in words
 */
record DevicePage(
        String title,
        String version,
        Health health,
        List<String> copyNow,
        List<Fact> facts,
        List<Progress> progress,
        List<SurfaceMap> surface,
        List<Row> faults,
        boolean anyFault,
        String more,
        List<Fact> counts,
        boolean anyCount,
        List<Fact> trends,
        boolean anyTrend,
        List<StatusReport.LastScrub> scrubs,
        boolean anyScrub) {

    private static final int FAULTS_SHOWN = 100;

    /** How far a scrub is. */
    record Progress(long done, long sectors, String words) {}

    /** A fault. */
    record Row(
            String style,
            String link,
            String sector,
            String disk,
            String fate,
            String lost,
            String cause,
            String since) {}

    static DevicePage of(
            StatusReport report, StatusReport.Device device, Optional<SurfaceReport> surface, boolean identify) {
        List<StatusReport.Fault> faults = device.faults().stream()
                .sorted(Comparator.comparing((StatusReport.Fault fault) -> !fault.isOpen())
                        .thenComparing(StatusReport.Fault::since, Comparator.reverseOrder()))
                .toList();
        List<Fact> counts = counts(device.smart());
        List<Fact> trends = trends(device.smart());
        return new DevicePage(
                device.name(),
                report.version(),
                Health.of(device),
                device.copyNow().isEmpty() ? List.of() : List.of(String.join("; ", device.copyNow())),
                facts(device, identify),
                Stream.ofNullable(device.scrub())
                        .filter(ScrubWords::isUnderWay)
                        .map(scrub -> new Progress(scrub.done(), scrub.sectors(), ScrubWords.progress(scrub)))
                        .toList(),
                surface.map(known -> SurfaceMap.of(known, device.faults())).stream()
                        .toList(),
                faults.stream()
                        .limit(FAULTS_SHOWN)
                        .map(fault -> row(device.name(), fault))
                        .toList(),
                !faults.isEmpty(),
                faults.size() <= FAULTS_SHOWN
                        ? ""
                        : "and " + (faults.size() - FAULTS_SHOWN) + " more: remapd status " + device.name() + " --json",
                counts,
                !counts.isEmpty(),
                trends,
                !trends.isEmpty(),
                device.scrubs(),
                !device.scrubs().isEmpty());
    }

    private static List<Fact> facts(StatusReport.Device device, boolean identify) {
        return Stream.concat(DeviceWords.facts(device, identify).stream(), DeviceWords.badPlaces(device).stream())
                .toList();
    }

    private static <T> void add(List<Fact> facts, String label, @Nullable T known, Function<T, String> words) {
        if (known != null) {
            facts.add(new Fact(label, words.apply(known)));
        }
    }

    private static Row row(String device, StatusReport.Fault fault) {
        return new Row(
                fault.isOpen() ? "open" : "settled",
                PageAddress.to(device, fault.sector()),
                fault.sector() + "+" + fault.sectors(),
                "disk " + fault.diskSector() + "+" + fault.sectors(),
                fault.fate() + ": " + fault.reason(),
                fault.lost().stream().map(String::valueOf).collect(Collectors.joining(" ")),
                fault.cause(),
                Amount.moment(fault.since()));
    }

    private static List<Fact> counts(StatusReport.@Nullable Smart smart) {
        StatusReport.Health health = smart == null ? null : smart.health();
        if (health == null) {
            return List.of();
        }
        List<Fact> facts = new ArrayList<>();
        health.counts().forEach((what, count) -> facts.add(new Fact(what.replace('_', ' '), count.toString())));
        add(facts, "endurance used", health.wearPercent(), percent -> percent + " %");
        add(facts, "own spares left", health.sparePercent(), percent -> percent + " %");
        add(facts, "temperature", health.celsius(), celsius -> celsius + " °C");
        add(facts, "powered on", health.powerOnHours(), hours -> hours + " hours");
        health.warnings().forEach(warning -> facts.add(new Fact("warns", warning)));
        facts.add(new Fact("asked", Amount.moment(health.asked())));
        return facts;
    }

    private static List<Fact> trends(StatusReport.@Nullable Smart smart) {
        return smart == null || smart.health() == null
                ? List.of()
                : TrendWords.of(smart.health().changes());
    }
}
