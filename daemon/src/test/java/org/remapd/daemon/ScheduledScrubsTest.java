package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;

/** Until when a device's scrubs are done, by what it remembers. */
class ScheduledScrubsTest {

    private static final Instant CREATED = Instant.parse("2026-11-18T12:00:00Z");
    private static final Instant BEGUN = Instant.parse("2026-11-22T02:10:00Z");
    private static final Instant ENDED = BEGUN.plus(Duration.ofHours(7));
    private static final Instant BEGUN_AGAIN = BEGUN.plus(Duration.ofDays(7));
    private static final Optional<ScrubNote.Finished> FINISHED =
            Optional.of(new ScrubNote.Finished(BEGUN, ENDED, 0, 0));

    @Test
    void aNewDeviceHasNothingBehindIt() {
        assertThat(ScheduledScrubs.done(ScrubNote.NONE, CREATED)).isEqualTo(CREATED);
    }

    @Test
    void whatCameDueWhileAScrubRanWasDoneByIt() {
        assertThat(ScheduledScrubs.done(note(Optional.empty(), FINISHED), CREATED))
                .isEqualTo(ENDED);
    }

    @Test
    void anInterruptedScrubHasDoneWhatItWasBegunFor() {
        assertThat(ScheduledScrubs.done(note(Optional.of(BEGUN_AGAIN), FINISHED), CREATED))
                .isEqualTo(BEGUN_AGAIN);
        assertThat(ScheduledScrubs.done(note(Optional.of(BEGUN), Optional.empty()), CREATED))
                .isEqualTo(BEGUN);
    }

    private static ScrubNote note(Optional<Instant> started, Optional<ScrubNote.Finished> last) {
        return new ScrubNote(
                started.map(begun -> new ScrubNote.Underway(begun, ScrubCheckpoint.START, 0, Duration.ZERO, false)),
                last.stream().toList());
    }
}
