package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.sensor.scrub.LatencyMap;
import org.remapd.agent.sensor.scrub.LatencyMap.Cell;
import org.remapd.daemon.control.SurfaceReport;

/** How long reads took, as it is reported of a device whose data begins in the second cell of its disk. */
class SurfaceReportsTest {

    private final SurfaceReports reports = new SurfaceReports("data", "/dev/sdb", SectorRange.of(2148, 3000));

    @Test
    void eachCellHasItsPlaceOnTheDiskAndTheDevicesSectorsInIt() {
        assertThat(report().cells())
                .extracting(SurfaceReport.Cell::diskSector, SurfaceReport.Cell::sectors, SurfaceReport.Cell::range)
                .containsExactly(
                        tuple(0L, 2048L, null),
                        tuple(2048L, 2048L, "0+1948"),
                        tuple(4096L, 2048L, "1948+1052"),
                        tuple(6144L, 856L, null));
    }

    @Test
    void whatIsNotKnownIsAbsent() {
        assertThat(report().cells().get(0))
                .isEqualTo(new SurfaceReport.Cell(0, 2048, null, 2048, 9.0, 4.0, false, false, 0, true));
        assertThat(report().cells().get(3))
                .isEqualTo(new SurfaceReport.Cell(6144, 856, null, 0, null, null, false, true, 0, false));
    }

    @Test
    void unitsOnSparesAreCountedWhereTheyWere() {
        assertThat(report().cells()).extracting(SurfaceReport.Cell::mapped).containsExactly(0, 2, 1, 0);
    }

    @Test
    void withoutAScrubThereAreNoCells() {
        assertThat(reports.none(7000))
                .isEqualTo(new SurfaceReport("data", "/dev/sdb", 7000, null, null, false, List.of()));
    }

    private SurfaceReport report() {
        LatencyMap map = new LatencyMap(
                7000,
                2048,
                Instant.EPOCH,
                List.of(
                        new Cell(2048, 9_000_000, 4_000_000, false, false, true),
                        Cell.UNKNOWN,
                        Cell.UNKNOWN,
                        new Cell(0, 0, 0, false, true, false)));
        return reports.of(
                map,
                each -> List.of(SectorRange.of(2148, 8), SectorRange.of(4095, 1), SectorRange.of(4096, 8))
                        .forEach(each),
                false);
    }
}
