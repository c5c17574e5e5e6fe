package org.remapd.agent.fault;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Places of a disk of which errors were told within the last while: where errors went unseen, they were most likely near to
 * these. A bounded number of them, and a bounded reach around each. Times are nanoseconds that only grow.
 */
public final class Vicinity {

    /** As long as this after an error, another is near to it. */
    static final Duration WHILE = Duration.ofMinutes(5);

    /** So far to each side: a mebibyte. */
    static final long REACH = 2048;

    /** The newest of them: no more than 128 MiB are read. */
    static final int PLACES = 32;

    /** Of a place that is longer only so much counts. */
    private static final long LONGEST = 2 * REACH;

    private record Place(SectorRange where, long at) {}

    private final Deque<Place> places = new ArrayDeque<>();

    /** An error was told of this place. */
    public void add(SectorRange where, long now) {
        places.removeIf(place -> place.where().overlaps(where));
        if (places.size() == PLACES) {
            places.removeFirst();
        }
        places.addLast(new Place(new SectorRange(where.first(), Math.min(where.count(), LONGEST)), now));
    }

    /**
     * The places and what is around them, in order, none of it twice; they are forgotten with that.
     *
     * @param sectors of the disk
     */
    public List<SectorRange> take(long now, long sectors) {
        List<SectorRange> near = new ArrayList<>();
        long behind = 0;
        for (Place place : inOrder(now)) {
            long first = Math.max(behind, place.where().first().number() - REACH);
            long end = Math.min(sectors, place.where().end().number() + REACH);
            if (first < end) {
                near.add(SectorRange.of(first, end - first));
                behind = end;
            }
        }
        places.clear();
        return near;
    }

    private List<Place> inOrder(long now) {
        return places.stream()
                .filter(place -> now - place.at() <= WHILE.toNanos())
                .sorted(Comparator.comparing(place -> place.where().first()))
                .toList();
    }
}
