package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the events of a story take of the memory that stories may take: no words are free. */
class StoryEventTest {

    private static final SectorRange WHERE = SectorRange.of(2400, 8);
    private static final String WORDS = "x".repeat(100);

    /** Each with these words in all places that take some. */
    static Stream<StoryEvent> talkative() {
        Cause cause = new Cause(WORDS, Trust.ERROR_LOG);
        return Stream.of(
                new StoryEvent.Hint(WHERE, cause, List.of()),
                new StoryEvent.Hint(WHERE, new Cause("", Trust.ERROR_LOG), List.of(WORDS)),
                new StoryEvent.Look(WHERE, WORDS),
                new StoryEvent.OnRecord(Fate.UNHEALED, WORDS, LostSectors.none()),
                new StoryEvent.Begun(cause),
                new StoryEvent.Probed(
                        new Probe("/dev/sda", WHERE, List.of(new IoResult.Failed(IoError.MEDIUM, WORDS)), true)),
                new StoryEvent.Step(WORDS, ""),
                new StoryEvent.Step("", WORDS),
                new StoryEvent.Waits(WORDS),
                new StoryEvent.Watched(WORDS),
                new StoryEvent.Ended(Fate.UNHEALED, WORDS, LostSectors.none()));
    }

    @ParameterizedTest
    @MethodSource("talkative")
    void itsWordsAreCounted(StoryEvent event) {
        assertThat(event.weight()).isBetween(StoryEvent.BYTES + 2 * 100, StoryEvent.BYTES + 2 * 150);
    }

    @Test
    void oneWithoutWordsTakesItsPlaceInTheBook() {
        assertThat(new StoryEvent.Again().weight()).isEqualTo(StoryEvent.BYTES);
        assertThat(new StoryEvent.Omitted(7).weight()).isEqualTo(StoryEvent.BYTES);
    }

    @Test
    void aReadThatWentWellIsCountedToo() {
        List<IoResult> attempts = List.of(new IoResult.Failed(IoError.MEDIUM, ""), new IoResult.Ok());
        assertThat(new StoryEvent.Probed(new Probe("/dev/sda", WHERE, attempts, true)).length())
                .isEqualTo(80);
    }

    @Test
    void ofEvidenceThatIsTooLongTheFirstLinesAreKept() {
        List<String> fit = Collections.nCopies(32, WORDS);
        assertThat(new StoryEvent.Hint(WHERE, Cause.READ_FAILED, fit).evidence())
                .as("32 lines of 128 characters, all in all")
                .isEqualTo(fit);

        List<String> more = Collections.nCopies(40, WORDS);
        assertThat(new StoryEvent.Hint(WHERE, Cause.READ_FAILED, more).evidence())
                .hasSize(33)
                .startsWith(WORDS)
                .endsWith("(and 8 lines more)");
    }
}
