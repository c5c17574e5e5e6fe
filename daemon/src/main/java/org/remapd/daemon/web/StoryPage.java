package org.remapd.daemon.web;

import java.util.List;
import org.remapd.daemon.control.StoryReport;
import org.remapd.daemon.words.Fact;
import org.remapd.daemon.words.StoryLine;
import org.remapd.daemon.words.StoryWords;

/** What happened to a unit. */
record StoryPage(String title, String version, String device, String back, List<Fact> facts, List<StoryLine> lines) {

    static StoryPage of(String version, StoryReport report) {
        return new StoryPage(
                report.device() + ", " + StoryWords.heading(report),
                version,
                report.device(),
                PageAddress.to(report.device()),
                StoryWords.facts(report),
                StoryLine.of(report.story()));
    }
}
