package org.remapd.daemon.schedule;

import static java.time.temporal.TemporalAdjusters.firstInMonth;
import static java.time.temporal.TemporalAdjusters.lastDayOfMonth;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.daemon.schedule.SimulatedMachine.Sign;
import org.remapd.daemon.schedule.SimulatedMachine.Stretch;

/**
 * A year of 64 devices, sixteen on each of four spindles, each with a schedule of its own, across both changes of the clocks, with
 * sleeps, reboots and clocks that are wrong. When scrubs are due is worked out a second time, by the calendar alone, and compared to
 * the second. {@code -Dremapd.seed=N} chooses the year, {@code -Dremapd.long=true} lives many.
 */
class SimulatedYearTest {

    private static final int SPINDLES = 4;
    private static final int DEVICES = 64;
    private static final int AT_ONCE = 3;

    private static final LocalDate FIRST_DAY = LocalDate.of(2027, 1, 1);
    private static final LocalDate LAST_DAY_OF_ANY_CLOCK = LocalDate.of(2029, 4, 1);
    private static final Duration A_YEAR = Duration.ofDays(365);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    /** When by the timetables, which the test knows from 2027 on, nothing is due in any of the zones. */
    private static final Instant NOT_SET = Instant.parse("2020-01-01T12:00:10Z");

    private static final Duration SHORT_REST = Duration.ofMinutes(1);
    private static final Duration REST = Duration.ofMinutes(5);
    private static final Duration LONGEST_REST = Duration.ofMinutes(20);

    /** A schedule, said twice: for the program, and as the days on which and the time at which it is met. */
    private record Habit(String expression, Predicate<LocalDate> days, LocalTime time) {

        /** Six kinds, between one and four in the morning, where the clocks change; half of the devices have the default one. */
        static Habit random(Random random) {
            LocalTime time = LocalTime.of(1 + random.nextInt(3), random.nextInt(60));
            String at = "0 " + time.getMinute() + " " + time.getHour() + " ";
            return switch (random.nextInt(12)) {
                case 0 -> new Habit(at + "? * *", day -> true, time);
                case 1 ->
                    new Habit(at + "? * MON#1", day -> day.equals(day.with(firstInMonth(DayOfWeek.MONDAY))), time);
                case 2 -> new Habit(at + "1 * ?", day -> day.getDayOfMonth() == 1, time);
                case 3 -> new Habit(at + "L * ?", day -> day.equals(day.with(lastDayOfMonth())), time);
                case 4 ->
                    new Habit(at + "15 1/3 ?", day -> day.getDayOfMonth() == 15 && day.getMonthValue() % 3 == 1, time);
                case 5 ->
                    new Habit(at + "? * WED,SAT", day -> day.getDayOfWeek().getValue() % 3 == 0, time);
                default ->
                    new Habit("0 0 2 ? * SUN", day -> day.getDayOfWeek() == DayOfWeek.SUNDAY, LocalTime.of(2, 0));
            };
        }

        NavigableSet<Instant> times(ZoneId zone, Duration later) {
            NavigableSet<Instant> times = new TreeSet<>();
            FIRST_DAY
                    .minusDays(1)
                    .datesUntil(LAST_DAY_OF_ANY_CLOCK)
                    .filter(days)
                    .forEach(day -> times.add(first(day.atTime(time), zone).plus(later)));
            return times;
        }

        /** The first minute in which the clocks show that or more. */
        private static Instant first(LocalDateTime time, ZoneId zone) {
            Instant at = time.atZone(zone).toInstant().minus(Duration.ofHours(2));
            while (LocalDateTime.ofInstant(at, zone).isBefore(time)) {
                at = at.plusSeconds(60);
            }
            return at;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe"})
    void allScrubsBeginAtTheirTimesWhateverHappens(ZoneId zone) {
        boolean isLong = Boolean.getBoolean("remapd.long");
        long first = Long.getLong("remapd.seed", isLong ? System.nanoTime() : 1);
        for (long seed = first; seed < first + (isLong ? 20 : 1); seed++) {
            System.out.printf("%s -Dremapd.seed=%d%n", zone, seed);
            try {
                live(zone, new Random(seed));
            } catch (AssertionError e) {
                throw new AssertionError("with -Dremapd.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void live(ZoneId zone, Random random) {
        Instant begin = FIRST_DAY.atTime(LocalTime.NOON).atZone(zone).toInstant();
        SimulatedMachine machine = new SimulatedMachine(zone, begin, AT_ONCE, random);
        Map<String, Habit> habits = new TreeMap<>();
        for (int device = 0; device < DEVICES; device++) {
            Habit habit = Habit.random(random);
            habits.put("remap" + device, habit);
            machine.add("remap" + device, "disk " + device % SPINDLES, new ScrubSchedule(habit.expression()));
        }

        machine.boot();
        while (machine.elapsed() < A_YEAR.toSeconds()) {
            machine.run(upTo(Duration.ofDays(12), random));
            machine.run(machine.untilDue().plus(upTo(AN_HOUR, random))); // where it hurts
            disturb(machine, random);
        }
        machine.run(A_DAY.plus(A_DAY));
        machine.set(machine.now());

        habits.forEach((name, habit) -> check(name, machine.stretches(name), habit.times(zone, machine.later(name))));
        List<Sign> signs = habits.keySet().stream()
                .flatMap(name -> machine.stretches(name).stream())
                .flatMap(stretch -> stretch.signs().stream())
                .toList();
        assertThat(signs).as("so that something was shown").hasSizeGreaterThan(1500);
        assertThat(signs.stream().filter(Sign::dropped).count()).isLessThan(signs.size() / 20);
    }

    private static Duration upTo(Duration most, Random random) {
        return Duration.ofSeconds(1 + random.nextInt((int) most.toSeconds()));
    }

    private static void disturb(SimulatedMachine machine, Random random) {
        Duration little = upTo(Duration.ofHours(2), random);
        Duration much = upTo(Duration.ofDays(4), random);
        switch (random.nextInt(7)) {
            case 0 -> machine.sleep(Duration.ofDays(3));
            case 1 -> machine.sleep(little.plusSeconds(60));
            case 2 -> machine.reboot(little, machine.now().plus(little));
            case 3 -> machine.reboot(much, machine.now().plus(much));
            case 4 -> rebootWithAClockThatIsNotSet(machine, much, upTo(Duration.ofMinutes(10), random));
            case 5 -> goWrong(machine, Duration.ofDays(400), little);
            default -> goWrong(machine, AN_HOUR.negated(), random.nextBoolean() ? little : much);
        }
    }

    private static void rebootWithAClockThatIsNotSet(SimulatedMachine machine, Duration off, Duration wrong) {
        Instant right = machine.now().plus(off);
        machine.reboot(off, NOT_SET);
        machine.run(wrong);
        machine.set(right.plus(wrong));
    }

    private static void goWrong(SimulatedMachine machine, Duration by, Duration during) {
        machine.set(machine.now().plus(by));
        machine.run(during);
        machine.set(machine.now().minus(by));
    }

    private static void check(String name, List<Stretch> stretches, NavigableSet<Instant> times) {
        NavigableSet<Instant> before = new TreeSet<>();
        List<Instant> onTime = new ArrayList<>();
        for (Stretch stretch : stretches) {
            String what = name + " since " + stretch.since();
            List<Instant> signs = stretch.signs().stream().map(Sign::at).toList();
            checkWhatIsOnTime(what, stretch, times, signs, before);
            checkWhatIsCaughtUp(what, stretch, times, signs);
            checkWhatIsDropped(what, stretch);
            signs.stream().filter(times::contains).forEach(onTime::add);
            before.addAll(signs);
        }
        assertThat(onTime).as("none twice: " + name).doesNotHaveDuplicates();
    }

    /** None is left out, but what was done before a clock went back, and what comes as an interrupted one is about to go on. */
    private static void checkWhatIsOnTime(
            String what,
            Stretch stretch,
            NavigableSet<Instant> times,
            List<Instant> signs,
            NavigableSet<Instant> before) {
        Optional<Instant> wentBackFrom =
                Optional.ofNullable(before.floor(stretch.since().plus(A_DAY)));
        Instant from = stretch.interrupted() ? signs.stream().findFirst().orElse(stretch.end()) : stretch.since();
        List<Instant> wanted = times.subSet(from, false, max(from, stretch.end()), false).stream()
                .filter(time ->
                        wentBackFrom.filter(done -> !done.isBefore(time)).isEmpty())
                .toList();
        assertThat(signs).as("on time: " + what).containsAll(wanted);
    }

    /** By one scrub, after a rest; and nothing else begins at a time that is not in the timetable. */
    private static void checkWhatIsCaughtUp(
            String what, Stretch stretch, NavigableSet<Instant> times, List<Instant> signs) {
        Instant since = stretch.since();
        boolean soonAnyway =
                !times.subSet(since, false, since.plus(AN_HOUR), false).isEmpty();
        boolean missed = stretch.done().isBefore(since)
                && !times.subSet(stretch.done(), false, since, true).isEmpty();
        Instant first = since.plus(stretch.interrupted() ? SHORT_REST : REST);
        Instant last = since.plus(stretch.interrupted() ? REST : LONGEST_REST);

        List<Instant> untimely =
                signs.stream().filter(sign -> !times.contains(sign)).toList();

        if (!stretch.interrupted() && (!missed || soonAnyway)) {
            assertThat(untimely).as("nothing caught up: " + what).isEmpty();
        } else {
            assertThat(untimely)
                    .as("caught up: " + what)
                    .hasSizeBetween(stretch.end().isBefore(last) ? 0 : 1, 1)
                    .allSatisfy(sign -> assertThat(sign).isBetween(first, last));
        }
    }

    /** Because its scrub before has not ended: only while many are caught up. */
    private static void checkWhatIsDropped(String what, Stretch stretch) {
        assertThat(stretch.signs())
                .as("dropped: " + what)
                .noneMatch(sign ->
                        sign.dropped() && sign.at().isAfter(stretch.since().plus(A_DAY)));
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
