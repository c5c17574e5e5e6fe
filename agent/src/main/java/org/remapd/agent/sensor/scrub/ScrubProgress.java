package org.remapd.agent.sensor.scrub;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.remapd.agent.fault.DiskSector;

/**
 * How far a scrub is.
 *
 * @param state      what it is doing, or how it ended
 * @param why        for a scrub that failed
 * @param sectors    all that it is to read
 * @param done       sectors read or found unreadable
 * @param unreadable sectors that could not be read
 * @param position   what lies in front of it has been read
 * @param busy       time spent reading so far
 */
public record ScrubProgress(
        State state,
        Optional<String> why,
        Instant started,
        long sectors,
        long done,
        long unreadable,
        DiskSector position,
        Duration busy) {

    /** The life of a scrub. */
    public enum State {
        RUNNING,
        FINISHED,
        CANCELLED,
        FAILED
    }

    /** Bytes a second, on average. */
    public long rate() {
        return busy.isZero() ? 0 : (long) (done * 512.0 * 1e9 / busy.toNanos());
    }

    /** Time left at that rate; empty while nothing can be said. */
    public Optional<Duration> left() {
        return state != State.RUNNING || done == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) (busy.toNanos() / (double) done * (sectors - done))));
    }
}
