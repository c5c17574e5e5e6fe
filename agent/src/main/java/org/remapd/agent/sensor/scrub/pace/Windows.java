package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a scrub may read: in any of the windows.
 *
 * @param all none for always
 */
public record Windows(List<Window> all) {

    public static final Windows ALWAYS = new Windows(List.of());

    public Windows {
        all = List.copyOf(all);
    }

    /** Whether they are open at a time, by the clocks of its zone. */
    public boolean open(ZonedDateTime time) {
        LocalDate today = time.toLocalDate();
        return all.isEmpty()
                || Stream.of(today.minusDays(1), today)
                        .flatMap(date -> on(date, time.getZone()))
                        .anyMatch(span -> span.contains(time.toInstant()));
    }

    /** How long they are open between two times. What it costs grows with the number of days. */
    public Duration openBetween(ZonedDateTime from, ZonedDateTime until) {
        if (all.isEmpty()) {
            return Duration.between(from, until);
        }
        List<Window.Span> spans = from.toLocalDate()
                .minusDays(1)
                .datesUntil(until.toLocalDate().plusDays(1))
                .flatMap(date -> on(date, from.getZone()))
                .sorted(Comparator.comparing(Window.Span::from))
                .toList();
        Duration open = Duration.ZERO;
        Instant counted = from.toInstant();
        for (Window.Span span : spans) {
            Instant begin = later(counted, span.from());
            Instant end = earlier(until.toInstant(), span.until());
            if (begin.isBefore(end)) {
                open = open.plus(Duration.between(begin, end));
                counted = end;
            }
        }
        return open;
    }

    private Stream<Window.Span> on(LocalDate date, ZoneId zone) {
        return all.stream().map(window -> window.on(date, zone)).flatMap(Optional::stream);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
