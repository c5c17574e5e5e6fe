package org.remapd.daemon.web;

import java.util.List;
import org.remapd.daemon.control.StoryReport;
import org.remapd.daemon.words.Fact;
import org.remapd.daemon.words.StoryWords;

/** What happened to a unit. */
record StoryPage(String title, String version, String device, String back, List<Fact> facts, List<Entry> entries) {

    /** One thing that was said or done. */
    record Entry(String when, String kind, String text, List<String> evidence) {}

    static StoryPage of(String version, StoryReport report) {
        return new StoryPage(
                report.device() + ", " + StoryWords.heading(report),
                version,
                report.device(),
                PageAddress.to(report.device()),
                StoryWords.facts(report),
                report.story().stream()
                        .map(entry -> new Entry(entry.when(), entry.kind(), StoryWords.of(entry), entry.evidence()))
                        .toList());
    }
}
