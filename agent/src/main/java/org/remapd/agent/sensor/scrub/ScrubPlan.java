package org.remapd.agent.sensor.scrub;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;

/** What a scrub reads, in order: the disk without the places that nobody is served from any more. Pure. */
public record ScrubPlan(List<SectorRange> ranges) {

    public ScrubPlan {
        ranges = List.copyOf(ranges);
    }

    /** All of {@code whole} but the places to {@code skip}. */
    public static ScrubPlan of(SectorRange whole, List<SectorRange> skip) {
        return new ScrubPlan(whole.without(skip));
    }

    /** These places, in order and each once, but for those to {@code skip}. */
    public static ScrubPlan of(Collection<SectorRange> wanted, List<SectorRange> skip) {
        return new ScrubPlan(SectorRange.merged(wanted).stream()
                .flatMap(range -> range.without(skip).stream())
                .toList());
    }

    public long sectors() {
        return ranges.stream().mapToLong(SectorRange::count).sum();
    }

    /** Behind all of it. */
    DiskSector end() {
        return ranges.isEmpty()
                ? new DiskSector(0)
                : ranges.get(ranges.size() - 1).end();
    }

    /** Whether all of it lies in front of a place. */
    public boolean hasNothingFrom(DiskSector position) {
        return position.compareTo(end()) >= 0;
    }

    /** What of it does not lie in front of a place. */
    List<SectorRange> from(DiskSector position) {
        return ranges.stream()
                .filter(range -> range.end().compareTo(position) > 0)
                .map(range -> range.contains(position)
                        ? new SectorRange(position, range.end().number() - position.number())
                        : range)
                .toList();
    }

    /** What of it lies within these. */
    List<SectorRange> within(Collection<SectorRange> places) {
        return places.stream()
                .flatMap(place -> ranges.stream().map(place::intersection))
                .flatMap(Optional::stream)
                .toList();
    }
}
