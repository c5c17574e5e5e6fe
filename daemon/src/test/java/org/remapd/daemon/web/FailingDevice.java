package org.remapd.daemon.web;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.StoryReport;
import org.remapd.daemon.control.SurfaceReport;

/** A daemon with one device, {@code data}, or none at all. */
final class FailingDevice implements Source {

    private static final int CELLS = 100;

    boolean daemonIsThere = true;

    @Override
    public StatusReport status() throws IOException {
        return ifThere(Reports.of(
                Reports.failing("data"),
                Reports.missing("other#1", "/dev/disk/by-id/ata-LAB_S1: No such file or directory")));
    }

    /** A cell has 1,311 sectors: the fault lies in the fourth; the disk's last cells hold spares. */
    @Override
    public Optional<SurfaceReport> surface(String device) throws IOException {
        return ifThere(Optional.of(new SurfaceReport(
                device,
                "/dev/sdb",
                131_072,
                1311L,
                "2026-11-21T10:00:00Z",
                true,
                IntStream.range(0, CELLS).mapToObj(FailingDevice::cell).toList())));
    }

    private static SurfaceReport.Cell cell(int n) {
        boolean read = n < CELLS / 2;
        return new SurfaceReport.Cell(
                n * 1311L,
                1311,
                n < CELLS - 4 ? n * 1311L + "+1311" : null,
                read ? 1311 : 0,
                read ? n == 7 ? 90.0 : 5.0 : null,
                read ? 5.5 : null,
                false,
                n == 9,
                n == 5 ? 2 : 0,
                false);
    }

    @Override
    public Optional<StoryReport> story(String device, long sector) throws IOException {
        return ifThere(
                sector < 126_976
                        ? Optional.of(
                                new StoryReport(
                                        device,
                                        sector,
                                        sector / 8 * 8,
                                        8,
                                        new StoryReport.Place("/dev/sdb", sector / 8 * 8 + 2048, 8),
                                        null,
                                        List.of(2401L),
                                        null,
                                        List.of(
                                                new StoryReport.Entry(
                                                        "2026-11-21T09:00:00Z",
                                                        "hint",
                                                        "the kernel <b>says</b> so",
                                                        null,
                                                        "kernel-log",
                                                        null,
                                                        4448L,
                                                        8L,
                                                        List.of(),
                                                        List.of(
                                                                "I/O error, dev sdb, sector 4448 <script>alert(1)</script>\u001b[31m")))))
                        : Optional.empty());
    }

    private <T> T ifThere(T answer) throws IOException {
        if (!daemonIsThere) {
            throw new IOException("the daemon is not running");
        }
        return answer;
    }
}
