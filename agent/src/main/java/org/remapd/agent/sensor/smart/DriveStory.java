package org.remapd.agent.sensor.smart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.sensor.smart.SmartReport.BadPlace;
import org.remapd.agent.sensor.smart.SmartReport.Warning;
import org.remapd.agent.sensor.smart.SmartTrend.KnownBad;
import org.remapd.agent.sensor.smart.SmartTrend.Raise;
import org.remapd.agent.sensor.smart.SmartTrend.Step;

/**
 * What a drive has said so far; hearing it again gives the next one, and what of that is news. Nothing is told twice as long as it
 * stays as it is.
 *
 * @param last its last report, maybe from before it fell asleep or silent
 * @param silence why there was none this time; empty if there was
 * @param asleep whether it slept this time
 * @param timeout what was told of a kernel that waits less long for it than it tries
 */
public record DriveStory(
        Optional<SmartReport> last, Optional<SmartReading.Unusable> silence, boolean asleep, Optional<String> timeout) {

    /** Of a drive that was not asked so far. */
    public static final DriveStory UNHEARD =
            new DriveStory(Optional.empty(), Optional.empty(), false, Optional.empty());

    private static final int WORN_OUT = 100;

    /** Something to tell a person: what follows "SMART: ". */
    public record Told(Severity severity, String words) {}

    /**
     * What is new.
     *
     * @param told alerts
     * @param places to be read, since the drive names them
     * @param asksForScan whether it has got worse at a place that nobody names
     */
    public record News(DriveStory story, List<Told> told, List<BadPlace> places, boolean asksForScan) {}

    /**
     * What there is to a new reading.
     *
     * @param left where the drive was left by an earlier daemon, to compare its first report with
     * @param mismatch what is to be said of the kernel's patience with it, if anything; see {@link SmartReport.ErrorRecovery#warning}
     * @param known what is known of the disk beside
     */
    public News hear(SmartReading reading, SmartLevels left, Optional<String> mismatch, KnownBad known) {
        if (reading instanceof SmartReading.Unusable unusable) {
            return silent(unusable);
        }
        List<Told> told = new ArrayList<>();
        silence.ifPresent(over -> told.add(new Told(Severity.NOTICE, "the drive can be asked again")));
        if (!(reading instanceof SmartReading.Report answer)) {
            return new News(new DriveStory(last, Optional.empty(), true, timeout), told, List.of(), false);
        }
        SmartReport now = answer.report();
        SmartTrend trend = last.filter(before -> before.drive().equals(now.drive()))
                .map(before -> SmartTrend.between(before, now))
                .orElseGet(() -> SmartTrend.of(now, left));
        tell(trend, now, told);
        if (timeout.isEmpty()) {
            mismatch.ifPresent(what -> told.add(new Told(Severity.WARNING, what)));
        }
        DriveStory next = new DriveStory(Optional.of(now), Optional.empty(), false, mismatch);
        return new News(next, told, trend.newPlaces(), trend.asksForScan(known));
    }

    private News silent(SmartReading.Unusable unusable) {
        boolean toldBefore = silence.filter(before -> before.reason().equals(unusable.reason()))
                .isPresent();
        List<Told> told = toldBefore
                ? List.of()
                : List.of(new Told(Severity.WARNING, "the drive cannot be asked: " + unusable.words()));
        return new News(new DriveStory(last, Optional.of(unusable), false, timeout), told, List.of(), false);
    }

    private static void tell(SmartTrend trend, SmartReport now, List<Told> told) {
        if (trend.startedFailing()) {
            told.add(new Told(Severity.CRITICAL, "the drive says that it is failing: copy what is on it"));
        }
        trend.newWarnings().stream().sorted().forEach(warning -> told.add(warning(warning)));
        trend.raises().forEach(raise -> told.add(raise(raise)));
        trend.wear().ifPresent(step -> told.add(wear(step)));
        trend.spare().ifPresent(step -> told.add(spare(step, now)));
    }

    private static Told warning(Warning warning) {
        return new Told(warning == Warning.MEDIA_READ_ONLY ? Severity.CRITICAL : Severity.WARNING, warning.words());
    }

    private static Told raise(Raise raise) {
        String what = raise.count().words() + " rose from " + raise.from() + " to " + raise.to();
        boolean cable = raise.count().what() == SmartCount.Of.THE_CABLE;
        return new Told(Severity.WARNING, cable ? what + ": look at the cable, the medium is not to blame" : what);
    }

    private static Told wear(Step step) {
        return new Told(
                step.to() < WORN_OUT ? Severity.NOTICE : Severity.WARNING,
                "what is used up of the endurance that the maker vouches for rose from " + step.from() + " to "
                        + step.to() + " %");
    }

    private static Told spare(Step step, SmartReport now) {
        Integer threshold = now.spareThresholdPercent();
        boolean low = threshold != null && step.to() <= threshold;
        String limit = threshold == null ? "" : ", and its threshold is " + threshold + " %";
        return new Told(
                low ? Severity.WARNING : Severity.NOTICE,
                "what is left of the drive's own spares fell from " + step.from() + " to " + step.to() + " %" + limit);
    }
}
