package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.sensor.smart.DriveStory;
import org.remapd.agent.sensor.smart.SmartCount;
import org.remapd.agent.sensor.smart.SmartHistory;
import org.remapd.agent.sensor.smart.SmartLevels;
import org.remapd.agent.sensor.smart.SmartParser;
import org.remapd.agent.sensor.smart.SmartReading;
import org.remapd.agent.sensor.smart.SmartTrend.KnownBad;
import org.remapd.daemon.control.StatusReport;

/** What {@code remapd status} has to say of a drive. */
class SmartReportsTest {

    private static final Instant THEN = Instant.parse("2026-11-28T10:00:00Z");

    private static final SmartReading WORN = SmartParser.read("""
            {"smartctl": {"version": [7, 4], "exit_status": 0}, "device": {"protocol": "NVMe"},
             "smart_status": {"passed": true}, "temperature": {"current": 55}, "power_on_time": {"hours": 100},
             "nvme_smart_health_information_log": {"critical_warning": 1, "available_spare": 4,
               "available_spare_threshold": 10, "percentage_used": 120, "media_errors": 7}}
            """);

    private static final SmartHistory HISTORY =
            SmartHistory.NONE.with(THEN, new SmartLevels(Map.of(SmartCount.MEDIA_ERRORS, 7L), null, null));

    private DriveStory story = DriveStory.UNHEARD;

    @Test
    void aDriveThatAnsweredTellsItsHealthAndCounts() {
        hear(WORN);

        assertThat(SmartReports.of(story, THEN, HISTORY))
                .isEqualTo(new StatusReport.Smart(
                        "passed",
                        "media errors 7, 120 % worn, the drive's own spares are below their threshold",
                        null,
                        new StatusReport.Health(
                                "2026-11-28T10:00:00Z",
                                Map.of("media_errors", 7L),
                                120,
                                4,
                                10,
                                55,
                                100L,
                                List.of("the drive's own spares are below their threshold"),
                                List.of(new StatusReport.Change("2026-11-28T10:00:00Z", "media_errors", 7)))));
    }

    @Test
    void oneThatFellAsleepKeepsWhatItSaid() {
        hear(WORN);
        hear(new SmartReading.Asleep());

        StatusReport.Smart said = SmartReports.of(story, THEN, HISTORY);
        assertThat(said.state()).isEqualTo("asleep");
        assertThat(said.detail()).startsWith("media errors 7");
        assertThat(said.health()).isNotNull();
    }

    @Test
    void oneThatCannotBeAskedSaysWhyAndIsNotCalledHealthy() {
        hear(WORN);
        hear(new SmartReading.Unusable("smartctl hangs", "it did not end within 60 s"));

        StatusReport.Smart said = SmartReports.of(story, THEN, HISTORY);
        assertThat(said.state()).isEqualTo("unknown");
        assertThat(said.detail()).isEqualTo("smartctl hangs: it did not end within 60 s");
        assertThat(said.health()).as("its last report").isNotNull();
    }

    @Test
    void oneThatNeverAnsweredHasNoHealth() {
        hear(new SmartReading.Asleep());

        assertThat(SmartReports.of(story, THEN, HISTORY)).isEqualTo(new StatusReport.Smart("asleep", null, null, null));
    }

    private void hear(SmartReading reading) {
        story = story.hear(reading, SmartLevels.UNKNOWN, Optional.empty(), KnownBad.NOTHING)
                .story();
    }
}
