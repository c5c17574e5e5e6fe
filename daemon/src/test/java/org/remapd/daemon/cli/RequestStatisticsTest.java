package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.remapd.daemon.control.StatusReport;

/** What a device is asked for. */
class RequestStatisticsTest {

    @Test
    void sizesAreBytesOnAverage() {
        RequestStatistics told = RequestStatistics.of("data", new StatusReport.Io(3, 25, 1, 8, 0, 0));
        assertThat(told.text()).isEqualTo("""
                data
                  read    requests 3, avg size 4267 bytes
                  write   requests 1, avg size 4096 bytes
                  total   requests 4, avg size 4224 bytes
                """);
    }

    @Test
    void ofNoneTheAverageIsNothing() {
        RequestStatistics told = RequestStatistics.of("data", new StatusReport.Io(0, 0, 0, 0, 0, 0));
        assertThat(told.total()).isEqualTo(new RequestStatistics.Requests(0, 0));
        assertThat(ReportJson.line(told))
                .isEqualTo("{\"device\":\"data\",\"read\":{\"requests\":0,\"avg_size\":0},"
                        + "\"write\":{\"requests\":0,\"avg_size\":0},\"total\":{\"requests\":0,\"avg_size\":0}}");
    }
}
