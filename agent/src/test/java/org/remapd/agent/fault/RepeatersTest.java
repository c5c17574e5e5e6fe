package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Said to be bad, and it reads: once is nothing, again and again is something. */
class RepeatersTest {

    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private static final MappedSector UNIT = new MappedSector(40);
    private static final SectorRange WHERE = SectorRange.of(2088, 8);
    private static final Cause CAUSE = new Cause("test", Trust.TRACEPOINT);

    private final Repeaters repeaters = new Repeaters();

    @Test
    void eachOccasionCountsOnce() {
        assertThat(repeaters.readsNow(UNIT, START)).isEqualTo(1);
        assertThat(repeaters.readsNow(UNIT, START.plus(Repeaters.APART).minusMillis(1)))
                .as("still of the first")
                .isZero();
        assertThat(repeaters.readsNow(UNIT, START.plus(Repeaters.APART))).isEqualTo(2);
        assertThat(repeaters.readsNow(UNIT, START.plus(Duration.ofDays(1)))).isEqualTo(3);
    }

    @Test
    void whatWasLongAgoIsForgotten() {
        repeaters.readsNow(UNIT, START);
        assertThat(repeaters.readsNow(UNIT, START.plus(Repeaters.SPAN))).isEqualTo(2);
        assertThat(repeaters.readsNow(UNIT, START.plus(Repeaters.SPAN).plusSeconds(3600)))
                .isEqualTo(2);
    }

    @Test
    void aClockThatIsSetBackALittleMakesNoOccasion() {
        repeaters.readsNow(UNIT, START);
        assertThat(repeaters.readsNow(UNIT, START.minusSeconds(60))).isZero();
    }

    @Test
    void whatIsOnRecordMakesTheNextOccasionOneTooMany() {
        repeaters.onRecord(UNIT, START);
        assertThat(repeaters.readsNow(UNIT, START.plus(Duration.ofDays(1)))).isEqualTo(Repeaters.TOO_OFTEN);
    }

    @Test
    void aUnitThatIsWatchedBeginsAnew() {
        repeaters.onRecord(UNIT, START);
        repeaters.watch(UNIT, WHERE, CAUSE, START);
        assertThat(repeaters.readsNow(UNIT, START.plus(Duration.ofDays(1)))).isEqualTo(1);
    }

    @Test
    void itIsLookedAtSixteenTimesOverAWhileAndTheSlowestIsKept() {
        repeaters.watch(UNIT, WHERE, CAUSE, START);
        Instant now = START;
        Optional<Repeaters.Watch> last = Optional.empty();
        for (int look = 0; look < Repeaters.LOOKS; look++) {
            Repeaters.Watch due = repeaters.due(now).orElseThrow();
            assertThat(due.looks()).isEqualTo(look);
            last = Optional.of(repeaters.looked(due, Duration.ofMillis(look == 4 ? 900 : 5), now));
            assertThat(repeaters.due(now)).as("not at once").isEmpty();
            now = now.plus(Repeaters.BETWEEN_LOOKS);
        }
        assertThat(last.orElseThrow().isOver()).isTrue();
        assertThat(last.orElseThrow().slowest()).isEqualTo(Duration.ofMillis(900));
        assertThat(repeaters.due(now)).isEmpty();
    }

    @Test
    void whatIsRememberedIsBounded() {
        for (int unit = 0; unit < 100_000; unit++) {
            repeaters.readsNow(new MappedSector(unit), START);
            repeaters.watch(new MappedSector(1_000_000 + unit), WHERE, CAUSE, START);
        }
        Instant later = START.plus(Duration.ofDays(1));
        assertThat(occasions(99_999 - Repeaters.UNITS, later)).as("forgotten").isEqualTo(1);
        assertThat(occasions(99_999, later)).isEqualTo(2);
        long watched = IntStream.range(0, 100_000)
                .mapToObj(look -> repeaters.due(later))
                .takeWhile(Optional::isPresent)
                .peek(due -> repeaters.end(due.orElseThrow().unit()))
                .count();
        assertThat(watched).isEqualTo(Repeaters.WATCHED);
    }

    private int occasions(long unit, Instant when) {
        return repeaters.readsNow(new MappedSector(unit), when);
    }
}
