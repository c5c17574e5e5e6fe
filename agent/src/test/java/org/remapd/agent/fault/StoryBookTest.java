package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.Seeds;

/** Everything that happened to a unit is told, within a memory that does not grow. */
class StoryBookTest {

    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final int HEARD = 64 * 1024;
    private static final int TOLD = 256 * 1024;

    private final StoryBook book = new StoryBook(HEARD, TOLD);

    @Test
    void aUnitKnowsWhatWasSaidOfItsPlaceAndWhatWasDoneAboutItInThatOrder() {
        heard(2400, 8, "its hint");
        heard(2408, 8, "its neighbour's");
        told(1, 2400, "its heal");
        heard(2000, 800, "a long hint");
        assertThat(story(1, 2400)).containsExactly("its hint", "its heal", "a long hint");
        assertThat(story(2, 2408)).containsExactly("its neighbour's", "a long hint");
        assertThat(story(3, 2800)).isEmpty();
    }

    @Test
    void nothingIsToldTwice() {
        heard(2400, 8, "a hint");
        told(1, 2400, "first");
        told(1, 2400, "second");
        heard(2400, 8, "another");
        told(1, 2400, "third");
        assertThat(story(1, 2400)).containsExactly("a hint", "first", "second", "another", "third");
    }

    @Test
    void whatIsSaidOfTheSpareIsSaidOfTheUnit() {
        heard(9000, 8, "of its spare");
        assertThat(words(book.of(new MappedSector(1), List.of(place(2400), place(9000)))))
                .containsExactly("of its spare");
    }

    @Test
    void aStormOfHintsThatCameToNothingLeavesTheStoryOfABadUnitWhole() {
        heard(2400, 8, "its hint");
        told(1, 2400, "its heal");
        for (int hint = 0; hint < 100_000; hint++) {
            heard(100_000 + hint, 1, "noise " + hint);
        }
        assertThat(story(1, 2400)).containsExactly("its hint", "its heal");
        assertThat(story(9, 199_992)).as("of the noise the newest").contains("noise 99999");
        assertThat(story(9, 100_000)).as("and not the oldest").isEmpty();
    }

    @Test
    void ofALongStoryTheBeginningAndTheEndAreKeptAndHowMuchIsMissingIsSaid() {
        int all = 1000;
        IntStream.range(0, all).forEach(event -> told(1, 2400, "event " + event));
        List<String> story = story(1, 2400);
        assertThat(story).hasSize(StoryBook.FIRST + 1 + StoryBook.LAST);
        assertThat(story.subList(0, StoryBook.FIRST))
                .isEqualTo(IntStream.range(0, StoryBook.FIRST)
                        .mapToObj(event -> "event " + event)
                        .toList());
        assertThat(story.get(StoryBook.FIRST)).isEqualTo("omitted " + (all - StoryBook.FIRST - StoryBook.LAST));
        assertThat(story.get(StoryBook.FIRST + 1)).isEqualTo("event " + (all - StoryBook.LAST));
        assertThat(story.get(story.size() - 1)).isEqualTo("event " + (all - 1));
    }

    @Test
    void whenThereIsNoRoomTheUnitOfWhichNothingWasToldForLongestIsForgotten() {
        int units = 10_000;
        for (int unit = 0; unit < units; unit++) {
            told(unit, unit, "of unit " + unit);
            told(0, 0, "of the first");
        }
        assertThat(story(0, 0)).contains("of the first");
        assertThat(story(1, 1)).isEmpty();
        assertThat(story(units - 1, units - 1)).containsExactly("of unit " + (units - 1));
    }

    @Test
    void theNewestStoryIsKeptEvenIfItIsTooLongForTheBook() {
        StoryBook small = new StoryBook(10, 10);
        small.told(new MappedSector(1), List.of(place(1)), NOW, new StoryEvent.Waits("x".repeat(100)));
        assertThat(words(small.of(new MappedSector(1), List.of(place(1))))).hasSize(1);
    }

    @Test
    void evidenceIsVerbatimAndOfVeryLongEvidenceOnlyTheFirstLinesAreKept() {
        List<String> usual = IntStream.range(0, 24)
                .mapToObj(line -> "3,1042,88123456,-;line " + line + " ".repeat(100))
                .toList();
        assertThat(hint(usual).evidence()).isEqualTo(usual);
        List<String> longest = List.of("a".repeat(3000), "b".repeat(3000), "c");
        assertThat(hint(longest).evidence()).containsExactly("a".repeat(3000), "(and 2 lines more)");
    }

    private static StoryEvent.Hint hint(List<String> evidence) {
        return new StoryEvent.Hint(place(1), new Cause("test", Trust.TRACEPOINT), evidence);
    }

    @Test
    void aMillionObservationsTakeNoMoreMemoryThanTheBookIsAllowed() {
        Seeds.once(random -> {
            long before = memory();
            for (int event = 0; event < 1_000_000; event++) {
                observe(random);
                if (event % 10_000 == 0) {
                    assertThat(book.weight()).isLessThanOrEqualTo(HEARD + TOLD);
                }
            }
            assertThat(book.weight()).as("it is full").isGreaterThan((HEARD + TOLD) * 9L / 10);
            assertThat(memory() - before)
                    .as("bytes on the heap, of which some are not the book's")
                    .isLessThan(2L * (HEARD + TOLD));
            assertThat(book.weight()).as("it is still in use").isPositive();
        });
    }

    private void observe(Random random) {
        int sector = random.nextInt(100_000);
        if (random.nextInt(10) > 0) {
            List<String> evidence = Stream.generate(() -> "6,1,1,-;line " + random.nextLong())
                    .limit(random.nextInt(24))
                    .toList();
            Observation hint = new Observation.KernelLogged(SectorRange.of(sector, 1 + random.nextInt(256)), evidence);
            book.heard(hint.where(), NOW, new StoryEvent.Hint(hint.where(), Cause.of(hint), hint.evidence()));
        } else {
            told(sector, sector, "waits " + random.nextLong());
        }
    }

    private static long memory() {
        Runtime heap = Runtime.getRuntime();
        System.gc();
        return heap.totalMemory() - heap.freeMemory();
    }

    private void heard(long first, long count, String came) {
        SectorRange where = SectorRange.of(first, count);
        book.heard(where, NOW, new StoryEvent.Look(where, came));
    }

    private void told(long unit, long sector, String why) {
        book.told(new MappedSector(unit), List.of(place(sector)), NOW, new StoryEvent.Waits(why));
    }

    private List<String> story(long unit, long sector) {
        return words(book.of(new MappedSector(unit), List.of(place(sector))));
    }

    private static SectorRange place(long sector) {
        return SectorRange.of(sector, 8);
    }

    private static List<String> words(Story story) {
        assertThat(story.entries()).extracting(Story.Entry::number).isSorted();
        return story.entries().stream().map(entry -> words(entry.event())).toList();
    }

    private static String words(StoryEvent event) {
        if (event instanceof StoryEvent.Look look) {
            return look.came();
        }
        return event instanceof StoryEvent.Omitted omitted
                ? "omitted " + omitted.events()
                : ((StoryEvent.Waits) event).why();
    }
}
