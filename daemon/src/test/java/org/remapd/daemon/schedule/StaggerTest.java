package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StaggerTest {

    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    @Test
    void aDeviceHasItsPlaceForEver() {
        UUID device = UUID.fromString("0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11");

        assertThat(Stagger.of(device).within(HALF_AN_HOUR)).isEqualTo(Duration.ofSeconds(972));
    }

    @Test
    void itIsWholeSecondsAndLessThanTheMost() {
        assertThat(new Stagger(0).within(HALF_AN_HOUR)).isZero();
        assertThat(new Stagger(Math.nextDown(1.0)).within(HALF_AN_HOUR)).isEqualTo(Duration.ofSeconds(1799));
        assertThat(new Stagger(0.99).within(Duration.ofMillis(900))).isZero();
    }

    @Test
    void manyDevicesAreSpreadOverAllOfIt() {
        Random random = new Random(1);
        List<Integer> minutes = Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                .limit(3000)
                .map(device -> (int) Stagger.of(device).within(HALF_AN_HOUR).toMinutes())
                .toList();

        for (int minute = 0; minute < 30; minute++) {
            int each = minute;
            assertThat(minutes.stream().filter(its -> its == each).count())
                    .as("minute " + each)
                    .isBetween(60L, 140L);
        }
    }
}
