package org.remapd.agent.sensor.scrub;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.stream.Stream;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;

/** What is still to be read, in its order: it is taken from either end, and put back if it cannot be read now. Pure; one thread at a time. */
final class Unread {

    private final Deque<SectorRange> ranges = new ArrayDeque<>();

    void addAll(Collection<SectorRange> more) {
        ranges.addAll(more);
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Of how many ranges it is. */
    int count() {
        return ranges.size();
    }

    /** Where it begins; there is something. */
    DiskSector first() {
        return ranges.getFirst().first();
    }

    /** Where it ends; there is something. */
    DiskSector end() {
        return ranges.getLast().end();
    }

    Stream<SectorRange> ranges() {
        return ranges.stream();
    }

    /** The first sectors, so many at most and all of one range. */
    SectorRange takeFirst(long count) {
        SectorRange range = ranges.removeFirst();
        if (range.count() <= count) {
            return range;
        }
        ranges.addFirst(new SectorRange(range.first().plus(count), range.count() - count));
        return new SectorRange(range.first(), count);
    }

    /** The last sectors, so many at most and all of one range. */
    SectorRange takeLast(long count) {
        SectorRange range = ranges.removeLast();
        if (range.count() <= count) {
            return range;
        }
        ranges.addLast(new SectorRange(range.first(), range.count() - count));
        return new SectorRange(range.first().plus(range.count() - count), count);
    }

    void addFirst(SectorRange range) {
        ranges.addFirst(range);
    }

    void addLast(SectorRange range) {
        ranges.addLast(range);
    }
}
