package org.remapd.agent.fault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A run of {@code count} sectors of an underlying disk, beginning with {@code first}. Never empty.
 */
public record SectorRange(DiskSector first, long count) {

    public SectorRange {
        if (count < 1) {
            throw new IllegalArgumentException("a range of " + count + " sectors is empty");
        }
        Math.addExact(first.number(), count);
    }

    public static SectorRange of(long first, long count) {
        return new SectorRange(new DiskSector(first), count);
    }

    /** The first sector behind the range. */
    public DiskSector end() {
        return first.plus(count);
    }

    public boolean contains(DiskSector sector) {
        return sector.compareTo(first) >= 0 && sector.compareTo(end()) < 0;
    }

    /** Whether all of the other lies in it. */
    public boolean contains(SectorRange other) {
        return contains(other.first()) && other.end().compareTo(end()) <= 0;
    }

    /** Whether the two share at least one sector. */
    public boolean overlaps(SectorRange other) {
        return first.compareTo(other.end()) < 0 && other.first.compareTo(end()) < 0;
    }

    /** The sectors that are in both. */
    public Optional<SectorRange> intersection(SectorRange other) {
        long from = Math.max(first.number(), other.first.number());
        long end = Math.min(end().number(), other.end().number());
        return from < end ? Optional.of(of(from, end - from)) : Optional.empty();
    }

    /** What is left of it without {@code holes}, in order. */
    public List<SectorRange> without(Collection<SectorRange> holes) {
        List<SectorRange> left = new ArrayList<>();
        long at = first.number();
        for (SectorRange hole : sorted(holes)) {
            if (overlaps(hole)) {
                if (hole.first.number() > at) {
                    left.add(of(at, hole.first.number() - at));
                }
                at = Math.max(at, hole.end().number());
            }
        }
        if (at < end().number()) {
            left.add(of(at, end().number() - at));
        }
        return left;
    }

    /** The same sectors in as few ranges as it takes, in order. */
    public static List<SectorRange> merged(Collection<SectorRange> ranges) {
        List<SectorRange> merged = new ArrayList<>();
        for (SectorRange range : sorted(ranges)) {
            int last = merged.size() - 1;
            if (last >= 0 && range.first.compareTo(merged.get(last).end()) <= 0) {
                long from = merged.get(last).first.number();
                long end = Math.max(merged.get(last).end().number(), range.end().number());
                merged.set(last, of(from, end - from));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    /** By their first sectors. */
    public static List<SectorRange> sorted(Collection<SectorRange> ranges) {
        return ranges.stream().sorted(Comparator.comparing(SectorRange::first)).toList();
    }

    /** In the form {@code 2400+8} that the command line takes. */
    @Override
    public String toString() {
        return first + "+" + count;
    }
}
