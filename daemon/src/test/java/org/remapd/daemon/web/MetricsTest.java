package org.remapd.daemon.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.daemon.control.StatusReport;

/** What Prometheus collects. */
class MetricsTest {

    private static final Path PROMETHEUS = Path.of("../packaging/prometheus");

    @Test
    void ofADeviceIsToldWhatIsKnownInBytesSecondsAndRatios() throws IOException {
        assertThat(lines(false, Reports.failing("data")))
                .contains(
                        "remapd_build_info{version=\"0.1.0\"} 1",
                        "remapd_start_time_seconds 1.795248E9",
                        "remapd_device_watched{device=\"data\"} 1.0",
                        "remapd_device_attention{device=\"data\"} 1.0",
                        "remapd_device_copy_now{device=\"data\"} 1.0",
                        "remapd_device_size_bytes{device=\"data\"} 6.5011712E7",
                        "remapd_spares{device=\"data\",state=\"free\"} 96.0",
                        "remapd_spares{device=\"data\",state=\"used\"} 3.0",
                        "remapd_spares_runway_seconds{device=\"data\"} 2.48832E8",
                        "remapd_spares_runway_least_seconds{device=\"data\"} 9.504E7",
                        "remapd_faults{device=\"data\",fate=\"poisoned\"} 1.0",
                        "remapd_faults{device=\"data\",fate=\"remapped\"} 1.0",
                        "remapd_faults{device=\"data\",fate=\"unhealed\"} 0.0",
                        "remapd_lost_bytes{device=\"data\"} 1024.0",
                        "remapd_metadata_copies{device=\"data\"} 2.0",
                        "remapd_metadata_copies_whole{device=\"data\"} 1.0",
                        "remapd_metadata_read_only{device=\"data\"} 0.0",
                        "remapd_breaker_open{device=\"data\"} 0.0",
                        "remapd_reads_total{device=\"data\"} 10.0",
                        "remapd_read_bytes_total{device=\"data\"} 40960.0",
                        "remapd_remapped_requests_total{device=\"data\"} 2.0",
                        "remapd_failed_requests_total{device=\"data\"} 1.0",
                        "remapd_hints_total{device=\"data\"} 7.0",
                        "remapd_scrub_running{device=\"data\"} 1.0",
                        "remapd_scrub_progress_ratio{device=\"data\"} 0.25",
                        "remapd_scrub_left_seconds{device=\"data\"} 77.0",
                        "remapd_scrub_last_end_timestamp_seconds{device=\"data\"} 1.794627E9",
                        "remapd_scrub_last_unreadable_bytes{device=\"data\"} 8192.0",
                        "remapd_smart_passed{device=\"data\"} 0.0",
                        "remapd_smart_reported{device=\"data\",what=\"pending_sectors\"} 12.0",
                        "remapd_smart_temperature_celsius{device=\"data\"} 41.0",
                        "remapd_smart_wear_ratio{device=\"data\"} 0.4",
                        "remapd_smart_power_on_seconds{device=\"data\"} 7.2E7");
    }

    @Test
    void ofOneThatIsNotThereIsToldThatAndNoNumberThatNobodyKnows() throws IOException {
        assertThat(lines(false, Reports.missing("data")))
                .filteredOn(line -> line.contains("device="))
                .containsExactly(
                        "remapd_device_attention{device=\"data\"} 1.0",
                        "remapd_device_copy_now{device=\"data\"} 0.0",
                        "remapd_device_watched{device=\"data\"} 0.0");
    }

    @Test
    void aSerialNumberIsToldOnlyIfThatIsWanted() throws IOException {
        assertThat(lines(false, Reports.failing("data"))).noneMatch(line -> line.contains("S\\"));
        assertThat(lines(true, Reports.failing("data")))
                .contains("remapd_disk_info{device=\"data\",model=\"LAB \\\"disk\\\"\\n\u001b[2J\",path=\"/dev/sdb\","
                        + "serial=\"S\\\\1\",uuid=\"12345678-9abc-4def-8123-456789abcdef\"} 1");
    }

    @Test
    void whatIsTheSameInBothFormatsDiffersOnlyInItsFrame() throws IOException {
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        OpenMetricsTextFormatWriter.create().write(open, Metrics.of(Reports.of(Reports.failing("data")), true));

        assertThat(open.toString(StandardCharsets.UTF_8))
                .endsWith("# EOF\n")
                .contains("\nremapd_reads_total{device=\"data\"} 10.0\n");
    }

    @Test
    void severalDevicesShareTheFamilies() throws IOException {
        List<String> lines = lines(false, Reports.failing("one"), Reports.missing("two"));

        assertThat(lines)
                .filteredOn(line -> line.startsWith("# HELP remapd_device_watched "))
                .hasSize(1);
        assertThat(lines)
                .contains("remapd_device_watched{device=\"one\"} 1.0", "remapd_device_watched{device=\"two\"} 0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"remapd.rules.yml", "remapd.dashboard.json"})
    void whatComesWithItForPrometheusAndGrafanaKnowsNoOtherNames(String file) throws IOException {
        Set<String> names = Metrics.FAMILIES.stream()
                .map(family -> family.counter() ? family.name() + "_total" : family.name())
                .collect(Collectors.toSet());
        Matcher used = Pattern.compile("\\bremapd_[a-z_]+").matcher(Files.readString(PROMETHEUS.resolve(file)));

        assertThat(used.results().map(MatchResult::group))
                .hasSizeGreaterThan(10)
                .allMatch(names::contains);
    }

    private static List<String> lines(boolean identify, StatusReport.Device... devices) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, Metrics.of(Reports.of(devices), identify));
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
