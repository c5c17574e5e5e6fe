package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Of a device in the middle of all others, that is scrubbed on Sundays at a quarter past two. */
class AgendaTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final UUID DEVICE = UUID.fromString("0f6f52a5-9a0c-4b8d-9d5e-5c0a3f6f3b11");
    private static final Stagger MIDDLE = new Stagger(0.5);
    private static final Timetable SUNDAYS = timetable("0 0 2 ? * SUN");
    private static final Timetable DAILY = timetable("0 0 2 ? * *");

    private static final Instant SUNDAY = Instant.parse("2026-11-22T02:15:00Z");
    private static final Instant ITS_END = SUNDAY.plus(Duration.ofHours(7));
    private static final Instant NEXT_SUNDAY = SUNDAY.plus(Duration.ofDays(7));
    private static final Instant WEDNESDAY = SUNDAY.plus(Duration.ofDays(3));

    private static final Duration REST = Duration.ofMinutes(5).plusSeconds(450);
    private static final Duration SHORT_REST = Duration.ofMinutes(3);

    private static Timetable timetable(String expression) {
        return Timetable.of(Optional.of(new ScrubSchedule(expression)), UTC, MIDDLE);
    }

    private static Agenda seen(Timetable timetable, Instant done, Instant now) {
        return Agenda.of(timetable, MIDDLE, new ScrubHistory(DEVICE, done, false), now);
    }

    private static Agenda interrupted(Timetable timetable, Instant begun, Instant now) {
        return Agenda.of(timetable, MIDDLE, new ScrubHistory(DEVICE, begun, true), now);
    }

    @Test
    void aNewDeviceWaitsForItsTime() {
        assertThat(seen(SUNDAYS, WEDNESDAY, WEDNESDAY.plusSeconds(5)).due()).contains(NEXT_SUNDAY);
    }

    @Test
    void whatWasDoneIsDueAtTheNextTime() {
        assertThat(seen(SUNDAYS, ITS_END, WEDNESDAY).due()).contains(NEXT_SUNDAY);
        assertThat(seen(SUNDAYS, SUNDAY, SUNDAY).due()).contains(NEXT_SUNDAY);
    }

    @Test
    void itIsDueAtItsTimeAndNotBefore() {
        Agenda agenda = seen(SUNDAYS, ITS_END, WEDNESDAY);

        assertThat(agenda.isDue(NEXT_SUNDAY.minusNanos(1))).isFalse();
        assertThat(agenda.isDue(NEXT_SUNDAY)).isTrue();
        assertThat(agenda.isDue(NEXT_SUNDAY.plusSeconds(1))).isTrue();
    }

    @Test
    void onceBegunItIsDueAtTheNextTimeHoweverLateItWas() {
        Agenda agenda = seen(SUNDAYS, ITS_END.minus(Duration.ofDays(7)), ITS_END.minus(Duration.ofDays(7)));

        assertThat(agenda.begun(SUNDAY).due()).contains(NEXT_SUNDAY);
        assertThat(agenda.begun(WEDNESDAY).due()).contains(NEXT_SUNDAY);
    }

    @Test
    void whatWasMissedWhileTheMachineWasOffIsCaughtUpAfterARest() {
        assertThat(seen(SUNDAYS, ITS_END.minus(Duration.ofDays(7)), WEDNESDAY).due())
                .contains(WEDNESDAY.plus(REST));
    }

    @Test
    void howeverMuchWasMissedItIsCaughtUpOnce() {
        Agenda late = seen(SUNDAYS, ITS_END.minus(Duration.ofDays(365)), WEDNESDAY);

        assertThat(late.begun(WEDNESDAY.plus(REST)).due()).contains(NEXT_SUNDAY);
    }

    @Test
    void nothingIsCaughtUpIfItsTimeComesWithinTheHour() {
        Instant shortlyBefore = NEXT_SUNDAY.minus(Duration.ofMinutes(59));

        assertThat(seen(SUNDAYS, SUNDAY.minusSeconds(1), shortlyBefore).due()).contains(NEXT_SUNDAY);
        assertThat(seen(SUNDAYS, SUNDAY.minusSeconds(1), shortlyBefore.minusSeconds(60))
                        .due())
                .contains(shortlyBefore.minusSeconds(60).plus(REST));
    }

    @Test
    void whatWasMissedInASleepIsCaughtUpAfterARest() {
        Agenda beforeSleep = seen(SUNDAYS, ITS_END.minus(Duration.ofDays(7)), SUNDAY.minusSeconds(60));

        assertThat(beforeSleep.afterJump(WEDNESDAY).due()).contains(WEDNESDAY.plus(REST));
    }

    @Test
    void whatIsBeingCaughtUpRestsAgainAfterASleep() {
        Agenda late = seen(SUNDAYS, ITS_END.minus(Duration.ofDays(7)), WEDNESDAY);
        Instant awake = WEDNESDAY.plus(REST).minusSeconds(1).plus(Duration.ofHours(3));

        assertThat(late.afterJump(awake).due()).contains(awake.plus(REST));
    }

    @Test
    void anInterruptedScrubIsGoneOnWithSoon() {
        Agenda agenda = interrupted(SUNDAYS, SUNDAY, WEDNESDAY);

        assertThat(agenda.due()).contains(WEDNESDAY.plus(SHORT_REST));
        assertThat(agenda.begun(WEDNESDAY.plus(SHORT_REST)).due()).contains(NEXT_SUNDAY);
    }

    @Test
    void anInterruptedScrubIsGoneOnWithAlsoIfThereIsNoSchedule() {
        Timetable byHand = new Timetable(Optional.empty(), UTC, Duration.ZERO);

        assertThat(interrupted(byHand, SUNDAY, WEDNESDAY).due()).contains(WEDNESDAY.plus(SHORT_REST));
        assertThat(interrupted(byHand, SUNDAY, WEDNESDAY).begun(WEDNESDAY).due())
                .isEmpty();
        assertThat(seen(byHand, SUNDAY, WEDNESDAY).due()).isEmpty();
    }

    @Test
    void aClockThatGoesBackBeginsNothingASecondTime() {
        Instant anHourBefore = SUNDAY.minus(Duration.ofHours(1)).plusSeconds(30);
        Agenda begun = seen(SUNDAYS, ITS_END.minus(Duration.ofDays(7)), SUNDAY.minusSeconds(60))
                .begun(SUNDAY);

        assertThat(begun.afterJump(anHourBefore).due()).contains(NEXT_SUNDAY);
        assertThat(seen(SUNDAYS, ITS_END, anHourBefore).due()).contains(NEXT_SUNDAY);
        assertThat(begun.afterJump(anHourBefore)
                        .begun(anHourBefore.plusSeconds(60))
                        .due())
                .as("with a scrub by hand in between")
                .contains(NEXT_SUNDAY);
    }

    @Test
    void norDoesOneThatGoesBackByDaysIfThatWasTheOnlyTime() {
        assertThat(seen(SUNDAYS, ITS_END, SUNDAY.minus(Duration.ofDays(5))).due())
                .contains(NEXT_SUNDAY);
    }

    @Test
    void norDoesOneThatGoesBackByHoursWithManyTimesInThem() {
        Timetable hourly = timetable("0 0 * * * ?");
        Instant half = Instant.parse("2026-11-22T08:07:30Z");

        assertThat(seen(hourly, half, half.minus(Duration.ofHours(5))).due()).contains(half.plus(Duration.ofHours(1)));
    }

    @Test
    void oneThatGoesBackByAYearWasWrongAndNothingIsLeftOut() {
        Agenda begunNextYear = seen(SUNDAYS, ITS_END, WEDNESDAY)
                .afterJump(WEDNESDAY.plus(Duration.ofDays(365)))
                .begun(WEDNESDAY.plus(Duration.ofDays(365)).plus(REST));

        assertThat(begunNextYear.afterJump(WEDNESDAY.plusSeconds(1200)).due()).contains(NEXT_SUNDAY);
        assertThat(seen(DAILY, WEDNESDAY.plus(Duration.ofDays(365)), SUNDAY.plusSeconds(1))
                        .due())
                .contains(SUNDAY.plus(Duration.ofDays(1)));
    }

    /** It shows the year in which the firmware was made, until somebody sets it. */
    @Test
    void aClockThatIsNotSetYetMakesNothingDueThatWasDone() {
        Agenda booted = seen(SUNDAYS, ITS_END, Instant.parse("2020-01-01T00:00:10Z"));

        assertThat(booted.due()).contains(Instant.parse("2020-01-05T02:15:00Z"));
        assertThat(booted.afterJump(WEDNESDAY).due()).contains(NEXT_SUNDAY);
        assertThat(booted.afterJump(NEXT_SUNDAY.plusSeconds(60)).due())
                .contains(NEXT_SUNDAY.plusSeconds(60).plus(REST));
    }

    @Test
    void norDoesAnInterruptedScrubThatGoesOnBeforeItIsSet() {
        Instant wrong = Instant.parse("2020-01-01T00:00:10Z");

        assertThat(interrupted(SUNDAYS, SUNDAY, wrong)
                        .begun(wrong.plus(SHORT_REST))
                        .afterJump(WEDNESDAY)
                        .due())
                .contains(NEXT_SUNDAY);
    }
}
