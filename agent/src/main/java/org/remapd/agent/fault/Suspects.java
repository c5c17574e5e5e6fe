package org.remapd.agent.fault;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Places that were named and not looked at yet: hints about the same place are one suspect, whose cause is the most trusted of theirs. A
 * bounded number. One thread owns it.
 */
public final class Suspects {

    /**
     * A place to be looked at.
     *
     * @param hint  the most trusted of the hints
     * @param hints how many there were
     * @param since when the last of them came in, in nanoseconds of a clock that only goes forward
     */
    public record Suspect(Observation hint, int hints, long since) {}

    private final int limit;
    private final Map<Trust, Map<SectorRange, Suspect>> waiting = new EnumMap<>(Trust.class);

    public Suspects(int limit) {
        this.limit = limit;
    }

    /** Takes one in; false if there is no room for one more place. A place that waits keeps its turn, or gets an earlier one. */
    public boolean add(Suspect more) {
        SectorRange where = more.hint.where();
        Optional<Suspect> known = at(where);
        if (known.isEmpty() && !hasRoom()) {
            return false;
        }
        Suspect suspect = known.map(before -> both(before, more)).orElse(more);
        known.filter(before -> before.hint.trust() != suspect.hint.trust()).ifPresent(this::remove);
        waiting.computeIfAbsent(suspect.hint.trust(), trust -> new LinkedHashMap<>())
                .put(where, suspect);
        return true;
    }

    private static Suspect both(Suspect before, Suspect more) {
        boolean better = more.hint.trust().compareTo(before.hint.trust()) < 0;
        return new Suspect(
                better ? more.hint : before.hint, before.hints + more.hints, Math.max(before.since, more.since));
    }

    private Optional<Suspect> at(SectorRange where) {
        return waiting.values().stream()
                .flatMap(equals -> Optional.ofNullable(equals.get(where)).stream())
                .findFirst();
    }

    private void remove(Suspect suspect) {
        waiting.getOrDefault(suspect.hint.trust(), Map.of()).remove(suspect.hint.where());
    }

    /** The most trusted, and of those the first; it waits no more. */
    public Optional<Suspect> next() {
        Optional<Suspect> first = waiting.values().stream()
                .flatMap(equals -> equals.values().stream())
                .findFirst();
        first.ifPresent(this::remove);
        return first;
    }

    public boolean hasRoom() {
        return size() < limit;
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    private int size() {
        return waiting.values().stream().mapToInt(Map::size).sum();
    }
}
