package org.remapd.daemon;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.sensor.scrub.LatencyMap;
import org.remapd.daemon.control.SurfaceReport;

/**
 * From what scrubs have measured of a device's disk to what is reported.
 *
 * @param disk path of the one with the data
 * @param data where the device's own sectors lie on it
 */
record SurfaceReports(String device, String disk, SectorRange data) {

    static SurfaceReport of(WatchedDevice device, Optional<LatencyMap> known, boolean running) {
        DeviceStatus status = device.status();
        SurfaceReports reports = new SurfaceReports(
                device.name(), status.disk(), status.geometry().data());
        return known.map(map -> reports.of(map, device::eachMapped, running))
                .orElseGet(() -> reports.none(status.geometry().diskSectors()));
    }

    SurfaceReport none(long diskSectors) {
        return new SurfaceReport(device, disk, diskSectors, null, null, false, List.of());
    }

    /** @param mapped tells of each place that is served from a spare */
    SurfaceReport of(LatencyMap map, Consumer<Consumer<SectorRange>> mapped, boolean running) {
        int[] units = new int[map.cells().size()];
        mapped.accept(
                place -> units[(int) Math.min(units.length - 1, place.first().number() / map.cellSectors())]++);
        return new SurfaceReport(
                device,
                disk,
                map.diskSectors(),
                map.cellSectors(),
                map.started().toString(),
                running,
                IntStream.range(0, units.length)
                        .mapToObj(n -> cell(map.where(n), map.cells().get(n), units[n]))
                        .toList());
    }

    private SurfaceReport.Cell cell(SectorRange where, LatencyMap.Cell cell, int mapped) {
        boolean timed = cell.sectors() > 0;
        return new SurfaceReport.Cell(
                where.first().number(),
                where.count(),
                range(where),
                cell.sectors(),
                timed ? toMicros(cell.millisPerMib().getAsDouble()) : null,
                timed ? toMicros(cell.slowest() / 1e6) : null,
                cell.disturbed(),
                cell.unreadable(),
                mapped,
                cell.earlier());
    }

    /** More digits say nothing. */
    private static double toMicros(double millis) {
        return Math.round(millis * 1000) / 1000.0;
    }

    private @Nullable String range(SectorRange where) {
        return where.intersection(data)
                .map(ours -> ours.first().number() - data.first().number() + "+" + ours.count())
                .orElse(null);
    }
}
