package org.remapd.agent.metadata;

import java.util.List;
import java.util.Optional;

/**
 * What one copy tells of one thing that is written in turn to the places of a ring.
 *
 * @param places   what lies there, in the ring's order
 * @param newest   the version with the highest sequence that is whole
 * @param certain  whether it can be told that no newer one was there: the place behind it, where that would lie, is whole
 *     and older
 */
public record Told(List<Block.Reading> places, Optional<Block> newest, boolean certain) {

    public static Told of(List<Block.Reading> places) {
        long highest = places.stream()
                .filter(Block.Sound.class::isInstance)
                .mapToLong(sound -> ((Block.Sound) sound).block().sequence())
                .max()
                .orElse(-1);
        Optional<Block> newest = Optional.empty();
        boolean certain = false;
        for (int i = 0; i < places.size(); i++) {
            if (sequence(places, i) == highest && highest >= 0) {
                newest = Optional.of(((Block.Sound) places.get(i)).block());
                certain |= sequence(places, (i + 1) % places.size()) >= 0;
            }
        }
        return new Told(List.copyOf(places), newest, certain);
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
