package org.remapd.daemon.web;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.remapd.daemon.control.StatusReport;

/**
 * A metric, with what it is of each device. Pure.
 *
 * @param name    as Prometheus wants it: with its unit; a counter's without its {@code _total}
 * @param counter whether it only ever rises, as long as the daemon or its target lives
 * @param of      its samples of a device; none for what is not known of it
 */
record Family(String name, String help, boolean counter, Function<StatusReport.Device, Stream<Sample>> of) {

    /**
     * A number.
     *
     * @param labels besides the device's name: names and values in turn
     */
    record Sample(double value, List<String> labels) {

        static Sample of(double value, String... labels) {
            return new Sample(value, List.of(labels));
        }

        private Labels labels(String device) {
            return Labels.of(
                    Stream.concat(Stream.of("device", device), labels.stream()).toArray(String[]::new));
        }
    }

    /** One that each device has once, if anything is known. */
    static Family gauge(String name, String help, Function<StatusReport.Device, Optional<? extends Number>> of) {
        return new Family(name, help, false, single(of));
    }

    static Family counter(String name, String help, Function<StatusReport.Device, Optional<? extends Number>> of) {
        return new Family(name, help, true, single(of));
    }

    /** One with more labels. */
    static Family gauges(String name, String help, Function<StatusReport.Device, Stream<Sample>> of) {
        return new Family(name, help, false, of);
    }

    private static Function<StatusReport.Device, Stream<Sample>> single(
            Function<StatusReport.Device, Optional<? extends Number>> of) {
        return device -> of.apply(device).stream().map(value -> Sample.of(value.doubleValue()));
    }

    MetricSnapshot snapshot(List<StatusReport.Device> devices) {
        return counter ? counted(devices) : measured(devices);
    }

    private MetricSnapshot counted(List<StatusReport.Device> devices) {
        CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
        devices.forEach(device -> of.apply(device)
                .forEach(sample -> family.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(sample.labels(device.name()))
                        .value(sample.value())
                        .build())));
        return family.build();
    }

    private MetricSnapshot measured(List<StatusReport.Device> devices) {
        GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
        devices.forEach(device -> of.apply(device)
                .forEach(sample -> family.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(sample.labels(device.name()))
                        .value(sample.value())
                        .build())));
        return family.build();
    }
}
