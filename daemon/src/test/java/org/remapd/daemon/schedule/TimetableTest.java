package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimetableTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final Optional<ScrubSchedule> SUNDAYS = Optional.of(new ScrubSchedule("0 0 2 ? * SUN"));
    private static final Instant SUNDAY = Instant.parse("2026-11-22T02:10:00Z");

    private final Timetable timetable = new Timetable(SUNDAYS, UTC, Duration.ofMinutes(10));

    @Test
    void eachTimeIsLaterThanTheSchedulesByTheSame() {
        assertThat(timetable.next(SUNDAY.minusSeconds(1))).contains(SUNDAY);
        assertThat(timetable.next(SUNDAY)).contains(SUNDAY.plus(Duration.ofDays(7)));
    }

    @Test
    void aTimeThatHasComeForTheScheduleMayBeToComeForTheDevice() {
        assertThat(timetable.next(SUNDAY.minus(Duration.ofMinutes(5)))).contains(SUNDAY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 2 ? * SUN  | PT15M",
                "0 0 2 1 1 ? 2030 | PT15M",
                "0 0 * * * ?    | PT7M30S",
                "0 0/10 * * * ?   | PT1M15S",
                "* * * * * ?    | PT0S",
            })
    void howMuchLaterIsUpToHalfAnHourAndLittleBesideTheTimeBetweenTwo(String expression, Duration halfOfIt) {
        assertThat(Timetable.of(Optional.of(new ScrubSchedule(expression)), UTC, new Stagger(0.5))
                        .later())
                .isEqualTo(halfOfIt);
    }

    @Test
    void withoutAScheduleNothingComes() {
        assertThat(Timetable.of(Optional.empty(), UTC, new Stagger(0.5)).next(SUNDAY))
                .isEmpty();
    }
}
