package org.remapd.agent.sensor.smart;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How a drive has come to where it is. Pure.
 *
 * @param levels  what it said last
 * @param changes of its counts, the newest last; the first of a count is what it was when it was first heard
 */
public record SmartHistory(SmartLevels levels, List<Change> changes) {

    /** Of a drive that was never heard. */
    public static final SmartHistory NONE = new SmartHistory(SmartLevels.UNKNOWN, List.of());

    /** So many changes are kept: enough for a drive's last months, and for a small file. */
    public static final int MOST = 32;

    /**
     * A count that was not what it had been.
     *
     * @param since when that was heard
     * @param count what it was then
     */
    public record Change(Instant since, SmartCount what, long count) {}

    public SmartHistory {
        changes = List.copyOf(changes);
    }

    /** With what the drive says now. */
    public SmartHistory with(Instant now, SmartLevels said) {
        // In an order that is always the same.
        Stream<Change> counts = new TreeMap<>(said.counts())
                .entrySet().stream().map(count -> new Change(now, count.getKey(), count.getValue()));
        return new SmartHistory(said, together(counts));
    }

    /** With what was heard of the drive before this. */
    public SmartHistory after(SmartHistory earlier) {
        return new SmartHistory(levels, earlier.together(changes.stream()));
    }

    /** The changes, and of these counts those that are not what they were. */
    private List<Change> together(Stream<Change> counts) {
        List<Change> all = new ArrayList<>(changes);
        Map<SmartCount, Long> last = new TreeMap<>();
        changes.forEach(change -> last.put(change.what, change.count));
        counts.filter(count -> !Objects.equals(last.put(count.what, count.count), count.count))
                .forEach(all::add);
        while (all.size() > MOST) {
            all.remove(leastMissed(all));
        }
        return all;
    }

    /** Of the count that changes most, the oldest: one that changes all the time does not drive out what happens once a year. */
    private static Change leastMissed(List<Change> changes) {
        Map<SmartCount, List<Change>> each = new TreeMap<>();
        changes.forEach(change ->
                each.computeIfAbsent(change.what(), what -> new ArrayList<>()).add(change));
        List<Change> most = List.of();
        for (List<Change> ofOne : each.values()) {
            most = ofOne.size() > most.size() ? ofOne : most;
        }
        return most.get(0);
    }
}
