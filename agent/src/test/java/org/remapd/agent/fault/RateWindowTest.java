package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.Seeds;

class RateWindowTest {

    private static final Duration SPAN = Duration.ofMinutes(10);

    @Test
    void noneIsForgottenEarlyAndNoneIsKeptMuchLonger() {
        Seeds.each(50, random -> {
            RateWindow window = RateWindow.of(SPAN);
            List<Long> all = new ArrayList<>();
            // Nanoseconds of a clock that may begin anywhere.
            long now = random.nextLong() >> 8;
            for (int event = 0; event < 300; event++) {
                now += random.nextInt(10) * Duration.ofSeconds(4).toNanos() + random.nextInt(1000);
                int more = random.nextInt(4);
                window = window.add(more, now);
                for (int one = 0; one < more; one++) {
                    all.add(now);
                }
                long time = now;
                long least =
                        all.stream().filter(at -> time - at < SPAN.toNanos()).count();
                long most = all.stream()
                        .filter(at -> time - at < SPAN.toNanos() / 60 * 61 + 1)
                        .count();
                assertThat(window.count(now)).isBetween(least, most);
            }
        });
    }

    @Test
    void howeverManyComeLittleIsKept() {
        RateWindow window = RateWindow.of(SPAN);
        for (int event = 0; event < 100_000; event++) {
            window = window.add(1, event * SPAN.toNanos() / 10_000);
        }
        assertThat(window.slots()).hasSizeLessThanOrEqualTo(61);
    }
}
