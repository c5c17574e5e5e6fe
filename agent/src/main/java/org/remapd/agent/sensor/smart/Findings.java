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

    /** A logical block that is bad; of several sources that name it the most trusted counts. */
    void bad(@Nullable Long block, Source source) {
        if (block == null || block >= blocks || places.size() >= MOST_PLACES) {
            return;
        }
        DiskSector first = new DiskSector(block * sectorsPerBlock);
        BadPlace place = new BadPlace(new SectorRange(first, sectorsPerBlock), source);
        places.merge(first, place, (one, other) -> one.source().compareTo(other.source()) <= 0 ? one : other);
    }

    /** By trust, then by place. */
    List<BadPlace> places() {
        List<BadPlace> sorted = new ArrayList<>(places.values());
        sorted.sort(Comparator.comparing(BadPlace::source));
        return sorted;
    }
}
