package org.remapd.agent.metadata;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one copy tells of one thing that is written in turn to the places of a ring.
 *
 * @param places   what lies there, in the ring's order
 * @param newest   the version with the highest sequence that is whole
 * @param certain  whether it can be told that no newer one was there: see {@link #isCertain}
 */
public record Told(List<Block.Reading> places, Optional<Block> newest, boolean certain) {

    public static Told of(List<Block.Reading> places) {
        long[] sequences = new long[places.size()];
        for (int i = 0; i < sequences.length; i++) {
            sequences[i] = sequence(places, i);
        }
        long highest = Arrays.stream(sequences).max().orElse(-1);
        Optional<Block> newest = places.stream()
                .flatMap(place -> place instanceof Block.Sound sound ? Stream.of(sound.block()) : Stream.empty())
                .filter(block -> block.sequence() == highest)
                .findFirst();
        return new Told(List.copyOf(places), newest, isCertain(sequences));
    }

    /**
     * Whether places with these sequences, -1 for nothing that is whole, make certain that nothing newer was there: either
     * no second version has been written yet, or the place that comes behind the newest version is whole and older. The same
     * version there proves nothing, since one that is mended is written to several places.
     */
    public static boolean isCertain(long... sequences) {
        long highest = Arrays.stream(sequences).max().orElse(-1);
        boolean certain = highest >= 0 && Arrays.stream(sequences).allMatch(sequence -> sequence == highest);
        for (int i = 0; i < sequences.length; i++) {
            long next = sequences[(i + 1) % sequences.length];
            certain |= sequences[i] == highest && next >= 0 && next < highest;
        }
        return certain;
    }

    /** Of the block at a place; -1 if there is none that is whole. */
    public long sequence(int place) {
        return sequence(places, place);
    }

    private static long sequence(List<Block.Reading> places, int place) {
        return places.get(place) instanceof Block.Sound sound ? sound.block().sequence() : -1;
    }

    public long sequence() {
        return newest.map(Block::sequence).orElse(-1L);
    }

    /** What is wrong with its places. */
    public List<MetadataProblem> problems() {
        return places.stream()
                .filter(Block.Unsound.class::isInstance)
                .map(unsound -> ((Block.Unsound) unsound).problem())
                .toList();
    }
}
