package org.remapd.daemon.words;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.remapd.daemon.control.StatusReport;

/** How a drive's counts have changed, in words. Pure. */
public final class TrendWords {

    private TrendWords() {}

    /** Of those that have, in the order in which they were first heard. */
    public static List<Fact> of(List<StatusReport.Change> changes) {
        Map<String, List<StatusReport.Change>> each = new LinkedHashMap<>();
        changes.forEach(change ->
                each.computeIfAbsent(change.what(), what -> new ArrayList<>()).add(change));
        return each.entrySet().stream()
                .filter(count -> count.getValue().size() > 1)
                .map(count -> new Fact(count.getKey().replace('_', ' '), words(count.getValue())))
                .toList();
    }

    private static String words(List<StatusReport.Change> changes) {
        return changes.stream()
                .map(change -> change.count() + " since " + change.since().substring(0, "2026-11-29".length()))
                .collect(Collectors.joining(", "));
    }
}
