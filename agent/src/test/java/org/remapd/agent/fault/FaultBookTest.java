package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultBookTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private static final Cause HEARSAY = new Cause("test", Trust.KERNEL_LOG_SECTOR);

    private final FaultBook book = new FaultBook(10);

    @Test
    void ofFaultsThatEndedTheNewestAreKeptUpToTheLimit() {
        for (int unit = 0; unit < 100; unit++) {
            book.put(fault(unit, Fate.REMAPPED));
        }
        assertThat(book.all())
                .extracting(fault -> fault.unit().number())
                .containsExactly(90L, 91L, 92L, 93L, 94L, 95L, 96L, 97L, 98L, 99L);
    }

    @Test
    void openFaultsAreNeverDropped() {
        book.put(fault(1, Fate.UNHEALED));
        for (int unit = 2; unit < 100; unit++) {
            book.put(fault(unit, Fate.HEALTHY_NOW));
        }
        assertThat(book.open()).extracting(Fault::unit).containsExactly(new MappedSector(1));
        assertThat(book.all()).hasSize(11);
    }

    @Test
    void aUnitHasOneFaultHoweverOftenItEndsAndOpensAgain() {
        for (int turn = 0; turn < 50; turn++) {
            book.put(fault(1, Fate.UNHEALED));
            book.put(fault(1, Fate.HEALTHY_NOW));
        }
        for (int unit = 2; unit < 11; unit++) {
            book.put(fault(unit, Fate.HEALTHY_NOW));
        }
        assertThat(book.all()).as("the count of ended faults did not drift").hasSize(10);
    }

    @Test
    void hintsForAKnownUnitCountAndForAnUnknownOneMakeNothing() {
        book.put(fault(1, Fate.UNHEALED));
        book.hinted(new MappedSector(1), HEARSAY, 3);
        book.hinted(new MappedSector(2), HEARSAY, 1);
        assertThat(book.at(new MappedSector(1))).map(Fault::hints).contains(4);
        assertThat(book.at(new MappedSector(2))).isEmpty();
    }

    @Test
    void theMostTrustedOfTheHintsIsTheCause() {
        Cause traced = new Cause("traced", Trust.TRACEPOINT);
        book.put(fault(1, Fate.UNHEALED));
        book.hinted(new MappedSector(1), traced, 1);
        book.hinted(new MappedSector(1), new Cause("self-test", Trust.SELF_TEST), 1);
        book.hinted(new MappedSector(1), new Cause("traced later", Trust.TRACEPOINT), 1);
        assertThat(book.at(new MappedSector(1))).map(Fault::cause).contains(traced);
    }

    @Test
    void anOpenFaultIsDueWhenItsTimeHasCome() {
        book.put(fault(1, Fate.UNHEALED));
        assertThat(book.due(NOW.plusSeconds(59))).isEmpty();
        assertThat(book.due(NOW.plusSeconds(60))).hasSize(1);
        book.put(fault(1, Fate.REMAPPED));
        assertThat(book.due(NOW.plusSeconds(60))).isEmpty();
    }

    @Test
    void oneThatIsDueSoonerThanOthersIsNotMissedNorAreTheOthersWhenItIsGone() {
        book.put(fault(1, Fate.UNHEALED));
        assertThat(book.due(NOW.plusSeconds(30))).isEmpty();
        book.put(fault(2, Fate.UNHEALED, 40));
        assertThat(book.due(NOW.plusSeconds(40))).extracting(Fault::unit).containsExactly(new MappedSector(2));
        book.put(fault(2, Fate.REMAPPED));
        assertThat(book.due(NOW.plusSeconds(59))).isEmpty();
        assertThat(book.due(NOW.plusSeconds(60))).extracting(Fault::unit).containsExactly(new MappedSector(1));
    }

    private static Fault fault(long unit, Fate state) {
        return fault(unit, state, 60);
    }

    private static Fault fault(long unit, Fate state, int retrySeconds) {
        return new Fault(
                new MappedSector(unit),
                SectorRange.of(2048 + unit, 1),
                HEARSAY,
                1,
                state,
                "why",
                LostSectors.none(),
                NOW,
                Optional.of(NOW.plusSeconds(retrySeconds)));
    }
}
