package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.daemon.control.StatusReport;

class ReportJsonTest {

    private static final StatusReport.Scrub SCRUB = new StatusReport.Scrub(
            "<data>", "running", null, "2026-11-21T08:00:00Z", 100, 50, 0, 0, 0, 1000, null, null, null, 0, true);

    @Test
    void oneOfManyIsALineWithTheSameInIt() {
        String line = ReportJson.line(List.of(SCRUB));

        assertThat(line.lines()).hasSize(1);
        assertThat(line)
                .contains("\"device\":\"<data>\"", "\"bytes_per_second\":1000", "\"reason\":null", "\"verifies\":true")
                .isEqualTo(ReportJson.of(List.of(SCRUB)).replaceAll("\\s+", ""));
    }
}
