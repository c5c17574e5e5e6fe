package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatusPaceTest {

    private final StatusPace pace = new StatusPace(-5);

    @Test
    void itIsMadeAtOnceAndAsOftenAsWantedWhileThatIsQuick() {
        assertThat(pace.untilNext(-5)).isZero();
        pace.made(-5, 900_000);
        assertThat(pace.untilNext(900_000)).isZero();
    }

    @Test
    void whatTakesLongHasATenthOfTheTime() {
        pace.made(0, 20_000_000);
        assertThat(pace.untilNext(20_000_000)).isEqualTo(180_000_000);
        assertThat(pace.untilNext(150_000_000)).isEqualTo(50_000_000);
        assertThat(pace.untilNext(200_000_000)).isZero();
        assertThat(pace.untilNext(900_000_000)).isZero();
    }
}
