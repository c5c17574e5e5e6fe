package org.remapd.agent.sensor.scrub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.remapd.agent.fault.SectorRange;

/** What a scrub reads: the disk without the places that nobody is served from any more. Pure. */
public record ScrubPlan(List<SectorRange> ranges) {

    public ScrubPlan {
        ranges = List.copyOf(ranges);
    }

    /** All of {@code whole} but the places to {@code skip}. */
    public static ScrubPlan of(SectorRange whole, List<SectorRange> skip) {
        List<SectorRange> ranges = new ArrayList<>();
        long at = whole.first().number();
        List<SectorRange> sorted = skip.stream()
                .filter(whole::overlaps)
                .sorted(Comparator.comparing(SectorRange::first))
                .toList();
        for (SectorRange hole : sorted) {
            if (hole.first().number() > at) {
                ranges.add(SectorRange.of(at, hole.first().number() - at));
            }
            at = Math.max(at, hole.end().number());
        }
        if (at < whole.end().number()) {
            ranges.add(SectorRange.of(at, whole.end().number() - at));
        }
        return new ScrubPlan(ranges);
    }

    public long sectors() {
        return ranges.stream().mapToLong(SectorRange::count).sum();
    }
}
