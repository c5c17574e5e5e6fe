package org.remapd.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.device.CommandTimeout;
import org.remapd.agent.device.Topology;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.sensor.smart.SmartReading;
import org.remapd.agent.sensor.smart.SmartReport;
import org.remapd.agent.sensor.smart.SmartSensor;
import org.remapd.agent.sensor.smart.SmartTrend;
import org.remapd.agent.sensor.smart.Smartctl;
import org.remapd.agent.stack.Place;
import org.remapd.daemon.config.SmartSettings;
import org.remapd.daemon.control.StatusReport;

/** Asks each device's drive at its interval: places that it names become observations, what got worse is told. */
final class SmartWatch {

    /** A drive that has not answered by then does not. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What is known of a device's drive. */
    private record Known(
            long askedNanos,
            StatusReport.Smart said,
            @Nullable SmartReport report,
            boolean warned) {}

    private final Fleet fleet;
    private final AlertSink alerts;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    SmartWatch(Fleet fleet, AlertSink alerts) {
        this.fleet = fleet;
        this.alerts = alerts;
    }

    /** Asks the drives whose time has come. */
    void round() {
        for (Slot slot : fleet.slots()) {
            SmartSettings settings = slot.settings().smart();
            Optional<Topology> topology = slot.topology();
            if (settings.enabled() && topology.isPresent() && due(slot.name(), settings.interval())) {
                slot.device().ifPresent(device -> look(device, topology.get(), settings));
            }
        }
    }

    /** What a drive said last. */
    Optional<StatusReport.Smart> said(String device) {
        return Optional.ofNullable(known.get(device)).map(Known::said);
    }

    private boolean due(String device, Duration interval) {
        Known last = known.get(device);
        return last == null || System.nanoTime() - last.askedNanos >= interval.toNanos();
    }

    private void look(WatchedDevice device, Topology topology, SmartSettings settings) {
        SmartSensor drive = new SmartSensor(new Smartctl(settings.command(), PATIENCE));
        SmartReading reading = drive.ask(Path.of("/dev", topology.wholeDisk()));
        Known last = known.get(device.name());
        SmartReport before = last == null ? null : last.report;
        if (reading instanceof SmartReading.Report report) {
            tell(device, topology, Optional.ofNullable(before), report.report());
            Optional<String> warning = recoveryWarning(topology.wholeDisk(), report.report());
            boolean toldBefore = last != null && last.warned;
            warning.filter(what -> !toldBefore).ifPresent(what -> raise(device, Severity.WARNING, what));
            known.put(
                    device.name(),
                    new Known(System.nanoTime(), said(report.report(), warning), report.report(), warning.isPresent()));
        } else {
            boolean warned = last != null && last.warned;
            known.put(device.name(), new Known(System.nanoTime(), said(reading), before, warned));
        }
    }

    /** A drive that does not say how long it tries is not warned about. */
    private static Optional<String> recoveryWarning(String disk, SmartReport report) {
        return Optional.ofNullable(report.errorRecovery())
                .flatMap(recovery -> CommandTimeout.of(disk).flatMap(timeout -> recovery.warning(disk, timeout)));
    }

    private static StatusReport.Smart said(SmartReport report, Optional<String> warning) {
        Boolean passed = report.passed();
        String counts = report.counts().entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .map(count -> count.getKey().words() + " " + count.getValue())
                .sorted()
                .collect(Collectors.joining(", "));
        String state = passed == null ? "unknown" : passed ? "passed" : "failing";
        return new StatusReport.Smart(state, counts.isEmpty() ? null : counts, warning.orElse(null));
    }

    private static StatusReport.Smart said(SmartReading reading) {
        return reading instanceof SmartReading.Unusable unusable
                ? new StatusReport.Smart("unknown", unusable.reason(), null)
                : new StatusReport.Smart("asleep", null, null);
    }

    private void tell(WatchedDevice device, Topology topology, Optional<SmartReport> before, SmartReport now) {
        Optional<SmartTrend> trend = before.map(earlier -> SmartTrend.between(earlier, now));
        trend.map(SmartTrend::newPlaces)
                .orElse(now.badPlaces())
                .forEach(place -> topology.translate(List.of(new Place(topology.wholeDisk(), place.where())))
                        .forEach(ours -> device.offer(new Observation.SmartListed(
                                ours, place.source().words(), place.source().trust()))));
        boolean failing = trend.map(SmartTrend::startedFailing).orElse(Boolean.FALSE.equals(now.passed()));
        if (failing) {
            raise(device, Severity.CRITICAL, "the drive says that it is failing: copy what is on it");
        }
        trend.ifPresent(worse -> worse.raises().stream()
                .filter(raise -> raise.count().isOfMedium())
                .forEach(raise -> raise(
                        device,
                        Severity.WARNING,
                        raise.count().words() + " rose from " + raise.from() + " to " + raise.to())));
    }

    private void raise(WatchedDevice device, Severity severity, String what) {
        alerts.raise(Alert.of(Alert.Kind.SMART, severity, device.name() + ": SMART: " + what)
                .with(Alert.DEVICE, device.name())
                .with(Alert.DISK, device.status().disk()));
    }
}
