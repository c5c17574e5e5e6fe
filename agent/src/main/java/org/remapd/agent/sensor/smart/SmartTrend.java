package org.remapd.agent.sensor.smart;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.smart.SmartReport.BadPlace;
import org.remapd.agent.sensor.smart.SmartReport.Warning;

/**
 * What has got worse from one report of a drive to a later one. Levels are no news: some drives never lower a count again,
 * and an old disk may carry its numbers for years.
 *
 * @param raises counts that rose
 * @param wear what is used up of its endurance, in percent, if that rose
 * @param spare what is left of its own spares, in percent, if that fell
 * @param newPlaces places that were not named before, or are named again by a later entry of a log
 * @param allNamed whether the drive names all places that it counts as pending, and which are new is known
 * @param newWarnings warnings that were not given before
 * @param startedFailing whether the drive now calls itself failing, and did not
 */
public record SmartTrend(
        List<Raise> raises,
        Optional<Step> wear,
        Optional<Step> spare,
        List<BadPlace> newPlaces,
        boolean allNamed,
        Set<Warning> newWarnings,
        boolean startedFailing) {

    public SmartTrend {
        raises = List.copyOf(raises);
        newPlaces = List.copyOf(newPlaces);
        newWarnings = Set.copyOf(newWarnings);
    }

    /** A count that rose. */
    public record Raise(SmartCount count, long from, long to) {

        /** Whether bad places that are known do not account for it. */
        private boolean unexplained(KnownBad known) {
            return switch (count.what()) {
                case PLACES -> to - from > known.sectors;
                case FAILURES -> !known.any;
                case THE_CABLE -> false;
            };
        }
    }

    /** A percentage that went from one to another. */
    public record Step(int from, int to) {}

    /**
     * What is known of the disk beside what it says: rewriting a sector in place makes a drive count it as reallocated, and each read of
     * one that cannot be healed as an error.
     *
     * @param sectors how many were found bad since the earlier report
     * @param any whether any were, or were before and may still be
     */
    public record KnownBad(long sectors, boolean any) {

        public static final KnownBad NOTHING = new KnownBad(0, false);
    }

    /**
     * Of the first report of a drive: what it names and warns of, but not what it has counted in its life.
     *
     * @param left where it was left by whoever heard it before. Which places were named then is not known, so none accounts for
     *     what rose since
     */
    static SmartTrend of(SmartReport first, SmartLevels left) {
        SmartLevels now = first.levels();
        return new SmartTrend(
                raises(left, now),
                wear(left, now),
                spare(left, now),
                first.badPlaces(),
                false,
                first.warnings(),
                Boolean.FALSE.equals(first.passed()));
    }

    /** Of two reports of the same drive. */
    public static SmartTrend between(SmartReport earlier, SmartReport later) {
        SmartLevels before = earlier.levels();
        SmartLevels now = later.levels();
        Set<Warning> warnings = new HashSet<>(later.warnings());
        warnings.removeAll(earlier.warnings());
        boolean startedFailing = Boolean.FALSE.equals(later.passed()) && !Boolean.FALSE.equals(earlier.passed());
        return new SmartTrend(
                raises(before, now),
                wear(before, now),
                spare(before, now),
                newPlaces(earlier, later),
                !later.warnings().contains(Warning.DEFECTS_NOT_ALL_NAMED),
                warnings,
                startedFailing);
    }

    /** Whether the medium got worse at a place that nobody names: it has to be looked for. */
    public boolean asksForScan(KnownBad known) {
        boolean named =
                allNamed && newPlaces.stream().anyMatch(place -> place.source().isOfMedium());
        return !named && raises.stream().anyMatch(raise -> raise.unexplained(known));
    }

    /** A count that was not given before may have risen long ago. */
    private static List<Raise> raises(SmartLevels earlier, SmartLevels later) {
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

    private static Optional<Step> wear(SmartLevels earlier, SmartLevels later) {
        return step(earlier.wearPercent(), later.wearPercent()).filter(step -> step.to > step.from);
    }

    private static Optional<Step> spare(SmartLevels earlier, SmartLevels later) {
        return step(earlier.sparePercent(), later.sparePercent()).filter(step -> step.to < step.from);
    }

    private static Optional<Step> step(@Nullable Integer from, @Nullable Integer to) {
        return from == null || to == null ? Optional.empty() : Optional.of(new Step(from, to));
    }

    private static List<BadPlace> newPlaces(SmartReport earlier, SmartReport later) {
        Set<BadPlace> known = new HashSet<>(earlier.badPlaces());
        return later.badPlaces().stream()
                .filter(place -> !known.contains(place))
                .toList();
    }
}
