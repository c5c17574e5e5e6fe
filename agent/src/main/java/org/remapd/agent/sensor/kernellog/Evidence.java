package org.remapd.agent.sensor.kernellog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The lines that tell of one error, not more than can be shown. */
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
        return entries.stream()
                .sorted(Comparator.comparingLong(Entry::number))
                .map(Entry::line)
                .limit(MOST)
                .toList();
    }
}
