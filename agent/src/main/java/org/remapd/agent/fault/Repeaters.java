package org.remapd.agent.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Units that were said to be bad, and read when we looked: how often that was, and those of which it was too often, which are read harder
 * for a while. All of it bounded; the units longest not heard of are forgotten first. One thread owns it.
 */
public final class Repeaters {

    /** So many occasions within {@link #SPAN} are too many. */
    public static final int TOO_OFTEN = 3;

    public static final Duration SPAN = Duration.ofDays(7);

    /** One error is told of by many, and tried again for minutes: what comes sooner is of the same occasion. */
    static final Duration APART = Duration.ofMinutes(10);

    /** Looks at a unit that is read harder. */
    public static final int LOOKS = 16;

    /** A weak cell, or a head that floats badly, may need its time to fail. */
    static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    static final int UNITS = 1000;
    static final int WATCHED = 64;

    /**
     * A unit that is read harder.
     *
     * @param where   what is read: what the hint named
     * @param looks   how often that was done
     * @param next    when it is time to do it again
     * @param slowest of the looks
     */
    public record Watch(MappedSector unit, SectorRange where, Cause cause, int looks, Instant next, Duration slowest) {

        /** Whether there was the last of its looks. */
        public boolean isOver() {
            return looks >= LOOKS;
        }
    }

    private final Map<MappedSector, List<Instant>> occasions = bounded(UNITS);
    private final Map<MappedSector, Watch> watched = bounded(WATCHED);

    private static <V> Map<MappedSector, V> bounded(int limit) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<MappedSector, V> eldest) {
                return size() > limit;
            }
        };
    }

    /** A unit reads that was said to be bad: on how many occasions, this one among them; 0 if it is of the last. */
    public int readsNow(MappedSector unit, Instant when) {
        List<Instant> before = occasions.getOrDefault(unit, List.of()).stream()
                .filter(occasion -> Duration.between(occasion, when).compareTo(SPAN) <= 0)
                .toList();
        if (before.stream()
                .anyMatch(occasion -> Duration.between(occasion, when).abs().compareTo(APART) < 0)) {
            return 0;
        }
        List<Instant> all = new ArrayList<>(before);
        all.add(when);
        occasions.remove(unit);
        occasions.put(unit, all);
        return all.size();
    }

    /** It is on record that the unit was said to be bad again and again, in the time of an earlier daemon: once more is too often. */
    public void onRecord(MappedSector unit, Instant when) {
        occasions.put(unit, Collections.nCopies(TOO_OFTEN - 1, when));
    }

    /** From now on the unit is read harder, and what was said of it before is forgotten for that. */
    public void watch(MappedSector unit, SectorRange where, Cause cause, Instant now) {
        occasions.remove(unit);
        watched.putIfAbsent(unit, new Watch(unit, where, cause, 0, now, Duration.ZERO));
    }

    /** One that it is time to look at. */
    public Optional<Watch> due(Instant now) {
        return watched.values().stream()
                .filter(watch -> !watch.next.isAfter(now))
                .findFirst();
    }

    /** It was looked at, and read; it is watched no more if that was the last of the looks. */
    public Watch looked(Watch watch, Duration took, Instant now) {
        Duration slowest = took.compareTo(watch.slowest) > 0 ? took : watch.slowest;
        Watch after =
                new Watch(watch.unit, watch.where, watch.cause, watch.looks + 1, now.plus(BETWEEN_LOOKS), slowest);
        if (after.isOver()) {
            end(watch.unit);
        } else {
            watched.put(watch.unit, after);
        }
        return after;
    }

    /** It is watched no more. */
    public void end(MappedSector unit) {
        watched.remove(unit);
    }
}
