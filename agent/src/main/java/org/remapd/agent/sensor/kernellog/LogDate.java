package org.remapd.agent.sensor.kernellog;

import java.time.LocalDate;
import java.util.List;

/**
 * The wall-clock dates that logs begin their lines with: {@code Apr 16 07:07:38} (RFC 3164), {@code Apr 16 2023
 * 07:07:38}, {@code 2023-11-11T06:30:30.786134+05:30} (RFC 3339, also with a blank or a decimal comma), {@code Tue Oct 27
 * 08:51:30 2020} (ctime), {@code Tue 2023-11-11 06:30:30 IST} (journalctl -o short-full), {@code Jul 3 22:06} and {@code Jul13
 * 22:06} (dmesg -e), {@code 1699666230.786134} (journalctl -o short-unix); and those with names in the user's language,
 * {@code Okt 27 08:51:30}, {@code Di Okt 27 08:51:30 2020}, of which any month is taken for the first.
 */
final class LogDate {

    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
    private static final List<String> WEEKDAYS = List.of("Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun ");
    private static final int LONGEST_FOREIGN_NAME = 8;
    private static final int YEAR_NOT_SAID = 2000;
    private static final long FIRST_UNIX_SECOND_OF_NINE_DIGITS = 100_000_000;

    private LogDate() {}

    /** Moves behind a date and returns it in microseconds, or returns {@link Stamp#UNKNOWN} and moves nothing. */
    static long scan(Cursor c) {
        if (!Character.isLetterOrDigit(c.peek())) {
            return Stamp.UNKNOWN;
        }
        int start = c.position();
        boolean weekday = c.skipAny(WEEKDAYS);
        long micros = Character.digit(c.peek(), 10) >= 0 ? numeric(c, weekday) : named(c);
        if (micros == Stamp.UNKNOWN) {
            c.back(start);
            micros = foreign(c);
        }
        if (micros == Stamp.UNKNOWN) {
            c.back(start);
        }
        return micros;
    }

    /** Day and time behind a name of the month, or names of the weekday and the month. */
    private static long foreign(Cursor c) {
        for (int names = 0; names < 2 && isName(c.word()) && c.peek() == ' '; names++) {
            int start = c.blanks().position();
            long day = c.decimal();
            boolean followed = day >= 1 && c.skip(' ');
            long micros = followed ? clock(c, day, 1) : Stamp.UNKNOWN;
            if (micros != Stamp.UNKNOWN) {
                return micros;
            }
            c.back(start);
        }
        return Stamp.UNKNOWN;
    }

    private static boolean isName(String word) {
        boolean letters = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (!Character.isLetterOrDigit(c) && c != '.') {
                return false;
            }
            letters |= Character.isLetter(c);
        }
        return letters && word.length() <= LONGEST_FOREIGN_NAME;
    }

    private static long numeric(Cursor c, boolean weekday) {
        long first = c.decimal();
        if (c.skip('-')) {
            return iso(c, first, weekday);
        }
        if (first < FIRST_UNIX_SECOND_OF_NINE_DIGITS || first > Integer.MAX_VALUE || c.peek() != '.') {
            return Stamp.UNKNOWN;
        }
        return first * 1_000_000 + fraction(c);
    }

    private static long iso(Cursor c, long year, boolean zoneIsAWord) {
        long month = c.decimal();
        if (!c.skip('-')) {
            return Stamp.UNKNOWN;
        }
        long day = c.decimal();
        if (!c.skip('T') && !c.skip(' ')) {
            return Stamp.UNKNOWN;
        }
        long micros = date(year, month, day, time(c));
        if (zoneIsAWord) {
            c.blanks().word();
        } else if (!c.skip('Z') && (c.skip('+') || c.skip('-'))) {
            c.decimal();
            if (c.skip(':')) {
                c.decimal();
            }
        }
        return micros;
    }

    private static long named(Cursor c) {
        int month = c.indexOf(MONTHS);
        if (month < 0) {
            return Stamp.UNKNOWN;
        }
        long day = c.blanks().decimal();
        return c.skip(' ') ? clock(c, day, month + 1) : Stamp.UNKNOWN;
    }

    /** The time, and the year before it or behind it. */
    private static long clock(Cursor c, long day, int month) {
        long year = yearBeforeTime(c.blanks());
        long time = time(c);
        if (year == Cursor.NONE) {
            year = yearAfterTime(c);
        }
        return date(year, month, day, time);
    }

    private static long yearBeforeTime(Cursor c) {
        int start = c.position();
        long year = c.decimal();
        if (year >= 1000 && c.skip(' ')) {
            return year;
        }
        c.back(start);
        return Cursor.NONE;
    }

    /** Of ctime. Also a host may be called by a number, but hardly by a year. */
    private static long yearAfterTime(Cursor c) {
        int start = c.position();
        long year = c.skip(' ') ? c.decimal() : Cursor.NONE;
        boolean ends = c.atEnd() || c.peek() == ' ' || c.peek() == ']';
        if (year >= 1970 && year < 3000 && ends) {
            return year;
        }
        c.back(start);
        return YEAR_NOT_SAID;
    }

    /** Hours, minutes and perhaps seconds, in microseconds since midnight. */
    private static long time(Cursor c) {
        long hour = c.decimal();
        if (hour < 0 || hour > 23 || !c.skip(':')) {
            return Stamp.UNKNOWN;
        }
        long minute = c.decimal();
        long second = c.skip(':') ? c.decimal() : 0;
        if (minute < 0 || minute > 59 || second < 0 || second > 60) {
            return Stamp.UNKNOWN;
        }
        return ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction(c);
    }

    /** A decimal fraction of a second, if there is one, in microseconds. */
    static long fraction(Cursor c) {
        int start = c.position();
        if (!c.skip('.') && !c.skip(',')) {
            return 0;
        }
        long micros = 0;
        int digits = 0;
        for (int digit; (digit = Character.digit(c.peek(), 10)) >= 0; digits++) {
            micros = digits < 6 ? micros * 10 + digit : micros;
            c.skip(c.peek());
        }
        if (digits == 0) {
            c.back(start);
        }
        for (; digits < 6; digits++) {
            micros *= 10;
        }
        return micros;
    }

    private static long date(long year, long month, long day, long timeOfDay) {
        if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 || timeOfDay == Stamp.UNKNOWN) {
            return Stamp.UNKNOWN;
        }
        long days = LocalDate.of((int) year, (int) month, 1).toEpochDay() + day - 1;
        return days * 86_400_000_000L + timeOfDay;
    }
}
