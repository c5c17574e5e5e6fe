package org.remapd.agent.sensor.smart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.remapd.agent.sensor.smart.SmartReport.Warning;
import org.remapd.agent.sensor.smart.SmartTrend.Raise;

class SmartTrendTest {

    private static final String DRIVE = SmartFiles.text("ata-failing");

    @Test
    void whatStaysHighIsNoNews() {
        SmartTrend trend = SmartTrend.between(SmartFiles.reportOf(DRIVE), SmartFiles.reportOf(DRIVE));

        assertThat(trend.raises()).isEmpty();
        assertThat(trend.newPlaces()).isEmpty();
        assertThat(trend.newWarnings()).isEmpty();
        assertThat(trend.startedFailing()).isFalse();
        assertThat(trend.asksForScan()).isFalse();
    }

    @Test
    void aRaiseWithoutAPlaceAsksForAScan() {
        SmartTrend trend = since(DRIVE.replace("\"624\"", "\"620\""));

        assertThat(trend.raises()).containsExactly(new Raise(SmartCount.PENDING, 620, 624));
        assertThat(trend.asksForScan()).isTrue();
    }

    @Test
    void aRaiseWithAPlaceDoesNot() {
        SmartTrend trend = since(DRIVE.replace("\"624\"", "\"620\"")
                .replace("{\"lba\": 104870168}", "{\"lba\": 15628053160}")
                .replace("\"lba\": 104870168", "\"lba\": 1"));

        assertThat(trend.newPlaces())
                .singleElement()
                .extracting(place -> place.where().toString())
                .isEqualTo("104870168+1");
        assertThat(trend.asksForScan()).isFalse();
    }

    @Test
    void aWorseCableIsNoWorseMedium() {
        SmartTrend trend = since(DRIVE.replace("\"string\": \"3\"", "\"string\": \"2\""));

        assertThat(trend.raises()).containsExactly(new Raise(SmartCount.CABLE_ERRORS, 2, 3));
        assertThat(trend.asksForScan()).isFalse();
    }

    @Test
    void whatFellOrIsNewlyCountedHasNotRisen() {
        assertThat(since(DRIVE.replace("\"624\"", "\"700\"")).raises()).isEmpty();
        assertThat(since(DRIVE.replace("\"id\": 197", "\"id\": 240").replace("\"count\": 3", "\"kount\": 3"))
                        .raises())
                .isEmpty();
    }

    @Test
    void aDriveThatBeginsToFailOrToWarnIsTold() {
        SmartTrend trend = since(DRIVE.replace("\"passed\": false},\n  \"temp", "\"passed\": true},\n  \"temp")
                .replace("\"count\": 3,", "\"count\": 2,"));

        assertThat(trend.startedFailing()).isTrue();
        assertThat(trend.newWarnings()).containsExactly(Warning.DEFECTS_NOT_ALL_NAMED);
    }

    @Test
    void twoDrivesHaveNoTrend() {
        SmartTrend trend = since(DRIVE.replace("ZA1234", "ZA5678").replace("\"624\"", "\"620\""));

        assertThat(trend.raises()).isEmpty();
    }

    private static SmartTrend since(String earlier) {
        return SmartTrend.between(SmartFiles.reportOf(earlier), SmartFiles.reportOf(DRIVE));
    }
}
