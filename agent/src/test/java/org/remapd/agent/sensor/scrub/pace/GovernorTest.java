package org.remapd.agent.sensor.scrub.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How fast a scrub may be, and why, in a time that passes ten times a second. */
class GovernorTest {

    private static final long TICK_MILLIS = 100;
    private static final Duration TICK = Duration.ofMillis(TICK_MILLIS);
    private static final long MIB = 1 << 20;

    /** A disk of 4 TB. */
    private static final long SECTORS = 4_000_000_000_000L / 512;

    private static final Load SOME = new Load(5, 0, 40);
    private static final ZonedDateTime SATURDAY =
            ZonedDateTime.of(2026, 11, 21, 8, 0, 0, 0, ZoneId.of("Europe/Berlin"));

    private Limits limits = Limits.NONE;
    private Surroundings around = Surroundings.CALM;
    private long done;
    private long faults;
    private Duration elapsed = Duration.ZERO;

    private long millis = 77;
    private ZonedDateTime local = SATURDAY;
    private Governor governor = new Governor(limits);

    private void limits(Limits wanted) {
        limits = wanted;
        governor = new Governor(limits);
    }

    private static Limits period(Duration period) {
        return new Limits(Speed.UNLIMITED, Optional.of(period), Windows.ALWAYS, Set.of(), OptionalInt.empty());
    }

    private static Limits pauses(Pause... pauses) {
        return new Limits(Speed.UNLIMITED, Optional.empty(), Windows.ALWAYS, Set.of(pauses), OptionalInt.empty());
    }

    private Speed tick(Load load) {
        millis += TICK_MILLIS;
        local = local.plus(TICK);
        elapsed = elapsed.plus(TICK);
        return governor.now(
                new Sample(Duration.ofMillis(millis).toNanos(), local, load, around),
                new Progress(SECTORS - done, done, faults, elapsed));
    }

    /** What it says in the end, when it has been so each tick for so long. */
    private Speed after(Duration time, Load each) {
        Speed speed = tick(each);
        for (long left = time.toMillis() - TICK_MILLIS; left > 0; left -= TICK_MILLIS) {
            speed = tick(each);
        }
        return speed;
    }

    private Speed quiet(Duration time) {
        return after(time, Load.NONE);
    }

    private void passes(Duration time) {
        elapsed = elapsed.plus(time);
        local = local.plus(time);
    }

    @Test
    void anIdleDiskIsReadAtFullSpeedBeforeTwoSecondsAreOver() {
        assertThat(quiet(Duration.ofMillis(1500))).isEqualTo(new Speed(Speed.UNLIMITED, Why.FULL_SPEED));
    }

    @Test
    void theFirstRequestOfAnotherMakesItATrickleAtOnce() {
        quiet(Duration.ofMinutes(1));
        Speed speed = tick(new Load(1, 0, 8));
        assertThat(speed.why()).isEqualTo(Why.IN_USE);
        assertThat(speed.bytesPerSecond()).isBetween(64L << 10, MIB / 2);
    }

    @Test
    void aRequestThatIsUnderWayCountsBeforeItCameToItsEnd() {
        quiet(Duration.ofMinutes(1));
        assertThat(tick(new Load(0, 1, 0)).why()).isEqualTo(Why.IN_USE);
    }

    @Test
    void itComesBackStepByStep() {
        after(Duration.ofSeconds(5), SOME);
        List<Long> speeds = new ArrayList<>();
        for (Speed speed = quiet(Duration.ofMillis(500)); !speed.isUnlimited(); speed = tick(Load.NONE)) {
            assertThat(speed.why()).isEqualTo(Why.IN_USE);
            speeds.add(speed.bytesPerSecond() / MIB);
        }
        assertThat(speeds).containsExactly(8L, 16L, 32L, 64L, 128L, 256L, 512L, 1024L);
    }

    @Test
    void aGapBetweenTwoRequestsIsNoIdleDisk() {
        for (int burst = 0; burst < 100; burst++) {
            tick(SOME);
            assertThat(quiet(Duration.ofMillis(400)).bytesPerSecond()).isLessThan(MIB);
        }
    }

    @Test
    void whereGapsAreDeceptiveItWaitsLongerAndWhereTheyAreNotItDoesNot() {
        // Bursts of 50 requests, and two seconds between them.
        for (int burst = 0; burst < 5; burst++) {
            after(Duration.ofSeconds(1), SOME);
            quiet(Duration.ofMillis(2100));
        }
        after(Duration.ofSeconds(1), SOME);
        assertThat(quiet(Duration.ofMillis(2900)).bytesPerSecond()).isLessThan(MIB);
        assertThat(quiet(Duration.ofSeconds(1)).isUnlimited()).isTrue();

        // 50,000 requests, and then it is seldom met.
        for (int hour = 0; hour < 4; hour++) {
            after(Duration.ofSeconds(1000), SOME);
            quiet(Duration.ofMinutes(10));
        }
        after(Duration.ofSeconds(1000), SOME);
        assertThat(quiet(Duration.ofMillis(1500)).isUnlimited()).isTrue();
    }

    @Test
    void theTrickleIsAFiveHundredthOfWhatTheDiskGave() {
        for (int second = 0; second < 100; second++) {
            done += 20 * MIB / 512;
            tick(Load.NONE);
        }
        assertThat(tick(new Load(1, 0, 0)).bytesPerSecond()).isBetween(200 * MIB / 510, 200 * MIB / 490);
    }

    @Test
    void theFullerTheDiskTheSmallerIsTheTrickle() {
        for (int second = 0; second < 100; second++) {
            done += 100 * MIB / 512;
            tick(Load.NONE);
        }
        long one = after(Duration.ofSeconds(10), new Load(1, 0, 1)).bytesPerSecond();
        long crowd = after(Duration.ofSeconds(20), new Load(10, 3, 300)).bytesPerSecond();
        assertThat(crowd).isBetween(one / 5, one / 3);
    }

    @Test
    void theCapHoldsAlways() {
        limits(new Limits(10 * MIB, Optional.empty(), Windows.ALWAYS, Set.of(), OptionalInt.empty()));
        assertThat(quiet(Duration.ofSeconds(10))).isEqualTo(new Speed(10 * MIB, Why.MAX_RATE));
        faults++;
        assertThat(tick(Load.NONE)).isEqualTo(new Speed(10 * MIB, Why.MAX_RATE));
        assertThat(tick(SOME)).isEqualTo(new Speed(10 * MIB, Why.MAX_RATE));
    }

    @Test
    void outsideItsWindowsItStandsStill() {
        limits(new Limits(
                Speed.UNLIMITED,
                Optional.empty(),
                new Windows(List.of(Window.parse("Sun 00:00-24:00"))),
                Set.of(),
                OptionalInt.empty()));
        assertThat(quiet(Duration.ofSeconds(10))).isEqualTo(Speed.still(Why.WINDOWS));
        faults++;
        assertThat(tick(Load.NONE)).isEqualTo(Speed.still(Why.WINDOWS));
        passes(Duration.ofDays(1));
        assertThat(tick(Load.NONE).isStill()).isFalse();
    }

    @Test
    void onBatteryItStandsStillIfItIsToldTo() {
        around = new Surroundings(true, List.of(), false, false);
        assertThat(quiet(Duration.ofSeconds(5)).why()).isEqualTo(Why.FULL_SPEED);
        limits(pauses(Pause.BATTERY));
        assertThat(quiet(Duration.ofSeconds(5))).isEqualTo(Speed.still(Why.BATTERY));
    }

    @Test
    void besideAResyncItStandsStillIfItIsToldTo() {
        around = new Surroundings(false, List.of(), true, false);
        assertThat(quiet(Duration.ofSeconds(5)).why()).isEqualTo(Why.FULL_SPEED);
        limits(pauses(Pause.RESYNC));
        assertThat(quiet(Duration.ofSeconds(5))).isEqualTo(Speed.still(Why.RESYNC));
    }

    private Speed at(int celsius) {
        around = new Surroundings(false, List.of(new Heat(celsius, OptionalInt.of(60))), false, false);
        return quiet(Duration.ofSeconds(5));
    }

    @Test
    void withADriveThatIsTooHotItWaitsUntilItIsCoolerByFiveDegrees() {
        limits(pauses(Pause.HEAT));
        assertThat(at(54).isStill()).isFalse();
        assertThat(at(55)).isEqualTo(Speed.still(Why.HEAT));
        assertThat(at(50)).isEqualTo(Speed.still(Why.HEAT));
        assertThat(at(49).isStill()).isFalse();
        assertThat(at(54).isStill()).isFalse();
    }

    @Test
    void tooHotIsWhatIsConfiguredOrFiveBelowWhatTheDriveRecommendsOr55() {
        Limits drive = pauses(Pause.HEAT);
        assertThat(drive.most(new Heat(0, OptionalInt.of(84)))).isEqualTo(79);
        assertThat(drive.most(new Heat(0, OptionalInt.empty()))).isEqualTo(55);
        Limits configured = new Limits(1, Optional.empty(), Windows.ALWAYS, Set.of(), OptionalInt.of(45));
        assertThat(configured.most(new Heat(0, OptionalInt.of(84)))).isEqualTo(45);
    }

    @Test
    void oneHotDriveOfSeveralIsEnoughAndNoneThatIsKnownIsNone() {
        limits(pauses(Pause.HEAT));
        around = new Surroundings(
                false, List.of(new Heat(30, OptionalInt.empty()), new Heat(70, OptionalInt.empty())), false, false);
        assertThat(tick(Load.NONE)).isEqualTo(Speed.still(Why.HEAT));
        around = Surroundings.CALM;
        assertThat(tick(Load.NONE).isStill()).isFalse();
    }

    @Test
    void aDiskThatSleepsIsNotWoken() {
        limits(pauses(Pause.SLEEP));
        around = new Surroundings(false, List.of(), false, true);
        assertThat(quiet(Duration.ofSeconds(5))).isEqualTo(Speed.still(Why.SLEEP));
        around = Surroundings.CALM;
        assertThat(quiet(Duration.ofSeconds(5)).isStill()).isFalse();
        around = new Surroundings(false, List.of(), false, true);
        assertThat(quiet(Duration.ofSeconds(5)).isStill())
                .as("once it is under way")
                .isFalse();
    }

    @Test
    void aDiskThatSleepsIsNotWaitedForForEver() {
        limits(pauses(Pause.SLEEP));
        around = new Surroundings(false, List.of(), false, true);
        quiet(Duration.ofSeconds(5));
        passes(Duration.ofDays(1));
        assertThat(tick(Load.NONE).isStill()).isFalse();
    }

    @Test
    void byHandItKeepsToNoPeriodAndNoWindowsAndWakesTheDisk() {
        Limits all = new Limits(
                MIB,
                Optional.of(Duration.ofDays(1)),
                new Windows(List.of(Window.parse("Sun 00:00-24:00"))),
                EnumSet.allOf(Pause.class),
                OptionalInt.of(50));
        assertThat(all.byHand())
                .isEqualTo(new Limits(
                        MIB,
                        Optional.empty(),
                        Windows.ALWAYS,
                        Set.of(Pause.BATTERY, Pause.HEAT, Pause.RESYNC),
                        OptionalInt.of(50)));
    }

    @Test
    void withAPeriodItIsSpreadOverNineTenthsOfIt() {
        limits(period(Duration.ofDays(14)));
        Speed speed = quiet(Duration.ofSeconds(5));
        assertThat(speed.why()).isEqualTo(Why.PERIOD);
        double span = Duration.ofDays(14).toSeconds() * 0.9;
        assertThat((double) speed.bytesPerSecond()).isBetween(4e12 / span * 0.999, 4e12 / span * 1.001);
    }

    @Test
    void ofTimeInWhichItsWindowsAreClosedNothingIsExpected() {
        limits(new Limits(
                Speed.UNLIMITED,
                Optional.of(Duration.ofDays(20)),
                new Windows(List.of(Window.parse("08:00-14:00"))),
                Set.of(),
                OptionalInt.empty()));
        long planned = (long) (4e12 / Duration.ofDays(18).toSeconds() * 4);
        assertThat(quiet(Duration.ofSeconds(5)).bytesPerSecond()).isBetween(planned * 99 / 100, planned * 101 / 100);
        passes(Duration.ofDays(9));
        done = SECTORS / 2;
        assertThat(tick(Load.NONE).why()).isEqualTo(Why.PERIOD);
    }

    @Test
    void whatItIsBehindOfItsPeriodIsMadeUpForOnAnIdleDisk() {
        limits(period(Duration.ofDays(10)));
        quiet(Duration.ofSeconds(5));
        passes(Duration.ofHours(5));
        assertThat(tick(Load.NONE)).isEqualTo(new Speed(Speed.UNLIMITED, Why.FULL_SPEED));
        assertThat(tick(SOME).why()).isEqualTo(Why.IN_USE);
        done += SECTORS / 40;
        assertThat(quiet(Duration.ofSeconds(5)).why()).isEqualTo(Why.PERIOD);
    }

    @Test
    void farBehindItGoesOnInUseAtWhatIsNeeded() {
        limits(period(Duration.ofDays(10)));
        quiet(Duration.ofSeconds(5));
        passes(Duration.ofDays(4).plusHours(12));
        Speed speed = tick(SOME);
        assertThat(speed.why()).isEqualTo(Why.BEHIND);
        double needed = 4e12 / Duration.ofDays(4).plusHours(12).toSeconds();
        assertThat((double) speed.bytesPerSecond()).isBetween(needed * 0.99, needed * 1.01);
    }

    @Test
    void overTimeNoMoreThanTenTimesWhatWasPlannedIsForced() {
        limits(period(Duration.ofDays(10)));
        passes(Duration.ofDays(1000));
        double planned = 4e12 / Duration.ofDays(9).toSeconds();
        assertThat((double) tick(SOME).bytesPerSecond()).isBetween(planned * 9.99, planned * 10.01);
    }

    @Test
    void withoutAPeriodADiskThatIsNeverIdleIsScrubbedWithinThirtyDays() {
        assertThat(after(Duration.ofSeconds(5), SOME).why()).isEqualTo(Why.IN_USE);
        passes(Duration.ofDays(2));
        Speed speed = tick(SOME);
        assertThat(speed.why()).isEqualTo(Why.BEHIND);
        assertThat(speed.bytesPerSecond()).isBetween(MIB, 2 * MIB);
        assertThat(quiet(Duration.ofSeconds(5)).why()).isEqualTo(Why.FULL_SPEED);
    }

    @Test
    void whatIsForcedGivesWayWhenTheOthersFeelIt() {
        limits(period(Duration.ofDays(10)));
        after(Duration.ofSeconds(30), new Load(5, 0, 50));
        passes(Duration.ofDays(5));
        long first = tick(new Load(5, 0, 50)).bytesPerSecond();
        assertThat(after(Duration.ofSeconds(10), new Load(5, 0, 50)).bytesPerSecond())
                .as("while they do not")
                .isBetween(first * 99 / 100, first * 101 / 100);
        assertThat(after(Duration.ofSeconds(2), new Load(5, 0, 100)).bytesPerSecond())
                .as("at first")
                .isBetween(first / 5, first * 11 / 20);
        long least = first;
        for (int second = 0; second < 5; second++) {
            least = Math.min(
                    least, after(Duration.ofSeconds(1), new Load(5, 0, 100)).bytesPerSecond());
        }
        assertThat(least).as("in the end").isBetween(first / 9, first / 7);
        assertThat(after(Duration.ofSeconds(20), new Load(5, 0, 50)).bytesPerSecond())
                .as("when it was not the scrub")
                .isBetween(first * 99 / 100, first * 101 / 100);
    }

    @Test
    void afterAFaultTheDiskIsReadFastForAWhile() {
        limits(period(Duration.ofDays(14)));
        quiet(Duration.ofSeconds(5));
        faults++;
        assertThat(tick(Load.NONE)).isEqualTo(new Speed(Speed.UNLIMITED, Why.FAULT_FOUND));
        assertThat(tick(SOME)).isEqualTo(new Speed(16 * MIB, Why.FAULT_FOUND));
        quiet(Duration.ofMinutes(10));
        assertThat(tick(Load.NONE).why()).isEqualTo(Why.PERIOD);
        assertThat(tick(SOME).why()).isEqualTo(Why.IN_USE);
    }

    @Test
    void whatWasFoundBeforeARestartIsNoNews() {
        faults = 7;
        assertThat(tick(SOME).why()).isEqualTo(Why.IN_USE);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonHasALineForPeopleAndAWordForPrograms(Why why) {
        assertThat(why.text()).matches("[a-z][a-z ,-]+[a-z]");
        assertThat(why.label()).matches("[a-z-]+");
    }

    @Test
    void theWordsForProgramsStay() {
        assertThat(Why.values())
                .extracting(Why::label)
                .containsExactly(
                        "full-speed",
                        "max-rate",
                        "period",
                        "in-use",
                        "behind",
                        "fault-found",
                        "windows",
                        "battery",
                        "heat",
                        "resync",
                        "sleep",
                        "turn",
                        "paused");
    }
}
