package org.remapd.daemon.web;

import java.util.List;
import java.util.Map;
import org.remapd.daemon.control.StatusReport;

/** States of devices to tell of. */
final class Reports {

    private Reports() {}

    static StatusReport of(StatusReport.Device... devices) {
        return new StatusReport("0.1.0", "2026-11-21T08:00:00Z", true, List.of(devices));
    }

    /** One that is not there. */
    static StatusReport.Device missing(String name) {
        return missing(name, "its disk is not there");
    }

    static StatusReport.Device missing(String name, String why) {
        return new StatusReport.Device(
                name, "missing", why, true, null, null, null, null, null, null, null, null, List.of(), List.of(), null,
                null, null, List.of(), null, null, List.of());
    }

    /** One of which all is known, in the middle of a scrub. */
    static StatusReport.Device failing(String name) {
        return new StatusReport.Device(
                name,
                "watched",
                null,
                true,
                "12345678-9abc-4def-8123-456789abcdef",
                new StatusReport.Disk("/dev/sdb", "LAB \"disk\"\n\u001b[2J", "S\\1", 131_072, 2048),
                126_976L,
                8,
                new StatusReport.Spares(100, 3, 1, 96, List.of(), new StatusReport.Runway(2880, 1100, 9000, 3, 90)),
                new StatusReport.Metadata(2, 1, null),
                new StatusReport.Breaker(false, null, null, null),
                new StatusReport.Io(10, 80, 5, 40, 2, 1),
                List.of(
                        new StatusReport.Fault(
                                2400,
                                4448,
                                8,
                                "poisoned",
                                "it could not be read",
                                "the scrub read it",
                                1,
                                List.of(2401L, 2402L),
                                "2026-11-21T09:00:00Z"),
                        new StatusReport.Fault(
                                800,
                                2848,
                                8,
                                "remapped",
                                "-",
                                "the kernel's log",
                                2,
                                List.of(),
                                "2026-11-21T09:30:00Z")),
                List.of(),
                new StatusReport.Totals(7, 0, 1, 2),
                new StatusReport.Scrub(
                        name,
                        "running",
                        null,
                        "2026-11-21T10:00:00Z",
                        131_072,
                        32_768,
                        2,
                        0,
                        0,
                        100_000_000,
                        77L,
                        null,
                        "as fast as the disk reads",
                        0,
                        false),
                new StatusReport.LastScrub("2026-11-14T02:00:00Z", "2026-11-14T03:30:00Z", 16, 0),
                List.of(),
                "2026-11-29T01:00:00Z",
                new StatusReport.Smart(
                        "failing",
                        "it says so",
                        null,
                        new StatusReport.Health(
                                "2026-11-21T10:00:00Z",
                                Map.of("pending_sectors", 12L),
                                40,
                                90,
                                10,
                                41,
                                20_000L,
                                List.of(),
                                List.of(
                                        new StatusReport.Change("2026-09-01T00:00:00Z", "pending_sectors", 0),
                                        new StatusReport.Change("2026-09-01T00:00:00Z", "media_errors", 3),
                                        new StatusReport.Change("2026-11-20T08:00:00Z", "pending_sectors", 12)))),
                List.of("the drive predicts its own failure"));
    }
}
