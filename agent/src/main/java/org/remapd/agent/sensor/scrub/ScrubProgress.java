package org.remapd.agent.sensor.scrub;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.sensor.scrub.pace.Speed;
import org.remapd.agent.sensor.scrub.pace.Why;

/**
 * How far a scrub is.
 *
 * @param state      what it is doing, or how it ended
 * @param reason     for a scrub that failed
 * @param sectors    all that it is to read
 * @param done       sectors read or found unreadable
 * @param unreadable sectors that could not be read
 * @param weak       sectors that were read twice, and slowly both times
 * @param at         from where it could go on
 * @param busy       how long it has been at work so far, without the time that it stood still
 * @param rate       bytes a second, of late; 0 while nothing can be said
 * @param left       time at work that is left; empty while nothing can be said
 * @param speed      how fast it may go, and why
 * @param silent     for how long the disk has not answered any read that it was asked for
 */
public record ScrubProgress(
        State state,
        Optional<String> reason,
        Instant started,
        long sectors,
        long done,
        long unreadable,
        long weak,
        ScrubCheckpoint at,
        Duration busy,
        long rate,
        Optional<Duration> left,
        Speed speed,
        Duration silent) {

    /** The life of a scrub. */
    public enum State {
        RUNNING,
        FINISHED,
        CANCELLED,
        FAILED
    }

    /** One of which nothing has been read: it is still to begin, or never does. */
    public static ScrubProgress untouched(State state, Optional<String> reason, Instant started, long sectors) {
        return new ScrubProgress(
                state,
                reason,
                started,
                sectors,
                0,
                0,
                0,
                ScrubCheckpoint.START,
                Duration.ZERO,
                0,
                Optional.empty(),
                new Speed(Speed.UNLIMITED, Why.FULL_SPEED),
                Duration.ZERO);
    }

    /** Sectors that it came to its end without: patches of which there were too many, or that took too long. */
    public long unexamined() {
        return state == State.FINISHED ? sectors - done : 0;
    }
}
