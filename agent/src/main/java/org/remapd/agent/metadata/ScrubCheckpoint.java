package org.remapd.agent.metadata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;

/**
 * From where a scrub that was interrupted goes on. Pure.
 *
 * @param position what lies in front of it has been read, but for {@code behind}
 * @param behind   what lies in front of it and is still to be read: in order, apart from each other, at most {@value #ROOM}
 */
public record ScrubCheckpoint(DiskSector position, List<SectorRange> behind) {

    /** Ranges that are kept. */
    public static final int ROOM = 128;

    /** Nothing has been read. */
    public static final ScrubCheckpoint START = new ScrubCheckpoint(new DiskSector(0), List.of());

    public ScrubCheckpoint {
        behind = List.copyOf(behind);
        if (behind.size() > ROOM) {
            throw new IllegalArgumentException(behind.size() + " ranges are too many; at most " + ROOM);
        }
    }

    /** With these ranges left behind, in any order; if there is no room for all, some of what lies between them will be read again. */
    public static ScrubCheckpoint of(DiskSector position, Collection<SectorRange> behind) {
        return new ScrubCheckpoint(position, joined(SectorRange.merged(behind)));
    }

    /** Whether all of a range that lies on one side of the position has been read. */
    public boolean isRead(SectorRange range) {
        return range.end().compareTo(position) <= 0 && behind.stream().noneMatch(range::overlaps);
    }

    /** As if these ranges in front of the position had not been read. */
    public ScrubCheckpoint butFor(Collection<SectorRange> unread) {
        List<SectorRange> all = new ArrayList<>(behind);
        all.addAll(unread);
        return of(position, all);
    }

    /** Ranges in order, of which those that are nearest to each other are made one until there is room for all. */
    private static List<SectorRange> joined(List<SectorRange> ranges) {
        if (ranges.size() <= ROOM) {
            return ranges;
        }
        long[] gaps = IntStream.range(1, ranges.size())
                .mapToLong(i -> gap(ranges, i))
                .sorted()
                .toArray();
        long narrowest = gaps[gaps.length - (ROOM - 1)];
        long roomForNarrowest =
                ROOM - 1 - Arrays.stream(gaps).filter(gap -> gap > narrowest).count();
        List<SectorRange> joined = new ArrayList<>(List.of(ranges.get(0)));
        for (int i = 1; i < ranges.size(); i++) {
            long gap = gap(ranges, i);
            boolean kept = gap > narrowest || (gap == narrowest && roomForNarrowest-- > 0);
            SectorRange before = kept ? ranges.get(i) : joined.remove(joined.size() - 1);
            long first = before.first().number();
            joined.add(SectorRange.of(first, ranges.get(i).end().number() - first));
        }
        return joined;
    }

    /** Sectors between a range and the one before. */
    private static long gap(List<SectorRange> ranges, int i) {
        return ranges.get(i).first().number() - ranges.get(i - 1).end().number();
    }
}
