package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.remapd.daemon.control.StatusReport;

class StatusTextTest {

    @Test
    void whatADriveCallsItselfDoesNotSpeakToTheTerminal() {
        StatusReport.Device device = new StatusReport.Device(
                "data",
                "watched",
                null,
                false,
                "12345678-9abc-4def-8123-456789abcdef",
                new StatusReport.Disk("/dev/sdb", "LAB\u001b[2J", "\u009b7\u202e", 131_072, 2048),
                126_976L,
                8,
                new StatusReport.Spares(
                        100, 3, 1, 96, List.of("/dev/sdc"), new StatusReport.Runway(2880, 1100, 9000, 3, 90)),
                new StatusReport.Metadata(2, 2, null),
                new StatusReport.Breaker(false, null, null, null),
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                List.of(),
                null,
                new StatusReport.Smart("unknown", "smartctl said \u001bc", null, null),
                List.of("no spare is left", "the drive predicts its own failure"));

        assertThat(text(new StatusReport("0.1.0", "2026-11-21T08:00:00Z", false, List.of(device)))
                        .lines())
                .contains(
                        "  COPY NOW  copy this disk while it reads: no spare is left; the drive predicts its own failure",
                        "  runway    about 2880 days (1100 to 9000), if it goes on as in the last 90, with 3 spares used",
                        "  disk      /dev/sdb (LAB?[2J, ?7?), 64 MiB",
                        "  spares    96 of 100 free, 3 in use, 1 retired; spare device /dev/sdc",
                        "  smart     unknown, smartctl said ?c");
    }

    private static String text(StatusReport report) {
        return StatusText.of(report).stream().map(Line::text).collect(Collectors.joining("\n"));
    }
}
