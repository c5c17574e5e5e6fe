package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;

class ScrubMemoryTest {

    private static final Instant STARTED = Instant.ofEpochSecond(1_000_000);
    private static final SectorRange BAD = SectorRange.of(80, 8);

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock();
    private final Undealt undealt = new Undealt(Optional::empty, clock);
    private final Book book = new Book();

    /** Takes notes while there is room. */
    private static final class Book implements ScrubMemory.Records {

        private final List<ScrubNote> notes = new ArrayList<>(List.of(ScrubNote.NONE));
        private int refusals;
        private int waits;

        @Override
        public ScrubNote noted() {
            return notes.get(notes.size() - 1);
        }

        @Override
        public boolean note(ScrubNote note) {
            return refusals-- <= 0 && notes.add(note);
        }

        @Override
        public boolean note(ScrubNote note, Duration limit) {
            waits++;
            return note(note);
        }

        private Optional<ScrubNote.Underway> underway() {
            return noted().underway();
        }
    }

    @Test
    void whatWasFoundAndNotDealtWithIsToBeReadAgainAndCountsAsNotFound() throws IOException {
        undealt.found(BAD);

        memory().keep(at(1000, 24), undealt);

        ScrubNote.Underway safe = new ScrubNote.Underway(
                STARTED, new ScrubCheckpoint(new DiskSector(1000), List.of(BAD)), 16, Duration.ofSeconds(1), false);
        assertThat(file().read()).contains(safe);
        assertThat(book.underway()).contains(safe);
    }

    @Test
    void whatIsStillToBeReadAnywayIsAsItWas() throws IOException {
        undealt.found(BAD);

        memory().keep(at(80, 24), undealt);

        assertThat(file().read()).contains(at(80, 24));
    }

    @Test
    void theFileIsWrittenForEachWordUnlessSomethingIsUndealt() throws IOException {
        ScrubMemory memory = memory();
        memory.passing(at(100, 0), undealt);
        memory.passing(at(200, 0), undealt);
        assertThat(file().read()).contains(at(200, 0));

        undealt.found(SectorRange.of(208, 8));
        memory.passing(at(300, 8), undealt);
        assertThat(file().read()).as("not yet").contains(at(200, 0));
        clock.pause(Duration.ofMillis(1001));
        memory.passing(at(400, 8), undealt);
        assertThat(file().read().orElseThrow().at())
                .isEqualTo(new ScrubCheckpoint(new DiskSector(400), List.of(SectorRange.of(208, 8))));
    }

    @Test
    void aScrubThatStandsStillWritesToTheDiskOnce() {
        ScrubMemory memory = memory();
        for (int second = 0; second < 600; second++) {
            clock.pause(Duration.ofSeconds(1));
            memory.passing(at(100, 0), undealt);
        }
        assertThat(book.notes).hasSize(2);

        clock.pause(Duration.ofSeconds(31));
        memory.passing(at(200, 0), undealt);
        assertThat(book.notes).hasSize(3);
    }

    @Test
    void thatItIsOverIsNotedHoweverLongThereIsNoRoomForThat() throws Exception {
        ScrubMemory memory = memory();
        memory.keep(at(100, 0), undealt);
        book.refusals = 5;

        memory.finished(STARTED, 0, 0, () -> true);

        assertThat(book.waits).isEqualTo(5);
        assertThat(book.underway()).isEmpty();
        assertThat(book.noted().last()).isPresent();
        assertThat(file().read()).isEmpty();
    }

    @Test
    void ifNobodyWaitsForThatItGoesOnFromItsEnd() throws Exception {
        ScrubMemory memory = memory();
        memory.keep(at(100, 0), undealt);
        book.refusals = 5;

        memory.forget(() -> false);

        assertThat(book.underway()).isPresent();
        assertThat(file().read()).contains(at(100, 0));
    }

    @Test
    void whatIsOverIsNotBroughtBackByWhoHasItStandStill() throws Exception {
        ScrubMemory memory = memory();
        memory.finished(STARTED, 0, 0, () -> true);

        memory.keep(at(100, 0), undealt);
        clock.pause(Duration.ofMinutes(1));
        memory.passing(at(200, 0), undealt);

        assertThat(book.underway()).isEmpty();
        assertThat(file().read()).isEmpty();
    }

    private ScrubMemory memory() {
        return new ScrubMemory("data", book, file(), clock);
    }

    private ScrubFile file() {
        return new ScrubFile(directory.resolve("scrub-data"));
    }

    private static ScrubNote.Underway at(long position, long unreadable) {
        return new ScrubNote.Underway(
                STARTED,
                new ScrubCheckpoint(new DiskSector(position), List.of()),
                unreadable,
                Duration.ofSeconds(1),
                false);
    }
}
