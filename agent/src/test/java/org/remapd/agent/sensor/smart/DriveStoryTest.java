package org.remapd.agent.sensor.smart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.sensor.smart.SmartTrend.KnownBad;

/** What a person is told of a drive over time, and what not again. */
class DriveStoryTest {

    private static final String ATA = SmartFiles.text("ata-healthy");
    private static final String NVME = SmartFiles.text("nvme-failing");

    private DriveStory story = DriveStory.UNHEARD;
    private SmartLevels left = SmartLevels.UNKNOWN;
    private final List<String> told = new ArrayList<>();

    @Test
    void whatAHealthyDriveHasCountedInItsLifeIsNotTold() {
        hear(ATA);
        hear(ATA);

        assertThat(told).isEmpty();
    }

    @Test
    void whatRisesIsToldOnceWithFromAndTo() {
        hear(ATA);
        hear(ATA.replace("{\"value\": 2, \"string\": \"2\"}", "{\"value\": 5, \"string\": \"5\"}"));
        hear(ATA.replace("{\"value\": 2, \"string\": \"2\"}", "{\"value\": 5, \"string\": \"5\"}"));

        assertThat(told).containsExactly("WARNING reallocated sectors rose from 2 to 5");
    }

    @Test
    void errorsOfTheCableAreCalledSo() {
        hear(ATA);
        hear(ATA.replace("0x000000000000", "3"));

        assertThat(told)
                .containsExactly(
                        "WARNING cable errors rose from 0 to 3: look at the cable, the medium is not to blame");
    }

    @Test
    void wearIsNoticedAndSparesAreAWarningAtTheirThreshold() {
        hear(ATA);
        hear(ATA.replace("\"current_percent\": 3", "\"current_percent\": 4")
                .replace("\"current_percent\": 100", "\"current_percent\": 90"));
        hear(ATA.replace("\"current_percent\": 3", "\"current_percent\": 100")
                .replace("\"current_percent\": 100, \"thr", "\"current_percent\": 10, \"thr"));

        assertThat(told)
                .containsExactly(
                        "NOTICE what is used up of the endurance that the maker vouches for rose from 3 to 4 %",
                        "NOTICE what is left of the drive's own spares fell from 100 to 90 %, and its threshold is 10 %",
                        "WARNING what is used up of the endurance that the maker vouches for rose from 4 to 100 %",
                        "WARNING what is left of the drive's own spares fell from 90 to 10 %, and its threshold is 10 %");
    }

    @Test
    void aDriveThatFailsOrWarnsIsToldAtOnceAndOnce() {
        hear(NVME);
        hear(NVME);

        assertThat(told)
                .containsExactly(
                        "CRITICAL the drive says that it is failing: copy what is on it",
                        "WARNING the drive's own spares are below their threshold",
                        "WARNING the drive says that it has become unreliable",
                        "CRITICAL the drive takes no more writes");
    }

    @Test
    void placesAreToBeReadOnceEach() {
        assertThat(hear(NVME).places()).hasSize(3);
        assertThat(hear(NVME).places()).isEmpty();
    }

    @Test
    void whatRisesWithoutAPlaceIsLookedForUnlessItIsKnown() {
        hear(NVME);
        String worse = NVME.replace("\"media_errors_s\": \"7\"", "\"media_errors_s\": \"8\"");

        assertThat(story.hear(SmartParser.read(worse), SmartLevels.UNKNOWN, Optional.empty(), new KnownBad(8, true))
                        .asksForScan())
                .isFalse();
        assertThat(hear(worse).asksForScan()).isTrue();
    }

    @Test
    void aDriveThatCannotBeAskedIsToldOnceForEachReasonAndThenThatItCanAgain() {
        hear(ATA);
        silence("smartctl hangs", "it did not end within 60 s");
        silence("smartctl hangs", "one that was started before cannot be ended");
        silence("smartctl did not print a whole JSON object", "garbage");
        silence("smartctl did not print a whole JSON object", "other garbage");
        hear(ATA);
        hear(ATA);

        assertThat(told)
                .containsExactly(
                        "WARNING the drive cannot be asked: smartctl hangs: it did not end within 60 s",
                        "WARNING the drive cannot be asked: smartctl did not print a whole JSON object: garbage",
                        "NOTICE the drive can be asked again");
    }

    @Test
    void whatRoseWhileNobodyCouldAskIsToldAfterwards() {
        hear(ATA);
        silence("smartctl hangs", "");
        assertThat(story.last()).as("its last report stays").isPresent();
        hear(new SmartReading.Asleep(), Optional.empty());
        assertThat(story.asleep()).isTrue();
        told.clear();
        hear(ATA.replace("{\"value\": 2, \"string\": \"2\"}", "{\"value\": 5, \"string\": \"5\"}"));

        assertThat(told).containsExactly("WARNING reallocated sectors rose from 2 to 5");
        assertThat(story.asleep()).isFalse();
    }

    @Test
    void whatRoseSinceAnEarlierDaemonHeardTheDriveIsToldOnce() {
        left = new SmartLevels(Map.of(SmartCount.REALLOCATED, 1L), null, null);
        assertThat(hear(ATA).asksForScan()).isTrue();
        assertThat(hear(ATA).asksForScan()).isFalse();

        assertThat(told).containsExactly("WARNING reallocated sectors rose from 1 to 2");
    }

    @Test
    void anotherDriveInItsPlaceIsNotComparedWithIt() {
        hear(ATA);
        String worse = ATA.replace("{\"value\": 2, \"string\": \"2\"}", "{\"value\": 5, \"string\": \"5\"}");
        String serial = SmartFiles.report("ata-healthy").serial();
        hear(worse.replace(String.valueOf(serial), "ANOTHER"));
        hear(worse);
        assertThat(told).isEmpty();

        hear(ATA.replace("{\"value\": 2, \"string\": \"2\"}", "{\"value\": 6, \"string\": \"6\"}"));
        assertThat(told).containsExactly("WARNING reallocated sectors rose from 5 to 6");
    }

    @Test
    void aDriveThatSleepsIsNoNews() {
        hear(ATA);
        DriveStory.News news = hear(new SmartReading.Asleep(), Optional.empty());

        assertThat(told).isEmpty();
        assertThat(news.places()).isEmpty();
        assertThat(news.asksForScan()).isFalse();
    }

    @Test
    void aKernelThatWaitsLessLongThanTheDriveTriesIsWarnedAboutUntilItDoesNot() {
        SmartReading healthy = SmartParser.read(ATA);
        hear(healthy, Optional.of("it tries longer"));
        hear(healthy, Optional.of("it tries longer"));
        hear(new SmartReading.Asleep(), Optional.empty());
        hear(healthy, Optional.of("it tries longer"));
        assertThat(told).containsExactly("WARNING it tries longer");
        assertThat(story.timeout()).contains("it tries longer");

        hear(healthy, Optional.empty());
        hear(healthy, Optional.of("it tries longer again"));
        assertThat(told).containsExactly("WARNING it tries longer", "WARNING it tries longer again");
    }

    private void silence(String reason, String detail) {
        hear(new SmartReading.Unusable(reason, detail), Optional.empty());
    }

    private DriveStory.News hear(String json) {
        return hear(SmartParser.read(json), Optional.empty());
    }

    private DriveStory.News hear(SmartReading reading, Optional<String> mismatch) {
        DriveStory.News news = story.hear(reading, left, mismatch, KnownBad.NOTHING);
        story = news.story();
        news.told().forEach(what -> told.add(what.severity() + " " + what.words()));
        return news;
    }
}
