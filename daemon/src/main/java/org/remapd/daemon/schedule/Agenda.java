package org.remapd.daemon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is due for one device next. Pure: it is told what the clock shows, and goes by that and by what came before.
 *
 * <p>As long as the machine is awake and nobody sets its clock, that is the next time of the timetable. When a device is first
 * seen, after a sleep and after a jump of the clock, all that may have been missed is caught up by one scrub, after a rest that
 * each device has of its own; nothing is, if the timetable has a time for it soon anyway.
 *
 * @param done        what was due until then is done
 * @param since       what the clock showed when the device was first seen, or after the last sleep or jump
 * @param interrupted whether a scrub is half done, and nobody goes on with it
 * @param due         when the next one is to begin; nothing if none is
 */
record Agenda(
        Timetable timetable, Stagger stagger, Instant done, Instant since, boolean interrupted, Optional<Instant> due) {

    /** A machine that has just started, or woken, has other things to do. */
    private static final Duration REST = Duration.ofMinutes(5);

    private static final Duration SPREAD = Duration.ofMinutes(15);

    /** What has begun is to end: it waits less. */
    private static final Duration SHORT_REST = Duration.ofMinutes(1);

    private static final Duration SHORT_SPREAD = Duration.ofMinutes(4);

    /** With a scrub by the timetable so soon none is caught up. */
    private static final Duration SOON = Duration.ofHours(1);

    /** A clock that goes back by more was wrong before; by less it may have been right. */
    private static final Duration CREDIBLE = Duration.ofDays(1);

    /** Of a device that is seen for the first time. */
    static Agenda of(Timetable timetable, Stagger stagger, ScrubHistory history, Instant now) {
        return from(timetable, stagger, history.done(), now, history.interrupted());
    }

    /** After a sleep, or a jump of the clock, which shows {@code now}. */
    Agenda afterJump(Instant now) {
        return from(timetable, stagger, done, now, interrupted);
    }

    /** A scrub begins, or waits for its turn to. One that goes on does no more than what it was begun for. */
    Agenda begun(Instant now) {
        Instant until = later(believed(done, now, timetable), now);
        return new Agenda(
                timetable, stagger, interrupted ? later(done, now) : until, since, false, timetable.next(until));
    }

    boolean isDue(Instant now) {
        return due.filter(time -> !time.isAfter(now)).isPresent();
    }

    private static Agenda from(Timetable timetable, Stagger stagger, Instant done, Instant since, boolean interrupted) {
        Instant believed = believed(done, since, timetable);
        Optional<Instant> due;
        if (interrupted) {
            due = Optional.of(since.plus(SHORT_REST).plus(stagger.within(SHORT_SPREAD)));
        } else if (wasMissed(believed, since, timetable)) {
            due = Optional.of(since.plus(REST).plus(stagger.within(SPREAD)));
        } else {
            due = timetable.next(later(believed, since));
        }
        return new Agenda(timetable, stagger, done, since, interrupted, due);
    }

    /**
     * Until when all is done, if that is to come, and the clock has gone back or was wrong: until then, so that nothing begins a
     * second time; but only until now, if that is far off and the timetable has several times until then.
     */
    private static Instant believed(Instant done, Instant now, Timetable timetable) {
        boolean credible = !done.isAfter(now.plus(CREDIBLE))
                || timetable
                        .next(now)
                        .flatMap(timetable::next)
                        .filter(second -> !second.isAfter(done))
                        .isEmpty();
        return credible ? done : now;
    }

    private static boolean wasMissed(Instant done, Instant since, Timetable timetable) {
        return timetable.next(done).filter(time -> !time.isAfter(since)).isPresent()
                && timetable
                        .next(since)
                        .filter(time -> time.isBefore(since.plus(SOON)))
                        .isEmpty();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
