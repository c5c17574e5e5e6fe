package org.remapd.agent.metadata;

import java.util.function.IntToLongFunction;

/**
 * Which spare a unit has: a hash table of spare numbers, eight bytes a mapping at most, since there may be millions. The unit
 * that a spare has is asked of whoever knows it.
 */
final class UnitIndex {

    private static final int NONE = -1;

    private final IntToLongFunction unitOfSpare;
    /** Spare and one, 0 for an empty place; a power of two of them, at most half of them taken. */
    private int[] places = new int[16];

    private int size;

    UnitIndex(IntToLongFunction unitOfSpare) {
        this.unitOfSpare = unitOfSpare;
    }

    int size() {
        return size;
    }

    /** The spare of a unit, or -1. */
    int get(long unit) {
        int found = places[find(unit)];
        return found == 0 ? NONE : found - 1;
    }

    /** Enters the unit that this spare has, in place of what was known of it. */
    void put(int spare) {
        if (2 * (size + 1) > places.length) {
            grow();
        }
        int at = find(unitOfSpare.applyAsLong(spare));
        if (places[at] == 0) {
            size++;
        }
        places[at] = spare + 1;
    }

    /** Forgets a unit; the spare that it had must still be known to have it. */
    void remove(long unit) {
        int gap = find(unit);
        if (places[gap] == 0) {
            return;
        }
        size--;
        // Whoever was put further on because of it moves up, so that no search stops short.
        int last = places.length - 1;
        for (int at = (gap + 1) & last; places[at] != 0; at = (at + 1) & last) {
            int home = home(unitOfSpare.applyAsLong(places[at] - 1));
            if (((at - home) & last) >= ((at - gap) & last)) {
                places[gap] = places[at];
                gap = at;
            }
        }
        places[gap] = 0;
    }

    private int find(long unit) {
        int at = home(unit);
        while (places[at] != 0 && unitOfSpare.applyAsLong(places[at] - 1) != unit) {
            at = (at + 1) & (places.length - 1);
        }
        return at;
    }

    private int home(long unit) {
        // Fibonacci hashing: neighbours end up far apart.
        return (int) ((unit * 0x9E37_79B9_7F4A_7C15L) >>> (64 - Integer.numberOfTrailingZeros(places.length)));
    }

    private void grow() {
        int[] old = places;
        places = new int[2 * old.length];
        for (int entry : old) {
            if (entry != 0) {
                places[find(unitOfSpare.applyAsLong(entry - 1))] = entry;
            }
        }
    }
}
