package org.remapd.daemon.web;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.words.Amount;
import org.remapd.daemon.words.ScrubWords;

/** All devices, a line each: first those that somebody should look at. */
record OverviewPage(String title, String version, List<Row> devices, boolean none) {

    /**
     * A device.
     *
     * @param spares none or one
     */
    record Row(
            String name,
            String link,
            Health health,
            String disk,
            List<Spares> spares,
            String scrub,
            String faults,
            String lost) {}

    /** @param low fewer than that are few */
    record Spares(int free, int total, int low) {

        private static final int FEW_PERCENT = 10;

        static Spares of(StatusReport.Spares spares) {
            return new Spares(spares.free(), spares.total(), spares.total() * FEW_PERCENT / 100);
        }
    }

    static OverviewPage of(StatusReport report) {
        List<Row> rows = report.devices().stream()
                .sorted(Comparator.comparing((StatusReport.Device device) -> !device.attention())
                        .thenComparing(StatusReport.Device::name))
                .map(OverviewPage::row)
                .toList();
        long attention =
                report.devices().stream().filter(StatusReport.Device::attention).count();
        return new OverviewPage(title(attention, rows.size()), report.version(), rows, rows.isEmpty());
    }

    private static String title(long attention, int all) {
        String devices = all == 1 ? "1 device" : all + " devices";
        if (attention > 0) {
            return attention + " of " + devices + (attention == 1 ? " needs attention" : " need attention");
        }
        return switch (all) {
            case 0 -> "no device";
            case 1 -> devices + ", ok";
            default -> devices + ", all ok";
        };
    }

    private static Row row(StatusReport.Device device) {
        StatusReport.Disk disk = device.disk();
        boolean watched = device.state().equals("watched");
        return new Row(
                device.name(),
                PageAddress.to(device.name()),
                Health.of(device),
                disk == null
                        ? device.reason() == null ? "" : device.reason()
                        : disk.path() + ", " + Amount.size(disk.sectors()),
                Stream.ofNullable(device.spares()).map(Spares::of).toList(),
                scrub(device),
                watched ? device.openFaults() + " open, " + device.faults().size() + " in all" : "",
                watched ? lost(device) : "");
    }

    private static String scrub(StatusReport.Device device) {
        StatusReport.Scrub scrub = device.scrub();
        if (scrub != null && ScrubWords.isUnderWay(scrub)) {
            return scrub.state() + ", " + ScrubWords.percent(scrub);
        }
        StatusReport.LastScrub last = device.lastScrub();
        return last == null ? "" : "last " + Amount.moment(last.ended());
    }

    private static String lost(StatusReport.Device device) {
        long sectors = device.lostSectors();
        return sectors == 0 ? "nothing" : Amount.sectors(sectors);
    }
}
