package org.remapd.daemon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.daemon.control.StatusReport;
import org.remapd.daemon.control.StoryReport;

class StoryTextTest {

    private static final StoryReport.Place ORIGINAL = new StoryReport.Place("/dev/sdb", 2088, 8);
    private static final String T = "2026-11-21T08:00:00Z";

    @Test
    void aMovedUnitIsToldFromTheHintToItsEndWithTheEvidenceBelowEachLine() {
        StoryReport report = new StoryReport(
                "data",
                43,
                40,
                8,
                ORIGINAL,
                new StoryReport.Place("/dev/sdb", 9000, 8),
                List.of(43L),
                new StatusReport.Fault(
                        40,
                        2088,
                        8,
                        "poisoned",
                        "what could not be read is lost",
                        "SMART: error log",
                        3,
                        List.of(43L),
                        T),
                List.of(
                        new StoryReport.Entry(
                                T,
                                "hint",
                                "SMART: error log",
                                null,
                                "error-log",
                                null,
                                2088L,
                                8L,
                                List.of(),
                                List.of("a line of the log")),
                        new StoryReport.Entry(
                                T,
                                "probe",
                                "read from /dev/sdb",
                                "confirmed: it is bad",
                                null,
                                null,
                                2088L,
                                8L,
                                List.of(),
                                List.of("pread: Input/output error", "another place of the disk reads")),
                        new StoryReport.Entry(
                                T, "step", "quiesce", "its I/O waits", null, null, null, null, List.of(), List.of()),
                        new StoryReport.Entry(
                                T,
                                "ended",
                                "what could not be read is lost",
                                null,
                                null,
                                "poisoned",
                                null,
                                null,
                                List.of(43L),
                                List.of())));
        assertThat(text(report).lines())
                .containsExactly(
                        "data  sectors 40+8, disk /dev/sdb 2088+8",
                        "  state  poisoned: what could not be read is lost; served from a spare, disk /dev/sdb 9000+8",
                        "  cause  SMART: error log; hints: 3, the first 2026-11-21T08:00:00Z",
                        "  lost   sectors 43, which read as errors until they are overwritten",
                        "  story",
                        "    2026-11-21T08:00:00Z     hint      disk 2088+8, SMART: error log (error-log)",
                        "      | a line of the log",
                        "    2026-11-21T08:00:00Z     probe     disk 2088+8, read from /dev/sdb: confirmed: it is bad",
                        "      | pread: Input/output error",
                        "      | another place of the disk reads",
                        "    2026-11-21T08:00:00Z     step      quiesce: its I/O waits",
                        "    2026-11-21T08:00:00Z     ended     poisoned, what could not be read is lost, lost: sectors 43");
    }

    @Test
    void ofHintsInARowThatSayTheSameTheFirstIsToldAndHowManyMore() {
        List<StoryReport.Entry> story = List.of(
                hint("08:00:00", "medium error"),
                hint("08:00:01", "medium error"),
                hint("08:00:02", "medium error"),
                hint("08:00:03", "medium error"),
                hint("08:00:04", "timeout"),
                hint("08:00:05", "timeout"),
                hint("08:00:06", "medium error"));
        StoryReport report = new StoryReport("data", 43, 40, 8, ORIGINAL, null, List.of(), null, story);
        assertThat(text(report).lines().skip(3))
                .containsExactly(
                        "    2026-11-21T08:00:00Z     hint      disk 2088+8, medium error (kernel-log)",
                        "      | said at 08:00:00",
                        "    2026-11-21T08:00:03Z     hint      the same, 3 times more until then",
                        "    2026-11-21T08:00:04Z     hint      disk 2088+8, timeout (kernel-log)",
                        "      | said at 08:00:04",
                        "    2026-11-21T08:00:05Z     hint      disk 2088+8, timeout (kernel-log)",
                        "      | said at 08:00:05",
                        "    2026-11-21T08:00:06Z     hint      disk 2088+8, medium error (kernel-log)",
                        "      | said at 08:00:06");
    }

    private static StoryReport.Entry hint(String time, String text) {
        return new StoryReport.Entry(
                "2026-11-21T" + time + "Z",
                "hint",
                text,
                null,
                "kernel-log",
                null,
                2088L,
                8L,
                List.of(),
                List.of("said at " + time));
    }

    @Test
    void ofAUnitThatNobodyNamedThatIsSaid() {
        StoryReport report = new StoryReport("data", 43, 40, 8, ORIGINAL, null, List.of(), null, List.of());
        assertThat(text(report).lines())
                .containsExactly(
                        "data  sectors 40+8, disk /dev/sdb 2088+8",
                        "  state  nothing is known against it",
                        "  story  nobody has said anything of it since remapd watches it");
    }

    @Test
    void whatOthersWroteDoesNotSpeakToTheTerminal() {
        StoryReport.Entry hint = new StoryReport.Entry(
                T,
                "hint",
                "on record: \u0007bell",
                null,
                "tracepoint",
                null,
                2088L,
                8L,
                List.of(),
                List.of("\u001b[2Jgone", "\u009b2Jgone", "right\u202eleft", "half \ud83d", "one\ntwo"));
        StoryReport report = new StoryReport("data", 43, 40, 8, ORIGINAL, null, List.of(), null, List.of(hint, hint));

        assertThat(text(report).lines())
                .hasSize(3 + 2 * 6)
                .contains(
                        "    2026-11-21T08:00:00Z     hint      disk 2088+8, on record: ?bell (tracepoint)",
                        "      | ?[2Jgone",
                        "      | ?2Jgone",
                        "      | right?left",
                        "      | half ?",
                        "      | one two");
    }

    private static String text(StoryReport report) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new StoryText(out).print(report);
        out.flush();
        return text.toString();
    }
}
