package org.remapd.agent.sensor.smart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.sensor.smart.SmartReport.BadPlace;
import org.remapd.agent.sensor.smart.SmartReport.Source;
import org.remapd.agent.sensor.smart.SmartReport.Warning;

/** What is being gathered from the logs of one drive, whose logical blocks have {@code sectorsPerBlock} sectors. */
final class Findings {

    private static final int MOST_PLACES = 1 << 16;

    final Map<SmartCount, Long> counts = new EnumMap<>(SmartCount.class);
    final Set<Warning> warnings = EnumSet.noneOf(Warning.class);
    private final Map<DiskSector, BadPlace> places = new TreeMap<>();
    private final int sectorsPerBlock;
    private final long blocks;

    /**
     * Nothing gathered yet.
     *
     * @param sectors the drive's capacity, if it says; places beyond are nobody's
     */
    Findings(int sectorsPerBlock, @Nullable Long sectors) {
        this.sectorsPerBlock = sectorsPerBlock;
        this.blocks = (sectors == null ? Long.MAX_VALUE : sectors) / sectorsPerBlock;
    }

    /** Logs are asked for a count in the order in which they are trusted. */
    void count(SmartCount what, @Nullable Long number) {
        if (number != null) {
            counts.putIfAbsent(what, number);
        }
    }

    void warnIf(boolean warned, Warning warning) {
        if (warned) {
            warnings.add(warning);
        }
    }

    /**
     * A logical block that is bad; of several sources that name it the most trusted counts, and of several entries of one source the
     * first that is gathered. Whether there is such a block.
     *
     * @param entry see {@link BadPlace}
     */
    boolean bad(@Nullable Long block, Source source, @Nullable Long entry) {
        return block != null && bad(block, block, source, entry);
    }

    /** The same of all blocks from the first to the last that there is. */
    boolean bad(long first, long last, Source source, @Nullable Long entry) {
        long end = Math.min(last, blocks - 1);
        if (first > end || places.size() >= MOST_PLACES) {
            return false;
        }
        DiskSector begin = new DiskSector(first * sectorsPerBlock);
        SectorRange where = new SectorRange(begin, (end - first + 1) * sectorsPerBlock);
        BadPlace place = new BadPlace(where, source, entry == null ? 0 : entry);
        places.merge(begin, place, (one, other) -> one.source().compareTo(other.source()) <= 0 ? one : other);
        return true;
    }

    /** Whether a source has named a place. */
    boolean has(Source source) {
        return places.values().stream().anyMatch(place -> place.source() == source);
    }

    /** By trust, then by place. */
    List<BadPlace> places() {
        List<BadPlace> sorted = new ArrayList<>(places.values());
        sorted.sort(Comparator.comparing(BadPlace::source));
        return sorted;
    }
}
