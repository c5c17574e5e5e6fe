package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long the spares will last. */
class RunwayTest {

    private static final Instant NOW = Instant.parse("2026-11-29T09:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(1000));

    @Test
    void atTenInNinetyDaysAHundredLastNineHundred() {
        Runway runway = Runway.of(100, everyDays(9, 10), LONG_AGO, NOW).orElseThrow();
        assertThat(runway.likely()).isEqualTo(Duration.ofDays(900));
        assertThat(runway.uses()).isEqualTo(10);
        assertThat(runway.over()).isEqualTo(Duration.ofDays(90));
    }

    /** From tables of exact limits for the mean of a Poisson distribution, 90 %. */
    @ParameterizedTest
    @CsvSource({"1, 0.0513, 4.744", "2, 0.355, 6.296", "5, 1.970, 10.513", "10, 5.425, 16.962", "30, 21.594, 40.691"})
    void theIntervalIsThatOfAPoissonProcess(int bursts, double low, double high) {
        Runway runway = Runway.of(bursts, everyDays(2, bursts), LONG_AGO, NOW).orElseThrow();
        double window = Runway.WINDOW.toSeconds();
        assertThat(runway.least().toSeconds())
                .isCloseTo((long) (window * bursts / high), org.assertj.core.data.Percentage.withPercentage(1));
        assertThat(runway.most().toSeconds())
                .isCloseTo(
                        (long) (window * bursts / low),
                        org.assertj.core.data.Percentage.withPercentage(bursts == 1 ? 30 : 3));
    }

    @Test
    void aBurstIsOneEventHoweverManySectorsItTook() {
        List<Instant> scratch = IntStream.range(0, 300)
                .mapToObj(n -> NOW.minusSeconds(86_400 + n))
                .toList();
        Runway runway = Runway.of(300, scratch, LONG_AGO, NOW).orElseThrow();
        assertThat(runway.likely()).as("one more like it").isEqualTo(Duration.ofDays(90));
        assertThat(runway.least()).isLessThan(Duration.ofDays(20));
        assertThat(runway.most()).isGreaterThan(Duration.ofDays(900));
    }

    @Test
    void whatIsLongAgoDoesNotCount() {
        assertThat(Runway.of(100, List.of(NOW.minus(Duration.ofDays(91))), LONG_AGO, NOW))
                .isEmpty();
    }

    @Test
    void onTheFirstDayNothingIsSaid() {
        assertThat(Runway.of(100, List.of(NOW.minusSeconds(60)), NOW.minusSeconds(3600), NOW))
                .isEmpty();
        Instant twoDays = NOW.minus(Duration.ofDays(2));
        assertThat(Runway.of(100, List.of(NOW.minusSeconds(60)), twoDays, NOW)
                        .orElseThrow()
                        .over())
                .isEqualTo(Duration.ofDays(2));
    }

    @Test
    void withNoneLeftItIsOver() {
        assertThat(Runway.of(0, everyDays(9, 10), LONG_AGO, NOW).orElseThrow().most())
                .isZero();
    }

    /** Of devices that lose spares at a rate that stays, the interval holds when they were used up as often as it says. */
    @Test
    void theIntervalHoldsAsOftenAsItSays() {
        long seed = Long.getLong("remapd.seed", 1);
        System.out.println("RunwayTest -Dremapd.seed=" + seed);
        Random random = new Random(seed);
        int held = 0;
        int lives = 2000;
        for (int life = 0; life < lives; life++) {
            List<Instant> uses = new ArrayList<>();
            double daysEach = 1 + 20 * random.nextDouble();
            for (double day = exponential(daysEach, random); day < 90; day += exponential(daysEach, random)) {
                uses.add(NOW.minusSeconds((long) (day * 86_400)));
            }
            Duration mean = Duration.ofSeconds((long) (200 * daysEach * 86_400));
            held += Runway.of(200, uses, LONG_AGO, NOW)
                            .filter(runway -> runway.least().compareTo(mean) <= 0
                                    && runway.most().compareTo(mean) >= 0)
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertThat(held).as("of %d", lives).isBetween(lives * 87 / 100, lives * 97 / 100);
    }

    private static double exponential(double mean, Random random) {
        return -mean * Math.log(1 - random.nextDouble());
    }

    private static List<Instant> everyDays(int days, int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> NOW.minus(Duration.ofDays((long) n * days)))
                .toList();
    }
}
