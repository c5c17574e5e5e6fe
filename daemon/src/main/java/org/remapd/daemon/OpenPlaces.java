package org.remapd.daemon;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;

/**
 * Places of a disk that were known to be bad before it is read. What a scrub finds bad is struck off: the others, where it came by, read. As large as
 * what was known, however much more is bad. Any thread.
 */
final class OpenPlaces {

    private final ConcurrentNavigableMap<DiskSector, SectorRange> places = new ConcurrentSkipListMap<>();

    /** Of such as do not overlap. */
    OpenPlaces(Collection<SectorRange> known) {
        known.forEach(place -> places.put(place.first(), place));
    }

    /** Strikes off those that share sectors with it. */
    void bad(SectorRange where) {
        Map.Entry<DiskSector, SectorRange> before = places.lowerEntry(where.first());
        if (before != null && before.getValue().overlaps(where)) {
            places.remove(before.getKey());
        }
        places.subMap(where.first(), where.end()).clear();
    }

    /** Those that are not struck off, in their order. */
    List<SectorRange> others() {
        return List.copyOf(places.values());
    }
}
