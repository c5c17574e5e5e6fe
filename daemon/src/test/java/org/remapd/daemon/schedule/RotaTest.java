package org.remapd.daemon.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RotaTest {

    private static final Optional<ScrubSchedule> SUNDAYS = Optional.of(new ScrubSchedule("0 0 2 ? * SUN"));
    private static final Optional<ScrubSchedule> DAILY = Optional.of(new ScrubSchedule("0 0 2 ? * *"));
    private static final Duration WEEK = Duration.ofDays(7);

    private final Rota rota = new Rota(ZoneId.of("UTC"));
    private final Map<String, ScrubHistory> there = new HashMap<>();
    private Instant now = Instant.parse("2026-11-18T12:00:00Z");
    private long nanos;

    @Test
    void devicesWithTheSameScheduleAreDueOneAfterTheOther() {
        List<String> names = List.of("a", "b", "c", "d");
        names.forEach(this::plugIn);
        take(Map.of("a", SUNDAYS, "b", SUNDAYS, "c", SUNDAYS, "d", SUNDAYS));

        List<Instant> due =
                names.stream().map(rota::next).flatMap(Optional::stream).toList();

        Instant two = Instant.parse("2026-11-22T02:00:00Z");
        assertThat(due)
                .hasSize(4)
                .doesNotHaveDuplicates()
                .allMatch(time -> !time.isBefore(two) && time.isBefore(two.plus(Duration.ofMinutes(30))));
        assertThat(rota.next()).isEqualTo(due.stream().min(Instant::compareTo));
    }

    @Test
    void whoIsDueIsToldOnceAndWhoIsDueLongestFirst() {
        List.of("a", "b", "c").forEach(this::plugIn);
        take(Map.of("a", SUNDAYS, "b", SUNDAYS, "c", SUNDAYS));
        List<String> inOrder = List.of("a", "b", "c").stream()
                .sorted((one, other) -> due(one).compareTo(due(other)))
                .toList();

        pass(Duration.ofDays(4));

        assertThat(rota.begin(now)).isEqualTo(inOrder);
        assertThat(rota.begin(now)).isEmpty();
    }

    @Test
    void nothingIsDueForADeviceThatIsNotThere() {
        take(Map.of("a", SUNDAYS));

        assertThat(rota.next("a")).isEmpty();
        assertThat(rota.next()).isEmpty();
    }

    @Test
    void aDeviceThatComesBackIsTakenAsItsOwnMemoryHasIt() {
        plugIn("a");
        take(Map.of("a", SUNDAYS));
        there.remove("a");
        pass(WEEK);
        assertThat(rota.begin(now)).isEmpty();

        plugIn("a", now.minus(WEEK));
        pass(Duration.ofSeconds(5));
        assertThat(due("a")).as("what it missed is caught up").isBefore(now.plus(Duration.ofMinutes(20)));

        there.remove("a");
        pass(Duration.ofSeconds(5));
        plugIn("a", now);
        pass(Duration.ofSeconds(5));
        assertThat(due("a")).as("somebody else has scrubbed it").isAfter(now.plus(Duration.ofDays(1)));
    }

    @Test
    void afterASleepWhatWasMissedIsNotDueAtOnce() {
        plugIn("a");
        take(Map.of("a", SUNDAYS));

        now = now.plus(WEEK); // and nanos stand
        look();

        assertThat(rota.begin(now)).isEmpty();
        assertThat(due("a")).isBetween(now.plus(Duration.ofMinutes(5)), now.plus(Duration.ofMinutes(20)));
    }

    @Test
    void aScrubByHandIsWhatWasToBeCaughtUp() {
        plugIn("a", now.minus(WEEK));
        take(Map.of("a", SUNDAYS));

        rota.begun("a", now);
        rota.begun("unknown", now);

        assertThat(due("a")).isAfter(now.plus(Duration.ofDays(1)));
    }

    @Test
    void anotherScheduleTakesThePlaceOfTheOldAndTheSameIsLeftAlone() {
        plugIn("a", now.minus(WEEK));
        plugIn("b");
        take(Map.of("a", SUNDAYS, "b", SUNDAYS));
        Instant before = due("a");
        pass(Duration.ofMinutes(1));

        take(Map.of("a", SUNDAYS, "b", DAILY));
        assertThat(due("a")).isEqualTo(before);
        assertThat(due("b")).isBefore(now.plus(Duration.ofDays(1)));

        take(Map.of("b", Optional.empty()));
        assertThat(rota.next("a")).isEmpty();
        assertThat(rota.next("b")).isEmpty();
    }

    private void plugIn(String device) {
        plugIn(device, now);
    }

    private void plugIn(String device, Instant done) {
        there.put(device, new ScrubHistory(UUID.nameUUIDFromBytes(device.getBytes(UTF_8)), done, false));
    }

    private void take(Map<String, Optional<ScrubSchedule>> wanted) {
        rota.take(wanted);
        look();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
        look();
    }

    private void look() {
        rota.look(new ClockReading(now, nanos), device -> Optional.ofNullable(there.get(device)));
    }

    private Instant due(String device) {
        return rota.next(device).orElseThrow();
    }
}
