package org.remapd.agent.sensor.kernellog;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line as syslog, {@code journalctl -o short*} or dmesg print it:
 *
 * <pre>
 * [&lt;PRI&gt;] [DATE [HOST] [FACILITY.SEVERITY] kernel:] [STAMP] [CALLER] TEXT       syslog, journal
 * [&lt;PRI&gt;] DATE HOST kernel PROCID MSGID DATA TEXT                                RFC 5424, DATA may hold blanks
 * [&lt;PRI&gt; | kern :err :] [STAMP] [CALLER] [HOST kernel:] TEXT                      dmesg, netconsole, short-monotonic
 * </pre>
 *
 * STAMP is {@code [ 12.345678]}, {@code [ +0.000002]} or {@code [<  0.000002>]} (since the line before) or {@code [Tue Oct
 * 27 08:51:30 2020]}. Where a line has a date it must also have the kernel's tag, or its stamp: all else was said by user space.
 */
final class PlainLine {

    private static final Set<String> FACILITIES = Set.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    private static final Set<String> SEVERITIES = Set.of(
            "emerg", "panic", "alert", "crit", "err", "error", "warning", "warn", "notice", "info", "debug", "none");

    /** A hundred years of uptime; more is no time. */
    private static final long MOST_SECONDS = 100L * 366 * 86_400;

    private final String raw;
    private final Cursor c;
    private int facility = LogLine.UNKNOWN;
    private int priority = LogLine.UNKNOWN;
    private long monotonic = Stamp.UNKNOWN;
    private long wall = Stamp.UNKNOWN;

    private PlainLine(String raw) {
        this.raw = raw;
        this.c = new Cursor(raw);
    }

    /** The kernel's message in {@code raw}, or null if user space said it; {@code previous} is the line before's time. */
    static @Nullable LogLine parse(String raw, Stamp previous) {
        PlainLine line = new PlainLine(raw);
        boolean kernel = line.prefix(previous) && (line.facility == 0 || line.facility == LogLine.UNKNOWN);
        return kernel ? line.result() : null;
    }

    private LogLine result() {
        return new LogLine(new Stamp(monotonic, wall), facility, priority, c.rest(), Map.of(), raw);
    }

    private boolean prefix(Stamp previous) {
        boolean rfc5424 = pri() && c.skip("1 ");
        decodedFacility();
        int start = c.position();
        wall = LogDate.scan(c);
        if (wall != Stamp.UNKNOWN) {
            return rfc5424 ? taggedByRfc5424() : (tagged(previous) || dmesgIso(start));
        }
        tag();
        return !stamps(previous) || hostAndTag();
    }

    private boolean pri() {
        int start = c.position();
        long pri = c.skip('<') ? c.decimal() : Cursor.NONE;
        if (pri < 0 || pri > 1023 || !c.skip('>')) {
            c.back(start);
            return false;
        }
        facility = (int) pri >> 3;
        priority = (int) pri & 7;
        return true;
    }

    /** {@code kern  :err   : }, of dmesg --decode. */
    private void decodedFacility() {
        int start = c.position();
        String word = c.name();
        boolean decoded = FACILITIES.contains(word) && c.blanks().skip(':');
        if (decoded && !c.name().isEmpty() && c.blanks().skip(": ")) {
            facility = word.equals("kern") ? 0 : 1;
        } else {
            c.back(start);
        }
    }

    /** dmesg --time-format iso has a decimal comma and nothing between the date and the text. */
    private boolean dmesgIso(int start) {
        boolean date = raw.length() > start + 19 && raw.charAt(start + 10) == 'T' && raw.charAt(start + 19) == ',';
        return date && c.skip(' ');
    }

    private boolean taggedByRfc5424() {
        c.blanks().word();
        if (!c.blanks().skip("kernel ")) {
            return false;
        }
        c.word();
        c.blanks().word();
        structuredData();
        c.skip(' ');
        stamps(Stamp.NONE);
        return true;
    }

    /** {@code -}, or {@code [id name="value" ...]} once or more, where a backslash takes away a character's meaning. */
    private void structuredData() {
        if (c.blanks().peek() != '[') {
            c.word();
        }
        while (c.skip('[')) {
            boolean quoted = false;
            while (!c.atEnd() && (quoted || c.peek() != ']')) {
                quoted ^= c.peek() == '"';
                c.skip('\\');
                c.skip(c.peek());
            }
            c.skip(']');
        }
    }

    private boolean tagged(Stamp previous) {
        int start = c.position();
        if (behindFacility(previous) || (host() && behindFacility(previous))) {
            stamps(previous);
            return true;
        }
        c.back(start);
        return false;
    }

    private boolean behindFacility(Stamp previous) {
        int start = c.position();
        String word = c.blanks().word();
        if (!isFacility(word)) {
            c.back(start);
        } else if (!word.startsWith("kern.")) {
            return false;
        }
        return tag() || stamps(previous);
    }

    private boolean host() {
        String word = c.blanks().word();
        return !word.endsWith(":") && !isFacility(word);
    }

    /** {@code kern.err}, of busybox. */
    private static boolean isFacility(String word) {
        int dot = word.indexOf('.');
        return dot > 0 && FACILITIES.contains(word.substring(0, dot)) && SEVERITIES.contains(word.substring(dot + 1));
    }

    private boolean tag() {
        int start = c.position();
        if (c.blanks().skip("kernel:")) {
            c.skip(' ');
            return true;
        }
        c.back(start);
        return false;
    }

    /** Of journalctl -o short-monotonic, behind the stamp. False if it names somebody else, with a process number. */
    private boolean hostAndTag() {
        int start = c.position();
        c.word();
        if (c.skip(" kernel: ")) {
            return true;
        }
        boolean process =
                c.skip(' ') && !c.name().isEmpty() && c.skip('[') && c.decimal() != Cursor.NONE && c.skip("]: ");
        c.back(start);
        return !process;
    }

    /** Moves behind the bracketed stamps and callers here; true if there was a stamp. */
    private boolean stamps(Stamp previous) {
        boolean found = false;
        while (bracket(previous, found)) {
            found = true;
        }
        if (found) {
            c.skip(' ');
        }
        return found;
    }

    private boolean bracket(Stamp previous, boolean behindStamp) {
        int start = c.position();
        if (c.blanks().skip('[') && (seconds(previous) || ctime() || (behindStamp && caller()))) {
            return true;
        }
        c.back(start);
        return false;
    }

    /** {@code 12.345678]} since boot, {@code +0.000002]} or {@code <    0.000002>]} since the line before. */
    private boolean seconds(Stamp previous) {
        int start = c.position();
        boolean between = c.blanks().skip('<');
        boolean relative = c.blanks().skip('+') || between;
        long seconds = c.decimal();
        if (seconds == Cursor.NONE || seconds > MOST_SECONDS || c.peek() != '.') {
            c.back(start);
            return false;
        }
        long micros = seconds * 1_000_000 + LogDate.fraction(c);
        if (between && !c.skip('>')) {
            c.back(start);
            return false;
        }
        if (relative) {
            later(previous, micros);
        } else {
            monotonic = micros;
        }
        return closed(start);
    }

    private void later(Stamp previous, long micros) {
        Stamp base = previous.equals(Stamp.NONE) ? Stamp.monotonic(0) : previous;
        Stamp later = base.plus(Duration.ofNanos(micros * 1_000));
        monotonic = later.monotonicMicros();
        wall = later.wallMicros();
    }

    private boolean ctime() {
        int start = c.position();
        long date = LogDate.scan(c);
        if (date == Stamp.UNKNOWN) {
            return false;
        }
        wall = date;
        return closed(start);
    }

    /** The bracket's end, perhaps behind dmesg's {@code <    0.000002>} since the line before. */
    private boolean closed(int start) {
        if (c.blanks().skip('<')) {
            c.before(">");
        }
        if (c.skip(']')) {
            return true;
        }
        c.back(start);
        return false;
    }

    /** {@code   T123]} or {@code   C0]}, of CONFIG_PRINTK_CALLER. */
    private boolean caller() {
        return (c.blanks().skip('T') || c.skip('C')) && c.decimal() != Cursor.NONE && c.skip(']');
    }
}
