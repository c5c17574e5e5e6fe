package org.remapd.agent.sensor.scrub.pace;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of some days of the week, by the clock on the wall: {@code Mon-Fri 22:00-06:00}. What begins on a Friday evening and ends on a
 * Saturday morning is Friday's.
 *
 * @param days  on which it begins
 * @param from  the minute of the day at which it begins, below 1440
 * @param until the minute, counted from the same midnight, at which it is over: at most a day later
 */
public record Window(Set<DayOfWeek> days, int from, int until) {

    private static final int DAY = 24 * 60;
    private static final List<String> NAMES = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern FORM =
            Pattern.compile("(?:(\\S+) )?([0-2][0-9]):([0-5][0-9])-([0-2][0-9]):([0-5][0-9])");

    private static final String EXPECTED = "expected days, if not all, and hours,"
            + " such as \"Mon-Fri 22:00-06:00\", \"Sat,Sun 00:00-24:00\" or \"22:00-06:00\"";

    /** A window of one day; {@code until} is no part of it. */
    record Span(Instant from, Instant until) {
        boolean contains(Instant time) {
            return !time.isBefore(from) && time.isBefore(until);
        }
    }

    public Window {
        days = Set.copyOf(days);
        if (days.isEmpty() || from < 0 || from >= DAY || until <= from || until > from + DAY) {
            throw new IllegalArgumentException("no window on " + days + " from " + from + " until " + until);
        }
    }

    /**
     * Reads the form above; without days it is of every day, and {@code 24:00} is the end of one.
     *
     * @throws IllegalArgumentException if the text is something else; its message goes on from "it is ..."
     */
    public static Window parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw wrong();
        }
        int from = minutes(parts.group(2), parts.group(3));
        int until = minutes(parts.group(4), parts.group(5));
        if (from >= DAY || until > DAY || from == until) {
            throw wrong();
        }
        Set<DayOfWeek> days = parts.group(1) == null ? EnumSet.allOf(DayOfWeek.class) : days(parts.group(1));
        return new Window(days, from, until > from ? until : until + DAY);
    }

    private static int minutes(String hours, String minutes) {
        return 60 * Integer.parseInt(hours) + Integer.parseInt(minutes);
    }

    private static Set<DayOfWeek> days(String list) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : list.split(",", -1)) {
            String[] ends = part.split("-", 2);
            DayOfWeek last = day(ends[ends.length - 1]);
            for (DayOfWeek day = day(ends[0]); day != last; day = day.plus(1)) {
                days.add(day);
            }
            days.add(last);
        }
        return days;
    }

    private static DayOfWeek day(String name) {
        int number = NAMES.indexOf(name.toLowerCase(Locale.ROOT));
        if (number < 0) {
            throw wrong();
        }
        return DayOfWeek.of(number + 1);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException("no window; " + EXPECTED);
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        String hours = time(from) + "-" + time(until > DAY ? until - DAY : until);
        return days.size() == NAMES.size() ? hours : dayList() + " " + hours;
    }

    private static String time(int minute) {
        return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
    }

    private String dayList() {
        StringJoiner list = new StringJoiner(",");
        for (int first = 1; first <= NAMES.size(); first++) {
            int end = first;
            while (end <= NAMES.size() && days.contains(DayOfWeek.of(end))) {
                end++;
            }
            if (end > first) {
                String between = end - first > 2 ? "-" : ",";
                list.add(name(first) + (end - first > 1 ? between + name(end - 1) : ""));
                first = end;
            }
        }
        return list.toString();
    }

    private static String name(int day) {
        String name = NAMES.get(day - 1);
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** The one that begins on a date, if there is one. */
    Optional<Span> on(LocalDate date, ZoneId zone) {
        return days.contains(date.getDayOfWeek())
                ? Optional.of(new Span(at(date, from, zone), at(date, until, zone)))
                : Optional.empty();
    }

    private static Instant at(LocalDate date, int minute, ZoneId zone) {
        return WallTime.first(date.atStartOfDay().plusMinutes(minute), zone);
    }
}
