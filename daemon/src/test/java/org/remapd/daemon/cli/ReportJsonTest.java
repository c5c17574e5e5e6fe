package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.daemon.control.StatusReport;

class ReportJsonTest {

    private static final StatusReport.Scrub SCRUB = new StatusReport.Scrub(
            "<data>", "running", null, "2026-11-21T08:00:00Z", 100, 50, 0, 0, 0, 1000, null, null, null, 0, true);

    /** Of a disk's model, say: C1's CSI, a right-to-left override, DEL, and one beyond 16 bits. */
    @Test
    void whatSomebodyElseWroteDoesNotSpeakToTheTerminal() {
        String hostile = "ok \u00e9\u009b2J \u202e \u007f \u001b[2J \ue000 \udb80\udc00 \ud83d\ude00";

        String json = ReportJson.of(List.of(hostile));

        assertThat(json).contains("ok \u00e9\\u009b2J \\u202e \\u007f \\u001b[2J \\ue000 \\udb80\\udc00 \ud83d\ude00");
        assertThat(new Gson().fromJson(json, String[].class)).containsExactly(hostile);
    }

    @Test
    void oneOfManyIsALineWithTheSameInIt() {
        String line = ReportJson.line(List.of(SCRUB));

        assertThat(line.lines()).hasSize(1);
        assertThat(line)
                .contains("\"device\":\"<data>\"", "\"bytes_per_second\":1000", "\"reason\":null", "\"verifies\":true")
                .isEqualTo(ReportJson.of(List.of(SCRUB)).replaceAll("\\s+", ""));
    }
}
