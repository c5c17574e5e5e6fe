package org.remapd.daemon.schedule;

import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.quartz.CronExpression;

/**
 * The times at which scrubs begin, as a Quartz cron expression. Pure: what the next times are depends on the expression,
 * the zone and the given instant alone.
 *
 * @param expression second, minute, hour, day of the month, month, day of the week and, if there is one, year
 */
public record ScrubSchedule(String expression) {

    private static final String EXPECTED = "expected \"second minute hour day-of-month month day-of-week [year]\","
            + " such as \"0 0 2 ? * SUN\" for Sundays at two in the morning";

    /** @throws IllegalArgumentException if it is not such an expression, or one that no day ever meets */
    public ScrubSchedule {
        if (next(parse(expression, ZoneId.of("UTC")), Instant.EPOCH).isEmpty()) {
            throw new IllegalArgumentException("never met (as on a 30th of February); " + EXPECTED);
        }
    }

    /** The first time after an instant, by the clocks of a zone; nothing if all its years are over. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        return next(parse(expression, zone), after);
    }

    /** The first times after an instant, at most so many. */
    public List<Instant> next(Instant after, ZoneId zone, int count) {
        CronExpression cron = parse(expression, zone);
        return Stream.iterate(next(cron, after), Optional::isPresent, last -> last.flatMap(time -> next(cron, time)))
                .limit(count)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Instant> next(CronExpression cron, Instant after) {
        return Optional.ofNullable(cron.getNextValidTimeAfter(Date.from(after))).map(Date::toInstant);
    }

    private static CronExpression parse(String expression, ZoneId zone) {
        try {
            CronExpression cron = new CronExpression(expression);
            cron.setTimeZone(TimeZone.getTimeZone(zone));
            return cron;
        } catch (ParseException | RuntimeException e) {
            throw new IllegalArgumentException("not a schedule" + why(e) + "; " + EXPECTED, e);
        }
    }

    /** What Quartz has to say, unless it is of use only to its authors. */
    private static String why(Exception e) {
        String message = Objects.toString(e.getMessage(), "");
        return message.isEmpty() || message.contains("Exception") ? "" : " (" + message.replaceAll("\\.$", "") + ")";
    }
}
