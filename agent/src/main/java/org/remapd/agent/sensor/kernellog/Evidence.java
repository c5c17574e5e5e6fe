package org.remapd.agent.sensor.kernellog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The lines that tell of one error, not more than can be shown: of many the first and the last. */
final class Evidence {

    static final int MOST = 24;
    private static final int LONGEST = 1_000;

    private record Entry(long number, String line) {}

    private final List<Entry> entries = new ArrayList<>();

    void add(long number, String line) {
        if (entries.size() < MOST) {
            entries.add(new Entry(number, line.length() <= LONGEST ? line : line.substring(0, LONGEST)));
        }
    }

    void add(Evidence other) {
        entries.addAll(other.entries);
    }

    List<String> lines() {
        List<String> all = entries.stream()
                .sorted(Comparator.comparingLong(Entry::number))
                .map(Entry::line)
                .toList();
        if (all.size() <= MOST) {
            return all;
        }
        List<String> some = new ArrayList<>(all.subList(0, MOST / 2));
        some.addAll(all.subList(all.size() - MOST / 2, all.size()));
        return some;
    }
}
