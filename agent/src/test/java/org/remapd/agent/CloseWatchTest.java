package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.Repeaters;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.metadata.Event;

/** A unit that is said to be bad again and again, and reads: it is not believed any more than before, but it is read harder. */
class CloseWatchTest {

    private final Rig rig = Rig.ofPlainDisk();

    @Test
    void afterThreeOccasionsThatIsToldAndItIsReadHarderAndAsLongAsItReadsNothingIsMoved() {
        suspectThreeTimes();
        assertThat(rig.alerts.of(Alert.Kind.SUSPECTED_AGAIN))
                .singleElement()
                .satisfies(alert -> assertThat(alert.fields())
                        .containsEntry(Alert.SECTOR, rig.unit(5).toString()));
        rig.disk.forgetRequests();
        watchToTheEnd();

        assertThat(rig.readsOf(5)).as("and one at once").hasSize(Repeaters.LOOKS - 1);
        assertThat(rig.readsOf(5))
                .as("alone, and as part of a longer read")
                .anyMatch(this::isLonger)
                .anyMatch(rig.rangeOf(5)::equals);
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.HEALTHY_NOW);
        assertThat(watched()).last().asString().contains("was read 16 times", "the slowest took");
        rig.disk.forgetRequests();
        watchToTheEnd();
        assertThat(rig.readsOf(5)).as("it is over").isEmpty();
    }

    private boolean isLonger(SectorRange read) {
        return read.count() > rig.unit();
    }

    @Test
    void manyHintsOfOneOccasionAreNoRepetition() {
        for (int hint = 0; hint < 100; hint++) {
            rig.hint(5);
            rig.clock.advance(Duration.ofSeconds(5));
        }
        assertThat(rig.alerts.all()).isEmpty();
        assertThat(rig.fault(5)).map(Fault::hints).contains(100);
    }

    @Test
    void aReadOfOursThatFailsInTheEndIsEnoughAndNothingIsLost() {
        suspectThreeTimes();
        rig.later(Duration.ofMinutes(2));
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.later(Duration.ofMinutes(2));
        assertThat(rig.fault(5)).hasValueSatisfying(fault -> {
            assertThat(fault.state()).isEqualTo(Fate.REMAPPED);
            assertThat(fault.cause().words()).startsWith("an own read failed in the end; kernel log");
        });
        assertThat(watched()).last().asString().contains("cannot be read: " + rig.rangeOf(5));
        assertThat(rig.readThrough(rig.unit(5).number())).contains(Rig.original(rig.onDisk(5)));
    }

    @Test
    void aNeighbourThatFailsInTheLongerReadIsNotMeant() {
        suspectThreeTimes();
        rig.disk.failReads(rig.onDisk(7), 8);
        watchToTheEnd();
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(watched()).last().asString().contains("was read 16 times");
    }

    @Test
    void anErrorThatIsNotTheMediumsConfirmsNothing() {
        suspectThreeTimes();
        rig.disk.callsBadSectors(IoError.OTHER).failReads(rig.onDisk(5), 8);
        watchToTheEnd();
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.watched.status().openFaults()).isEmpty();
    }

    @Test
    void aDiskThatGoesAwayMeanwhileConfirmsNothing() {
        suspectThreeTimes();
        rig.disk.failEverything(IoError.UNSPECIFIC);
        watchToTheEnd();
        assertThat(rig.target.mappings()).isEmpty();
        rig.disk.back();
        rig.quietTime();
        assertThat(rig.target.mappings()).isEmpty();
    }

    @Test
    void aReadThatFailedOnceForSomebodyAndReadsIsAnOccasion() {
        rig.attend();
        for (int day = 0; day < Repeaters.TOO_OFTEN; day++) {
            rig.disk.flaky(rig.onDisk(5), 1);
            assertThat(rig.readThrough(rig.unit(5).number())).isPresent();
            rig.later(Duration.ofDays(1));
        }
        assertThat(rig.alerts.of(Alert.Kind.SUSPECTED_AGAIN)).hasSize(1);
    }

    @Test
    void theFirstWrongHintWritesNothingAndTheSecondIsOnRecordSoThatARestartDoesNotForget() {
        rig.hint(5);
        assertThat(rig.disk.writes()).isEmpty();
        rig.later(Duration.ofDays(1));
        rig.hint(5);
        assertThat(rig.store.current().history())
                .extracting(Event::unit, Event::fate)
                .containsExactly(tuple(rig.unit(5), Fate.HEALTHY_NOW));
        rig.reboot();
        rig.later(Duration.ofDays(1));
        rig.hint(5);
        assertThat(rig.alerts.of(Alert.Kind.SUSPECTED_AGAIN)).hasSize(1);
    }

    @Test
    void ofAStormOfWrongHintsTheHistoryOnRecordIsNotWashedAway() {
        rig.disk.flaky(rig.onDisk(49), 5);
        rig.hint(49);
        for (int turn = 0; turn < 2; turn++) {
            for (int unit = 0; unit < 45; unit++) {
                rig.hint(unit);
            }
            rig.clock.advance(Duration.ofHours(1));
        }
        assertThat(rig.store.current().history()).hasSizeLessThanOrEqualTo(1 + 16);
    }

    @Test
    void aUnitThatWasMovedMeanwhileIsWatchedNoMore() {
        suspectThreeTimes();
        rig.toSpare(5);
        rig.disk.forgetRequests();
        watchToTheEnd();
        assertThat(rig.readsOf(5)).isEmpty();
    }

    private void suspectThreeTimes() {
        for (int day = 0; day < Repeaters.TOO_OFTEN; day++) {
            assertThat(rig.alerts.of(Alert.Kind.SUSPECTED_AGAIN)).isEmpty();
            rig.hint(new Observation.KernelLogged(rig.rangeOf(5), "I/O error"));
            if (day < Repeaters.TOO_OFTEN - 1) {
                rig.later(Duration.ofDays(2));
            }
        }
    }

    private void watchToTheEnd() {
        for (int minute = 0; minute < 2 * Repeaters.LOOKS; minute++) {
            rig.later(Duration.ofMinutes(1));
        }
    }

    private List<String> watched() {
        return rig.watched.story(rig.unit(5)).story().entries().stream()
                .filter(entry -> entry.event() instanceof StoryEvent.Watched)
                .map(entry -> ((StoryEvent.Watched) entry.event()).came())
                .toList();
    }
}
