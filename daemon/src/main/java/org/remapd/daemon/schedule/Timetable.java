package org.remapd.daemon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When a device's scrubs are due as long as nothing comes in between: at the times of its schedule, but each later by the same
 * time, its own. So they never drift, and devices with the same schedule do not begin together. Pure.
 *
 * @param schedule nothing, if they begin by hand only
 * @param zone     whose clocks the schedule goes by
 * @param later    less than the schedule's times are apart
 */
record Timetable(Optional<ScrubSchedule> schedule, ZoneId zone, Duration later) {

    private static final Duration MOST = Duration.ofMinutes(30);

    /** Of a schedule whose times are close to each other, so much of what is between two. */
    private static final int PART = 4;

    static Timetable of(Optional<ScrubSchedule> schedule, ZoneId zone, Stagger stagger) {
        Duration apart = schedule.flatMap(ScrubSchedule::spacing)
                .map(spacing -> spacing.dividedBy(PART))
                .filter(part -> part.compareTo(MOST) < 0)
                .orElse(MOST);
        return new Timetable(schedule, zone, stagger.within(apart));
    }

    /** The first after an instant; nothing if none comes any more. */
    Optional<Instant> next(Instant after) {
        return schedule.flatMap(times -> times.next(after.minus(later), zone)).map(time -> time.plus(later));
    }
}
