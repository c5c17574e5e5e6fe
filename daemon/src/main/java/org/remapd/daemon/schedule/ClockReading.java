package org.remapd.daemon.schedule;

import java.time.Duration;
import java.time.Instant;
import org.remapd.agent.port.Clock;

/**
 * Two clocks, read together.
 *
 * @param wall  for people: it may be set, and goes on while the machine sleeps
 * @param nanos from an arbitrary start; it only grows, and stands while the machine sleeps
 */
record ClockReading(Instant wall, long nanos) {

    /** Less is the clock being put right, and then the time in between is as good as gone by. */
    private static final Duration TOLERANCE = Duration.ofSeconds(30);

    static ClockReading of(Clock clock) {
        return new ClockReading(clock.now(), clock.nanos());
    }

    /** Whether since {@code before} the clock was set, either way, or the machine slept. */
    boolean jumpedSince(ClockReading before) {
        Duration shown = Duration.between(before.wall, wall);
        Duration gone = Duration.ofNanos(nanos - before.nanos);
        return shown.minus(gone).abs().compareTo(TOLERANCE) > 0;
    }
}
