package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    /** Forwards and back: an hour in Berlin and New York, half an hour on Lord Howe Island. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin,       2027-03-28, 02:30, 2027-03-28T03:00",
        "Europe/Berlin,       2027-03-28, 03:30, 2027-03-28T03:30",
        "America/New_York,    2027-03-14, 02:00, 2027-03-14T03:00",
        "Australia/Lord_Howe, 2027-10-03, 02:29, 2027-10-03T02:30",
        "Australia/Lord_Howe, 2027-10-03, 02:30, 2027-10-03T02:30",
    })
    void whatTheClocksSkipIsDueWhenTheyHave(ZoneId zone, LocalDate day, LocalTime time, LocalDateTime due) {
        assertThat(daily(time).next(noonBefore(day, zone), zone, 2))
                .extracting(next -> LocalDateTime.ofInstant(next, zone))
                .containsExactly(due, day.plusDays(1).atTime(time));
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin,       2027-10-31, 02:30, 2027-10-31T00:30:00Z",
        "America/New_York,    2027-11-07, 01:00, 2027-11-07T05:00:00Z",
        "Australia/Lord_Howe, 2027-04-04, 01:59, 2027-04-03T14:59:00Z",
    })
    void whatTheClocksRepeatIsDueTheFirstTimeOnly(ZoneId zone, LocalDate day, LocalTime time, Instant due) {
        List<Instant> both =
                List.of(due, day.plusDays(1).atTime(time).atZone(zone).toInstant());

        assertThat(daily(time).next(noonBefore(day, zone), zone, 2)).isEqualTo(both);
        for (int minutes = 0; minutes < 90; minutes++) {
            assertThat(daily(time).next(due.plus(Duration.ofMinutes(minutes)), zone))
                    .contains(both.get(1));
        }
    }

    @Test
    void severalTimesThatTheClocksSkipAreDueOnce() {
        assertThat(new ScrubSchedule("0 */20 2,3 ? * *").next(Instant.parse("2027-03-28T00:00:00Z"), BERLIN, 3))
                .containsExactly(
                        Instant.parse("2027-03-28T01:00:00Z"),
                        Instant.parse("2027-03-28T01:20:00Z"),
                        Instant.parse("2027-03-28T01:40:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * * ?       | PT1S",
                "0 0 2 ? * SAT,SUN | P1D",
                "0 0 2 ? * SUN     | P7D",
                "0 0 2 1 * ?       | P28D",
                "0 0 2 1 1 ? 2030  |",
            })
    void theSpacingIsTheShortestThereIs(String expression, @Nullable Duration spacing) {
        assertThat(new ScrubSchedule(expression).spacing()).isEqualTo(Optional.ofNullable(spacing));
    }

    private static ScrubSchedule daily(LocalTime time) {
        return new ScrubSchedule("0 %d %d ? * *".formatted(time.getMinute(), time.getHour()));
    }

    private static Instant noonBefore(LocalDate day, ZoneId zone) {
        return day.minusDays(1).atTime(LocalTime.NOON).atZone(zone).toInstant();
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
