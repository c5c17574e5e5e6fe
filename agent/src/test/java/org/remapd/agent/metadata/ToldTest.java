package org.remapd.agent.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;

/** What one copy tells, by the sequences of its places; -1 is one that is torn, rotten, blank or unreadable. */
class ToldTest {

    @Test
    void theNewestIsTheOneWithTheHighestSequence() {
        assertThat(told(1, 2).sequence()).isEqualTo(2);
        assertThat(told(3, 2).sequence()).isEqualTo(3);
        assertThat(told(-1, 2).sequence()).isEqualTo(2);
        assertThat(told(4, 1, 2, 3).sequence()).isEqualTo(4);
        assertThat(told(-1, -1).newest()).isEmpty();
        assertThat(told(-1, -1).sequence()).isEqualTo(-1);
    }

    @Test
    void aPageIsCertainIfBothOfItsPlacesAreWhole() {
        assertCertain(true, 1, 1);
        assertCertain(true, 1, 2);
        assertCertain(true, 2, 1);
        assertCertain(false, 2, -1);
        assertCertain(false, -1, 2);
        assertCertain(false, -1, -1);
    }

    @Test
    void aRingIsCertainIfThePlaceBehindTheNewestIsWholeAndOlder() {
        assertCertain(true, 4, 1, 2, 3);
        assertCertain(true, 1, 2, 3, 4);
        assertCertain(true, 4, 1, -1, 3);
        assertCertain(false, 4, -1, 2, 3);
        assertCertain(false, -1, 1, 2, 3);
        assertCertain(true, 0, 0, 0, 0);
        assertCertain(true, 1, 0, 0, 0);
    }

    @Test
    void theSameVersionInSeveralPlacesDoesNotHideThatANewerOneMayHaveBeenInAnother() {
        assertCertain(false, -1, 1, 1, 1);
        assertCertain(false, 1, 1, 1, -1);
        assertCertain(false, 4, -1, -1, 4);
        assertCertain(true, 4, -1, 4, 3);
        assertCertain(true, 4, 4, 4, 4);
    }

    @Test
    void whatIsWrongWithItsPlacesIsNamed() {
        assertThat(told(-1, 2).problems()).containsExactly(new MetadataProblem.Torn(location(0)));
        assertThat(told(1, 2).problems()).isEmpty();
    }

    private static void assertCertain(boolean certain, long... sequences) {
        assertThat(told(sequences).certain()).as(Arrays.toString(sequences)).isEqualTo(certain);
    }

    static Told told(long... sequences) {
        return told("", sequences);
    }

    /** A copy whose places hold these versions, and what each says depends on the version and {@code words} only. */
    static Told told(String words, long... sequences) {
        Block.Reading[] places = new Block.Reading[sequences.length];
        for (int i = 0; i < places.length; i++) {
            places[i] = sequences[i] < 0
                    ? new Block.Unsound(new MetadataProblem.Torn(location(i)))
                    : new Block.Sound(new Block(
                            States.DEVICE,
                            Block.Kind.NOTE,
                            0,
                            0,
                            sequences[i],
                            Arrays.copyOf(
                                    (words + sequences[i]).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                                    Block.BODY_BYTES)));
        }
        return Told.of(List.of(places));
    }

    private static Location location(int place) {
        return new Location(0, new DiskSector(8 + 8L * place));
    }
}
