package org.remapd.agent.sensor.scrub;

import java.util.List;
import org.remapd.agent.fault.SectorRange;

/** What a scrub reads: the disk without the places that nobody is served from any more. Pure. */
public record ScrubPlan(List<SectorRange> ranges) {

    public ScrubPlan {
        ranges = List.copyOf(ranges);
    }

    /** All of {@code whole} but the places to {@code skip}. */
    public static ScrubPlan of(SectorRange whole, List<SectorRange> skip) {
        return new ScrubPlan(whole.without(skip));
    }

    public long sectors() {
        return ranges.stream().mapToLong(SectorRange::count).sum();
    }
}
