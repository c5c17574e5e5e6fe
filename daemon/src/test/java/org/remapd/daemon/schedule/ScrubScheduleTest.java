package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrubScheduleTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant SATURDAY = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void theNextTimesFollowFromTheExpressionTheZoneAndTheInstant() {
        ScrubSchedule weekly = new ScrubSchedule("0 0 2 ? * SUN");

        assertThat(weekly.next(SATURDAY, UTC, 3))
                .containsExactly(
                        Instant.parse("2026-11-22T02:00:00Z"),
                        Instant.parse("2026-11-29T02:00:00Z"),
                        Instant.parse("2026-12-06T02:00:00Z"));
        assertThat(weekly.next(SATURDAY, BERLIN)).contains(Instant.parse("2026-11-22T01:00:00Z"));
    }

    @Test
    void theNextTimeIsAfterTheInstantAndNotAtIt() {
        assertThat(new ScrubSchedule("0 0 2 ? * SUN").next(Instant.parse("2026-11-22T02:00:00Z"), UTC))
                .contains(Instant.parse("2026-11-29T02:00:00Z"));
    }

    @Test
    void aScheduleWhoseYearsAreOverHasNoNextTime() {
        assertThat(new ScrubSchedule("0 0 2 ? * SUN 2020").next(SATURDAY, UTC)).isEmpty();
        assertThat(new ScrubSchedule("0 0 2 20 12 ? 2026-2027").next(SATURDAY, UTC, 5))
                .hasSize(2);
    }

    @Test
    void anHourThatTheClocksRepeatHasOneScrub() {
        List<Instant> times = new ScrubSchedule("0 30 2 ? * *").next(Instant.parse("2026-10-24T12:00:00Z"), BERLIN, 2);

        assertThat(times)
                .extracting(time -> LocalDateTime.ofInstant(time, BERLIN))
                .containsExactly(LocalDateTime.parse("2026-10-25T02:30"), LocalDateTime.parse("2026-10-26T02:30"));
    }

    @Test
    void anHourThatTheClocksSkipCostsAtMostThatDay() {
        List<Instant> times = new ScrubSchedule("0 30 2 ? * *").next(Instant.parse("2026-03-27T12:00:00Z"), BERLIN, 3);

        assertThat(times).isSorted().doesNotHaveDuplicates().contains(Instant.parse("2026-03-30T00:30:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "@weekly",
                "0 2 * * *",
                "0 0 2 * * SUN",
                "a b c d e f",
                "0 0/-1 2 ? * SUN",
                "0 0 2 ? * X",
                "0 0 2 ? * SUN 2020 2021",
                "0 0 2 ? * SUN 9999"
            })
    void whatIsNoScheduleIsRefusedWithWhatIsExpected(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScrubSchedule(text))
                .withMessageEndingWith("expected \"second minute hour day-of-month month day-of-week [year]\","
                        + " such as \"0 0 2 ? * SUN\" for Sundays at two in the morning")
                .withMessageNotContaining("Exception");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 25 ? * SUN | not a schedule (Hour values must be between 0 and 23);",
                "0 0 2 30 2 ?   | never met (as on a 30th of February);"
            })
    void theReasonIsSaid(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScrubSchedule(text))
                .withMessageStartingWith(reason);
    }
}
