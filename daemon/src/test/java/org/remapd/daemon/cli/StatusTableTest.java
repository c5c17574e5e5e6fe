package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.remapd.daemon.control.StatusReport;

/** Forty disks on one screen. */
class StatusTableTest {

    @Test
    void eachHasALineAndThoseThatNeedSomebodyComeFirst() {
        StatusReport report = report(Stream.of(
                device("a", "watched", new StatusReport.Spares(100, 0, 0, 100, List.of(), null)),
                device("archive-7", "watched", new StatusReport.Spares(100, 90, 1, 9, List.of(), null)),
                device("b", "missing", null)));

        assertThat(StatusTable.of(report, 200).stream().map(Line::text))
                .containsExactly(
                        "DEVICE     HEALTH           DISK      SIZE    SPARES FREE  FAULTS  LOST       SCRUB",
                        "archive-7  NEEDS ATTENTION  /dev/sdb  64 MiB  9/100        0 open  0 sectors  2026-11-14T03:30:00Z",
                        "b          MISSING          -         -       -            -       -          -",
                        "a          ok               /dev/sdb  64 MiB  100/100      0 open  0 sectors  2026-11-14T03:30:00Z",
                        "All there is to say of one: remapd status NAME; of all: remapd status --full");
    }

    @ParameterizedTest
    @CsvSource({
        "98, archive-7  NEEDS ATTENTION  /dev/sdb  64 MiB  9/100        0 open  0 sectors  2026-11-14T03:30:00Z",
        "97, archive-7  NEEDS ATTENTION  /dev/sdb  9/100        0 open  0 sectors  2026-11-14T03:30:00Z",
        "90, archive-7  NEEDS ATTENTION  /dev/sdb  9/100        0 open  0 sectors  2026-11-14T03:30:00Z",
        "89, archive-7  NEEDS ATTENTION  /dev/sdb  9/100        0 open  0 sectors",
        "68, archive-7  NEEDS ATTENTION  /dev/sdb  9/100        0 open  0 sectors",
        "67, archive-7  NEEDS ATTENTION  9/100        0 open  0 sectors",
        "20, archive-7  NEEDS ATTENTION  9/100        0 open  0 sectors"
    })
    void whatCanBeMissedIsLeftOutWhereThereIsNoRoom(int columns, String line) {
        StatusReport report = report(
                Stream.of(device("archive-7", "watched", new StatusReport.Spares(100, 90, 1, 9, List.of(), null))));

        assertThat(StatusTable.of(report, columns).get(1).text()).isEqualTo(line);
    }

    @Test
    void fortyOfThemFitOnAScreen() {
        StatusReport report = report(IntStream.range(0, 40)
                .mapToObj(
                        n -> device("disk" + n, "watched", new StatusReport.Spares(100, 0, 0, 100, List.of(), null))));

        List<Line> lines = StatusTable.of(report, 80);

        assertThat(lines).hasSize(42).allMatch(line -> line.text().length() <= 80);
    }

    private static StatusReport report(Stream<StatusReport.Device> devices) {
        return new StatusReport("0.1.0", "2026-11-21T08:00:00Z", true, devices.toList());
    }

    private static StatusReport.Device device(String name, String state, StatusReport.@Nullable Spares spares) {
        boolean watched = spares != null;
        return new StatusReport.Device(
                name,
                state,
                watched ? null : "its disk is not there",
                spares == null || spares.free() < 10,
                null,
                watched ? new StatusReport.Disk("/dev/sdb", null, null, 131_072, 2048) : null,
                null,
                null,
                spares,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                watched ? new StatusReport.LastScrub("2026-11-14T02:00:00Z", "2026-11-14T03:30:00Z", 0, 0) : null,
                List.of(),
                null,
                null,
                List.of());
    }
}
