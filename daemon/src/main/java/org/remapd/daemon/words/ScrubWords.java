package org.remapd.daemon.words;

import java.util.Locale;
import java.util.Set;
import org.remapd.daemon.control.StatusReport;

/** How far a scrub is. */
public final class ScrubWords {

    /** Seconds without an answer that are worth a word. */
    private static final int SILENT = 5;

    /** States of a scrub that is not over. */
    private static final Set<String> UNDER_WAY = Set.of("waiting", "running", "paused");

    private ScrubWords() {}

    public static boolean isUnderWay(StatusReport.Scrub scrub) {
        return UNDER_WAY.contains(scrub.state());
    }

    /** The present one of a device or its last, and its next. */
    static String of(StatusReport.Device device) {
        StatusReport.Scrub scrub = device.scrub();
        String next = device.nextScrub() == null
                ? "none scheduled by [scrub] in /etc/remapd.conf"
                : "next " + device.nextScrub();
        if (scrub == null) {
            StatusReport.LastScrub last = device.lastScrub();
            return (last == null
                            ? "none yet"
                            : "last ended " + Amount.moment(last.ended()) + ", " + Amount.sectors(last.unreadable())
                                    + " unreadable" + leftOut(last.unexamined()))
                    + ", " + next;
        }
        return scrub.state() + ", "
                + (isUnderWay(scrub) ? progress(scrub) : outcome(scrub))
                + leftOut(scrub.unexamined())
                + (scrub.verifies() ? ", verified by the drive" : "")
                + (scrub.pace() == null ? "" : ", " + scrub.pace())
                + (scrub.reason() == null ? "" : " (" + scrub.reason() + ")") + ", " + next;
    }

    private static String leftOut(long sectors) {
        return sectors == 0 ? "" : ", " + Amount.sectors(sectors) + " in bad patches not looked at";
    }

    private static String outcome(StatusReport.Scrub scrub) {
        return percent(scrub) + ", " + Amount.sectors(scrub.unreadable()) + " unreadable"
                + (scrub.weak() == 0 ? "" : ", " + scrub.weak() + " weak");
    }

    /** Of one that is under way. */
    public static String progress(StatusReport.Scrub scrub) {
        Long left = scrub.secondsLeft();
        return percent(scrub) + ", " + Amount.size(scrub.bytesPerSecond() / 512) + "/s, "
                + (left == null ? "" : Amount.time(left) + " left, ") + scrub.unreadable() + " unreadable"
                + (scrub.silentSeconds() < SILENT ? "" : ", no answer for " + scrub.silentSeconds() + " s");
    }

    public static String percent(StatusReport.Scrub scrub) {
        double done = scrub.sectors() == 0 ? 100 : 100.0 * scrub.done() / scrub.sectors();
        return String.format(Locale.ROOT, "%.1f %%", done);
    }
}
