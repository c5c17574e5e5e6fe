package org.remapd.daemon.web;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.Fate;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.web.Family.Sample;

/**
 * What Prometheus collects of a status: names and units by its conventions (prometheus.io/docs/practices/naming), a sample for what is known and
 * none for what is not. Pure.
 */
final class Metrics {

    private static final double SECTOR = 512;
    private static final double DAY = 86_400;

    static final List<Family> FAMILIES = List.of(
            Family.gauge(
                    "remapd_device_watched",
                    "Whether the device is assembled and watched.",
                    device -> Optional.of(flag(device.state().equals("watched")))),
            Family.gauge(
                    "remapd_device_attention",
                    "Whether somebody should look at the device.",
                    device -> Optional.of(flag(device.attention()))),
            Family.gauge(
                    "remapd_device_copy_now",
                    "Whether there are signs that the disk is about to fail.",
                    device -> Optional.of(flag(!device.copyNow().isEmpty()))),
            Family.gauge(
                    "remapd_device_size_bytes",
                    "Size of the device.",
                    device -> Optional.ofNullable(device.sectors()).map(sectors -> sectors * SECTOR)),
            Family.gauges("remapd_spares", "Spare units, by what they are.", Metrics::spares),
            Family.gauge(
                    "remapd_spares_runway_seconds",
                    "How long the free spares will last if it goes on as of late.",
                    runway(StatusReport.Runway::days)),
            Family.gauge(
                    "remapd_spares_runway_least_seconds",
                    "They will last longer than that, nineteen times out of twenty.",
                    runway(StatusReport.Runway::leastDays)),
            Family.gauges(
                    "remapd_faults", "Units that were bad or said to be, by what became of them.", Metrics::faults),
            Family.gauge(
                    "remapd_lost_bytes",
                    "What of the device could not be read and is lost, unless written since.",
                    watched(device -> device.lostSectors() * SECTOR)),
            Family.gauge(
                    "remapd_metadata_copies",
                    "Copies of remapd's records on the disk.",
                    of(StatusReport.Device::metadata, StatusReport.Metadata::copies)),
            Family.gauge(
                    "remapd_metadata_copies_whole",
                    "Those of them that are whole and current.",
                    of(StatusReport.Device::metadata, StatusReport.Metadata::whole)),
            Family.gauge(
                    "remapd_metadata_read_only",
                    "Whether nothing can be recorded any more.",
                    of(StatusReport.Device::metadata, metadata -> flag(metadata.readOnly() != null))),
            Family.gauge(
                    "remapd_breaker_open",
                    "Whether nothing is moved, because of what looks like no bad sectors, or by hand.",
                    of(StatusReport.Device::breaker, breaker -> flag(breaker.open()))),
            Family.counter("remapd_reads", "Reads of the device.", of(StatusReport.Device::io, StatusReport.Io::reads)),
            Family.counter(
                    "remapd_read_bytes",
                    "What they read.",
                    of(StatusReport.Device::io, io -> io.sectorsRead() * SECTOR)),
            Family.counter(
                    "remapd_writes", "Writes to the device.", of(StatusReport.Device::io, StatusReport.Io::writes)),
            Family.counter(
                    "remapd_written_bytes",
                    "What they wrote.",
                    of(StatusReport.Device::io, io -> io.sectorsWritten() * SECTOR)),
            Family.counter(
                    "remapd_remapped_requests",
                    "Requests that spares took part in.",
                    of(StatusReport.Device::io, StatusReport.Io::remapped)),
            Family.counter(
                    "remapd_failed_requests",
                    "Requests that ended with an error.",
                    of(StatusReport.Device::io, StatusReport.Io::failed)),
            Family.counter(
                    "remapd_hints",
                    "Words that a place may be bad, from the kernel, the drive or a scrub.",
                    of(StatusReport.Device::totals, StatusReport.Totals::hints)),
            Family.counter(
                    "remapd_hints_dropped",
                    "Those of them that there was no room for.",
                    of(StatusReport.Device::totals, StatusReport.Totals::dropped)),
            Family.gauge(
                    "remapd_scrub_running",
                    "Whether a scrub is under way, neither paused nor waiting for its turn.",
                    watched(device -> flag(
                            device.scrub() != null && device.scrub().state().equals("running")))),
            Family.gauge(
                    "remapd_scrub_progress_ratio",
                    "How much of the device the present or latest scrub has read.",
                    of(
                            StatusReport.Device::scrub,
                            scrub -> scrub.sectors() == 0 ? 1 : (double) scrub.done() / scrub.sectors())),
            Family.gauge(
                    "remapd_scrub_rate_bytes_per_second",
                    "How fast the present scrub reads.",
                    of(StatusReport.Device::scrub, StatusReport.Scrub::bytesPerSecond)),
            Family.gauge(
                    "remapd_scrub_left_seconds",
                    "How long the present scrub will take from now on.",
                    device -> Optional.ofNullable(device.scrub())
                            .flatMap(scrub -> Optional.ofNullable(scrub.secondsLeft()))),
            Family.gauge(
                    "remapd_scrub_silent_seconds",
                    "For how long the disk has not answered the present scrub.",
                    of(StatusReport.Device::scrub, StatusReport.Scrub::silentSeconds)),
            Family.gauge(
                    "remapd_scrub_last_end_timestamp_seconds",
                    "When a scrub last came to its end.",
                    of(StatusReport.Device::lastScrub, last -> time(last.ended()))),
            Family.gauge(
                    "remapd_scrub_last_unreadable_bytes",
                    "What that scrub could not read.",
                    of(StatusReport.Device::lastScrub, last -> last.unreadable() * SECTOR)),
            Family.gauge(
                    "remapd_scrub_next_timestamp_seconds",
                    "When the next scrub is due.",
                    device -> Optional.ofNullable(device.nextScrub()).map(Metrics::time)),
            Family.gauge(
                    "remapd_smart_passed",
                    "Whether the drive says of itself that it will not fail soon.",
                    device -> Optional.ofNullable(device.smart())
                            .filter(smart -> smart.health() != null)
                            .map(smart -> flag(!smart.state().equals("failing")))),
            Family.gauges(
                    "remapd_smart_reported", "What the drive has counted in its life, by what it is.", Metrics::counts),
            Family.gauge(
                    "remapd_smart_temperature_celsius", "How hot the drive is.", health(StatusReport.Health::celsius)),
            Family.gauge(
                    "remapd_smart_wear_ratio",
                    "What is used up of the endurance that the drive's maker vouches for.",
                    health(health -> health.wearPercent() == null ? null : health.wearPercent() / 100.0)),
            Family.gauge(
                    "remapd_smart_power_on_seconds",
                    "How long the drive has been on in its life.",
                    health(health -> health.powerOnHours() == null ? null : health.powerOnHours() * 3600)));

    private Metrics() {}

    /**
     * Of all devices.
     *
     * @param identify whether models and serial numbers may be told
     */
    static MetricSnapshots of(StatusReport report, boolean identify) {
        List<MetricSnapshot> all = new ArrayList<>();
        all.add(InfoSnapshot.builder()
                .name("remapd_build")
                .help("Which remapd this is.")
                .dataPoint(InfoDataPointSnapshot.builder()
                        .labels(Labels.of("version", report.version()))
                        .build())
                .build());
        all.add(GaugeSnapshot.builder()
                .name("remapd_start_time_seconds")
                .help("When the daemon began to watch.")
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .value(time(report.since()))
                        .build())
                .build());
        all.add(disks(report.devices(), identify));
        FAMILIES.forEach(family -> all.add(family.snapshot(report.devices())));
        return new MetricSnapshots(
                all.stream().filter(family -> !family.getDataPoints().isEmpty()).toList());
    }

    private static InfoSnapshot disks(List<StatusReport.Device> devices, boolean identify) {
        InfoSnapshot.Builder family = InfoSnapshot.builder().name("remapd_disk").help("Which disk a device is on.");
        for (StatusReport.Device device : devices) {
            StatusReport.Disk disk = device.disk();
            if (disk != null) {
                Labels labels = Labels.of("device", device.name(), "path", disk.path());
                family.dataPoint(InfoDataPointSnapshot.builder()
                        .labels(identify ? labels.merge(identity(device, disk)) : labels)
                        .build());
            }
        }
        return family.build();
    }

    private static Labels identity(StatusReport.Device device, StatusReport.Disk disk) {
        return Labels.of(
                "uuid", Objects.requireNonNullElse(device.uuid(), ""),
                "model", Objects.requireNonNullElse(disk.model(), ""),
                "serial", Objects.requireNonNullElse(disk.serial(), ""));
    }

    private static Stream<Sample> spares(StatusReport.Device device) {
        StatusReport.Spares spares = device.spares();
        return spares == null
                ? Stream.of()
                : Stream.of(
                        Sample.of(spares.free(), "state", "free"),
                        Sample.of(spares.used(), "state", "used"),
                        Sample.of(spares.retired(), "state", "retired"));
    }

    /** Of every fate, also of those that befell nobody: a rise from nothing is to be seen. */
    private static Stream<Sample> faults(StatusReport.Device device) {
        return device.state().equals("watched")
                ? Arrays.stream(Fate.values())
                        .map(Fate::label)
                        .map(fate -> Sample.of(many(device.faults(), fate), "fate", fate))
                : Stream.of();
    }

    private static double many(List<StatusReport.Fault> faults, String fate) {
        return faults.stream().filter(fault -> fault.fate().equals(fate)).count();
    }

    private static Stream<Sample> counts(StatusReport.Device device) {
        return Stream.ofNullable(device.smart())
                .flatMap(smart -> Stream.ofNullable(smart.health()))
                .flatMap(health -> health.counts().entrySet().stream())
                .map(count -> Sample.of((double) count.getValue(), "what", count.getKey()));
    }

    private static Function<StatusReport.Device, Optional<? extends Number>> watched(
            Function<StatusReport.Device, Number> value) {
        return device ->
                Optional.of(device).filter(any -> any.state().equals("watched")).map(value);
    }

    private static <T> Function<StatusReport.Device, Optional<? extends Number>> of(
            Function<StatusReport.Device, @Nullable T> part, Function<T, Number> value) {
        return device -> Optional.ofNullable(part.apply(device)).map(value);
    }

    private static Function<StatusReport.Device, Optional<? extends Number>> runway(
            Function<StatusReport.Runway, Long> days) {
        return device -> Optional.ofNullable(device.spares())
                .flatMap(spares -> Optional.ofNullable(spares.runway()))
                .map(runway -> days.apply(runway) * DAY);
    }

    private static Function<StatusReport.Device, Optional<? extends Number>> health(
            Function<StatusReport.Health, @Nullable Number> value) {
        return device -> Optional.ofNullable(device.smart())
                .flatMap(smart -> Optional.ofNullable(smart.health()))
                .flatMap(health -> Optional.ofNullable(value.apply(health)));
    }

    private static int flag(boolean is) {
        return is ? 1 : 0;
    }

    private static double time(String instant) {
        return Instant.parse(instant).toEpochMilli() / 1000.0;
    }
}
