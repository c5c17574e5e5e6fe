package org.remapd.daemon.schedule;

import static java.time.ZoneOffset.UTC;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.quartz.CronExpression;
import org.remapd.agent.sensor.scrub.pace.WallTime;

/**
 * The times at which scrubs begin, as a Quartz cron expression. Pure: what the next times are depends on the expression,
 * the zone and the given instant alone.
 *
 * <p>An expression speaks of what a clock on the wall shows. What falls into an hour that the clocks skip is due when they
 * have skipped it, so that no month lacks its scrub; of an hour that they repeat only the first counts.
 *
 * @param expression second, minute, hour, day of the month, month, day of the week and, if there is one, year
 */
public record ScrubSchedule(String expression) {

    private static final String EXPECTED = "expected \"second minute hour day-of-month month day-of-week [year]\","
            + " such as \"0 0 2 ? * SUN\" for Sundays at two in the morning";

    /** Enough to meet each of the times in a week or a month that an expression may be made of. */
    private static final int SOME = 10;

    /** @throws IllegalArgumentException if it is not such an expression, or one that no day ever meets */
    public ScrubSchedule {
        if (shownAfter(LocalDateTime.ofEpochSecond(0, 0, UTC), parse(expression))
                .isEmpty()) {
            throw new IllegalArgumentException("never met (as on a 30th of February); " + EXPECTED);
        }
    }

    /** The first time after an instant, by the clocks of a zone; nothing if all its years are over. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        return after(after, zone).findFirst();
    }

    /** The first times after an instant, at most so many. */
    public List<Instant> next(Instant after, ZoneId zone, int count) {
        return after(after, zone).distinct().limit(count).toList();
    }

    private Stream<Instant> after(Instant after, ZoneId zone) {
        CronExpression cron = parse(expression);
        return Stream.iterate(
                        shownAfter(LocalDateTime.ofInstant(after, zone), cron),
                        Optional::isPresent,
                        last -> last.flatMap(shown -> shownAfter(shown, cron)))
                .flatMap(Optional::stream)
                .map(shown -> WallTime.first(shown, zone))
                .filter(time -> time.isAfter(after)); // the second time that the clocks show an hour
    }

    /** What the clocks show when it is met the next time. */
    private static Optional<LocalDateTime> shownAfter(LocalDateTime shown, CronExpression cron) {
        return Optional.ofNullable(cron.getNextValidTimeAfter(Date.from(shown.toInstant(UTC))))
                .map(next -> LocalDateTime.ofInstant(next.toInstant(), UTC));
    }

    /** The shortest time between two that follow each other, of the first few; nothing if there is only one. */
    Optional<Duration> spacing() {
        List<Instant> some = next(Instant.EPOCH, UTC, SOME);
        return IntStream.range(1, some.size())
                .mapToObj(at -> Duration.between(some.get(at - 1), some.get(at)))
                .min(Comparator.naturalOrder());
    }

    /** By clocks that neither skip nor repeat an hour: Quartz would leave out what falls into the one. */
    private static CronExpression parse(String expression) {
        try {
            CronExpression cron = new CronExpression(expression);
            cron.setTimeZone(TimeZone.getTimeZone(UTC));
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
