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
    void theTimeLeftFollowsFromTheLastMinute() {
        Headway headway = new Headway(0, 0);
        long done = 0;
        for (int second = 1; second <= 300; second++) {
            done += second <= 120 ? 2000 : 1000;
            headway.come(second * SECOND, done);
        }
        assertThat(headway.bytesPerSecond()).isEqualTo(512_000);
        assertThat(headway.left(60_000)).contains(Duration.ofSeconds(60));
    }

    @Test
    void rightAfterABreakItIsWhatItWasBefore() {
        Headway headway = new Headway(100 * SECOND, 100_000);
        headway.come(101 * SECOND, 100_010);
        assertThat(headway.bytesPerSecond()).isBetween(500_000L, 512_000L);
        for (int second = 102; second <= 110; second++) {
            headway.come(second * SECOND, 100_000 + 3000L * (second - 100));
        }
        assertThat(headway.bytesPerSecond()).as("what it is now").isEqualTo(3000 * 512);
    }

    @Test
    void timeLeftOfALargeDiskDoesNotOverflow() {
        Headway headway = new Headway(0, 0);
        headway.come(3600 * SECOND, 1L << 30);
        assertThat(headway.left((1L << 40) - (1L << 30)).orElseThrow())
                .isCloseTo(Duration.ofHours(1023), Duration.ofMinutes(1));
    }
}
