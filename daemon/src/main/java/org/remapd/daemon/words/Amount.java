package org.remapd.daemon.words;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times with as many digits as say something. */
public final class Amount {

    private Amount() {}

    /** In the unit that gives one to four digits. */
    public static String size(long sectors) {
        double bytes = sectors * 512.0;
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
        int unit = 0;
        while (bytes >= 1024 && unit < units.length - 1) {
            bytes /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, bytes < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", bytes, units[unit]);
    }

    /** With the word. */
    public static String sectors(long count) {
        return count + (count == 1 ? " sector" : " sectors");
    }

    /** A moment as reports tell it, in whole seconds. */
    public static String moment(String exact) {
        return exact.replaceFirst("[.][0-9]+Z$", "Z");
    }

    /** As h:mm:ss or m:ss. */
    public static String time(long seconds) {
        Duration time = Duration.ofSeconds(seconds);
        return time.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
