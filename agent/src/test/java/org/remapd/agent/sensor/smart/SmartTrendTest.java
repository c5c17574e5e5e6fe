package org.remapd.agent.sensor.smart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.remapd.agent.sensor.smart.SmartReport.Warning;
import org.remapd.agent.sensor.smart.SmartTrend.KnownBad;
import org.remapd.agent.sensor.smart.SmartTrend.Raise;
import org.remapd.agent.sensor.smart.SmartTrend.Step;

class SmartTrendTest {

    private static final String DRIVE = SmartFiles.text("ata-failing");
    private static final String ALL_NAMED = DRIVE.replace("\"count\": 3,", "\"count\": 2,");

    @Test
    void whatStaysHighIsNoNews() {
        SmartTrend trend = SmartTrend.between(SmartFiles.reportOf(DRIVE), SmartFiles.reportOf(DRIVE));

        assertThat(trend.raises()).isEmpty();
        assertThat(trend.newPlaces()).isEmpty();
        assertThat(trend.newWarnings()).isEmpty();
        assertThat(trend.wear()).isEmpty();
        assertThat(trend.spare()).isEmpty();
        assertThat(trend.startedFailing()).isFalse();
        assertThat(trend.asksForScan(KnownBad.NOTHING)).isFalse();
    }

    @Test
    void aRaiseWithoutAPlaceAsksForAScan() {
        SmartTrend trend = since(DRIVE.replace("\"624\"", "\"620\""));

        assertThat(trend.raises()).containsExactly(new Raise(SmartCount.PENDING, 620, 624));
        assertThat(trend.asksForScan(KnownBad.NOTHING)).isTrue();
    }

    @Test
    void aRaiseWithAPlaceDoesNot() {
        String earlier = ALL_NAMED
                .replace("\"624\"", "\"620\"")
                .replace("{\"lba\": 104870168}", "{\"lba\": 15628053160}")
                .replace("\"lba\": 104870168", "\"lba\": 1");
        SmartTrend trend = SmartTrend.between(SmartFiles.reportOf(earlier), SmartFiles.reportOf(ALL_NAMED));

        assertThat(trend.newPlaces())
                .singleElement()
                .extracting(place -> place.where().toString())
                .isEqualTo("104870168+1");
        assertThat(trend.asksForScan(KnownBad.NOTHING)).isFalse();
    }

    @Test
    void aRaiseWithAPlaceAsksForAScanAllTheSameIfTheDriveDoesNotNameAllItHas() {
        SmartTrend trend =
                since(DRIVE.replace("\"624\"", "\"620\"").replace("{\"lba\": 104870168}", "{\"lba\": 104870169}"));

        assertThat(trend.newPlaces()).hasSize(1);
        assertThat(trend.asksForScan(KnownBad.NOTHING)).isTrue();
    }

    @Test
    void anAddressThatWasNotFoundDoesNotSayWhereTheMediumGotWorse() {
        String earlier = ALL_NAMED.replace("\"624\"", "\"620\"").replace("Error: IDNF", "Error: ABRT");
        SmartTrend trend = SmartTrend.between(SmartFiles.reportOf(earlier), SmartFiles.reportOf(ALL_NAMED));

        assertThat(trend.newPlaces()).hasSize(1);
        assertThat(trend.asksForScan(KnownBad.NOTHING)).isTrue();
    }

    @Test
    void sectorsThatWereFoundBadMeanwhileAccountForAsManyMore() {
        SmartTrend trend = since(DRIVE.replace("\"624\"", "\"620\""));

        assertThat(trend.asksForScan(new KnownBad(4, true))).isFalse();
        assertThat(trend.asksForScan(new KnownBad(3, true))).isTrue();
        assertThat(trend.asksForScan(new KnownBad(0, true)))
                .as("older ones do not")
                .isTrue();
    }

    @Test
    void readsOfASectorThatIsKnownToBeBadAccountForAnyNumberOfErrors() {
        SmartTrend trend = since(DRIVE.replace("\"1693\"", "\"1\""));

        assertThat(trend.raises()).containsExactly(new Raise(SmartCount.REPORTED_UNCORRECTABLE, 1, 1693));
        assertThat(trend.asksForScan(new KnownBad(0, true))).isFalse();
        assertThat(trend.asksForScan(KnownBad.NOTHING)).isTrue();
    }

    @Test
    void theSamePlaceNamedByALaterEntryIsNamedAgain() {
        SmartTrend trend = since(DRIVE.replace(
                "\"lifetime_hours\": 20410, \"lba\": 200000001", "\"lifetime_hours\": 20409, \"lba\": 200000001"));

        assertThat(trend.newPlaces())
                .singleElement()
                .extracting(place -> place.where().toString())
                .isEqualTo("200000001+1");
    }

    @Test
    void wearThatGrowsAndSparesThatDwindleAreTold() {
        String worn = SmartFiles.text("nvme-failing");
        String younger = worn.replace("\"percentage_used\": 120", "\"percentage_used\": 99")
                .replace("\"available_spare\": 4", "\"available_spare\": 12");
        SmartTrend trend = SmartTrend.between(SmartFiles.reportOf(younger), SmartFiles.reportOf(worn));
        SmartTrend back = SmartTrend.between(SmartFiles.reportOf(worn), SmartFiles.reportOf(younger));

        assertThat(trend.wear()).contains(new Step(99, 120));
        assertThat(trend.spare()).contains(new Step(12, 4));
        assertThat(back.wear()).isEmpty();
        assertThat(back.spare()).isEmpty();
    }

    @Test
    void aWorseCableIsNoWorseMedium() {
        SmartTrend trend = since(DRIVE.replace("\"string\": \"3\"", "\"string\": \"2\""));

        assertThat(trend.raises()).containsExactly(new Raise(SmartCount.CABLE_ERRORS, 2, 3));
        assertThat(trend.asksForScan(KnownBad.NOTHING)).isFalse();
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
    void ofADriveThatIsHeardForTheFirstTimeWhatItNamesIsNewAndWhatItCountedIsNot() {
        SmartTrend trend = SmartTrend.of(SmartFiles.reportOf(DRIVE), SmartLevels.UNKNOWN);

        assertThat(trend.raises()).isEmpty();
        assertThat(trend.wear()).isEmpty();
        assertThat(trend.spare()).isEmpty();
        assertThat(trend.newPlaces()).hasSize(5);
        assertThat(trend.startedFailing()).isTrue();
        assertThat(trend.asksForScan(KnownBad.NOTHING)).isFalse();
    }

    @Test
    void whatRoseSinceAnEarlierDaemonHeardItIsToldAndLookedForWhateverPlacesItNames() {
        SmartLevels left =
                SmartFiles.reportOf(ALL_NAMED.replace("\"624\"", "\"620\"")).levels();
        SmartTrend trend = SmartTrend.of(SmartFiles.reportOf(ALL_NAMED), left);

        assertThat(trend.raises()).containsExactly(new Raise(SmartCount.PENDING, 620, 624));
        assertThat(trend.newPlaces()).hasSize(5);
        assertThat(trend.asksForScan(KnownBad.NOTHING)).isTrue();
    }

    @Test
    void wearAndSparesAreComparedWithThoseOfAnEarlierDaemonToo() {
        SmartReport worn = SmartFiles.report("nvme-failing");
        SmartTrend trend = SmartTrend.of(worn, new SmartLevels(Map.of(), 99, 12));

        assertThat(trend.wear()).contains(new Step(99, 120));
        assertThat(trend.spare()).contains(new Step(12, 4));
    }

    private static SmartTrend since(String earlier) {
        return SmartTrend.between(SmartFiles.reportOf(earlier), SmartFiles.reportOf(DRIVE));
    }
}
