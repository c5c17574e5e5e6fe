package org.remapd.agent.sensor.smart;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.sensor.smart.SmartReport.BadPlace;
import org.remapd.agent.sensor.smart.SmartReport.Warning;

/**
 * What has got worse from one report of a drive to a later one. Levels are no news: some drives never lower a count again,
 * and an old disk may carry its numbers for years.
 *
 * @param raises counts that rose
 * @param newPlaces places that were not named before
 * @param newWarnings warnings that were not given before
 * @param startedFailing whether the drive now calls itself failing, and did not
 */
public record SmartTrend(
        List<Raise> raises, List<BadPlace> newPlaces, Set<Warning> newWarnings, boolean startedFailing) {

    private static final SmartTrend NONE = new SmartTrend(List.of(), List.of(), Set.of(), false);

    public SmartTrend {
        raises = List.copyOf(raises);
        newPlaces = List.copyOf(newPlaces);
        newWarnings = Set.copyOf(newWarnings);
    }

    /** A count that rose. */
    public record Raise(SmartCount count, long from, long to) {}

    /** Of two reports of different drives, nothing. */
    public static SmartTrend between(SmartReport earlier, SmartReport later) {
        boolean sameDrive =
                Objects.equals(earlier.serial(), later.serial()) && Objects.equals(earlier.model(), later.model());
        if (!sameDrive) {
            return NONE;
        }
        Set<Warning> warnings = new HashSet<>(later.warnings());
        warnings.removeAll(earlier.warnings());
        boolean startedFailing = Boolean.FALSE.equals(later.passed()) && !Boolean.FALSE.equals(earlier.passed());
        return new SmartTrend(raises(earlier, later), newPlaces(earlier, later), warnings, startedFailing);
    }

    /** Whether the medium got worse at a place that no log names: it has to be looked for. */
    public boolean asksForScan() {
        return newPlaces.isEmpty()
                && raises.stream().anyMatch(raise -> raise.count().isOfMedium());
    }

    /** A count that was not given before may have risen long ago. */
    private static List<Raise> raises(SmartReport earlier, SmartReport later) {
        List<Raise> raises = new ArrayList<>();
        for (SmartCount count : SmartCount.values()) {
            Long from = earlier.counts().get(count);
            Long to = later.counts().get(count);
            if (from != null && to != null && to > from) {
                raises.add(new Raise(count, from, to));
            }
        }
        return raises;
    }

    private static List<BadPlace> newPlaces(SmartReport earlier, SmartReport later) {
        Set<SectorRange> known = new HashSet<>();
        earlier.badPlaces().forEach(place -> known.add(place.where()));
        return later.badPlaces().stream()
                .filter(place -> !known.contains(place.where()))
                .toList();
    }
}
