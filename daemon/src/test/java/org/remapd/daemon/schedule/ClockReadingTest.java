package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockReadingTest {

    private static final ClockReading BEFORE = new ClockReading(Instant.parse("2026-11-22T02:00:00Z"), Long.MAX_VALUE);

    @ParameterizedTest
    @CsvSource({
        "PT5S,    PT5S,  false",
        "P40D,    P40D,  false", // the daemon was stopped, and the clocks were not
        "PT25S,   PT5S,  false", // put right
        "PT-20S,  PT5S,  false",
        "PT8H,    PT5S,  true", // asleep
        "P365D,   PT5S,  true",
        "PT-1H,   PT5S,  true",
    })
    void aClockJumpsIfItShowsAnotherTimeThanHasGoneBy(Duration shown, Duration gone, boolean jumps) {
        ClockReading now = new ClockReading(BEFORE.wall().plus(shown), BEFORE.nanos() + gone.toNanos());

        assertThat(now.jumpedSince(BEFORE)).isEqualTo(jumps);
    }
}
