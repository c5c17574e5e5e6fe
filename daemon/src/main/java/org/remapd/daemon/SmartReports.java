package org.remapd.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.smart.DriveStory;
import org.remapd.agent.sensor.smart.SmartCount;
import org.remapd.agent.sensor.smart.SmartHistory;
import org.remapd.agent.sensor.smart.SmartReading;
import org.remapd.agent.sensor.smart.SmartReport;
import org.remapd.agent.sensor.smart.SmartReport.Warning;
import org.remapd.daemon.control.StatusReport;

/** From what a drive has said of itself to what is reported of it. */
final class SmartReports {

    private static final String PASSED = "passed";
    private static final String FAILING = "failing";

    private SmartReports() {}

    /** The last of a drive's story, with the time of its last report, if there is one. */
    static StatusReport.Smart of(DriveStory story, Instant reported, SmartHistory history) {
        return new StatusReport.Smart(
                state(story),
                story.silence()
                        .map(SmartReading.Unusable::words)
                        .or(() -> story.last().map(SmartReports::words))
                        .orElse(null),
                story.timeout().orElse(null),
                story.last().map(report -> health(report, reported, history)).orElse(null));
    }

    private static String state(DriveStory story) {
        if (story.asleep()) {
            return "asleep";
        }
        Boolean passed = story.silence().isPresent()
                ? null
                : story.last().map(SmartReport::passed).orElse(null);
        return passed == null ? "unknown" : passed ? PASSED : FAILING;
    }

    /** Whether the drive says anything of its health. */
    static boolean isKnown(StatusReport.Smart smart) {
        return isFailing(smart) || smart.state().equals(PASSED);
    }

    /** Whether the drive predicts its own failure. */
    static boolean isFailing(StatusReport.Smart smart) {
        return smart.state().equals(FAILING);
    }

    private static @Nullable String words(SmartReport report) {
        List<String> words = new ArrayList<>();
        counts(report).forEach((count, number) -> {
            if (number > 0) {
                words.add(count.words() + " " + number);
            }
        });
        if (report.wearPercent() != null && report.wearPercent() > 0) {
            words.add(report.wearPercent() + " % worn");
        }
        warnings(report).forEach(words::add);
        return words.isEmpty() ? null : String.join(", ", words);
    }

    private static StatusReport.Health health(SmartReport report, Instant reported, SmartHistory history) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts(report).forEach((count, number) -> counts.put(count.label(), number));
        return new StatusReport.Health(
                reported.toString(),
                counts,
                report.wearPercent(),
                report.sparePercent(),
                report.spareThresholdPercent(),
                report.celsius(),
                report.powerOnHours(),
                warnings(report),
                history.changes().stream().map(SmartReports::change).toList());
    }

    private static StatusReport.Change change(SmartHistory.Change change) {
        return new StatusReport.Change(change.since().toString(), change.what().label(), change.count());
    }

    private static Map<SmartCount, Long> counts(SmartReport report) {
        Map<SmartCount, Long> counts = new LinkedHashMap<>();
        for (SmartCount count : SmartCount.values()) {
            Long number = report.counts().get(count);
            if (number != null) {
                counts.put(count, number);
            }
        }
        return counts;
    }

    private static List<String> warnings(SmartReport report) {
        return report.warnings().stream().sorted().map(Warning::words).toList();
    }
}
