package org.remapd.daemon.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.remapd.agent.FirstScan;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.daemon.control.StatusReport;

/** Shows how far the first scan of a disk is, as a scrub's progress is shown. */
final class ScanProgress implements FirstScan.Progress {

    private final ProgressLine line;

    ScanProgress(ProgressLine line) {
        this.line = line;
    }

    @Override
    public void show(String path, ScrubProgress progress) {
        List<StatusReport.Scrub> one = List.of(new StatusReport.Scrub(
                path,
                progress.state().name().toLowerCase(Locale.ROOT),
                progress.reason().orElse(null),
                progress.started().toString(),
                progress.sectors(),
                progress.done(),
                progress.unreadable(),
                progress.unexamined(),
                progress.weak(),
                progress.rate(),
                progress.left().map(Duration::toSeconds).orElse(null),
                null,
                null,
                progress.silent().toSeconds(),
                false));
        line.show(one);
        line.endIfOver(one);
    }
}
