package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeadwayTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void nothingIsSaidBeforeAnythingIsKnown() {
        Headway headway = new Headway(0, 0);
        assertThat(headway.bytesPerSecond()).isZero();
        assertThat(headway.left(1000)).isEmpty();
    }

    @Test
    void theTimeLeftFollowsFromTheLastFiveMinutesAndTheSpeedFromTheLast() {
        Headway headway = new Headway(0, 0);
        long done = 0;
        for (int second = 1; second <= 700; second++) {
            done += second <= 400 ? 2000 : second <= 640 ? 1000 : 500;
            headway.come(second * SECOND, done);
        }
        assertThat(headway.bytesPerSecond()).isEqualTo(512 * 500);
        assertThat(headway.left(60_000)).as("900 a second").contains(Duration.ofMillis(66_666));
    }

    @Test
    void afterABreakWhatWasBeforeGivesWayToWhatIsNowWithinAMinute() {
        Headway headway = new Headway(100 * SECOND, 100_000);
        headway.come(101 * SECOND, 100_000);
        assertThat(headway.bytesPerSecond()).as("a second that stood still").isEqualTo(1000 * 512 * 59 / 60);
        goOn(headway, 102, 110);
        assertThat(headway.bytesPerSecond()).as("ten seconds of sixty").isEqualTo(512 * (50 * 1000 + 9 * 3000) / 60);
        goOn(headway, 111, 161);
        assertThat(headway.bytesPerSecond()).as("what it is now").isEqualTo(512 * 3000);
    }

    private static void goOn(Headway headway, int firstSecond, int lastSecond) {
        for (int second = firstSecond; second <= lastSecond; second++) {
            headway.come(second * SECOND, 100_000 + 3000L * (second - 101));
        }
    }

    @Test
    void aBreakAfterALittleWorkDoesNotHideWhatComes() {
        Headway headway = new Headway(SECOND, 10);
        headway.come(11 * SECOND, 10_010);
        assertThat(headway.bytesPerSecond()).isEqualTo(512 * 10_010 / 11);
    }

    @Test
    void timeLeftOfALargeDiskDoesNotOverflow() {
        Headway headway = new Headway(0, 0);
        headway.come(3600 * SECOND, 1L << 30);
        assertThat(headway.left((1L << 40) - (1L << 30)).orElseThrow())
                .isCloseTo(Duration.ofHours(1023), Duration.ofMinutes(1));
    }
}
