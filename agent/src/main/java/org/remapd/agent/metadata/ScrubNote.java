package org.remapd.agent.metadata;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.SectorRange;

/**
 * How far the scrub has come, and how those before it ended.
 *
 * @param underway the one that has begun and not ended
 * @param finished those that came to their end, the last one first; at most {@value #KEPT}
 */
public record ScrubNote(Optional<Underway> underway, List<Finished> finished) {

    /** So many that came to their end are remembered. */
    public static final int KEPT = 16;

    public static final ScrubNote NONE = new ScrubNote(Optional.empty(), List.of());

    /**
     * A scrub that has begun and not ended: it goes on from here.
     *
     * @param started    to the second
     * @param at         how far it is
     * @param unreadable sectors that could not be read so far
     * @param busy       how long it has been at work so far, to the millisecond
     * @param paused     whether somebody wants it to stand still until told otherwise
     */
    public record Underway(Instant started, ScrubCheckpoint at, long unreadable, Duration busy, boolean paused) {

        /** As if these places, which could not be read, had not been met yet; those that are still to be read have not been. */
        public Underway butFor(Collection<SectorRange> unreadablePlaces) {
            List<SectorRange> met = unreadablePlaces.stream().filter(at::isRead).toList();
            long fewer = met.stream().mapToLong(SectorRange::count).sum();
            return met.isEmpty() ? this : new Underway(started, at.butFor(met), unreadable - fewer, busy, paused);
        }
    }

    /**
     * A scrub that came to its end; times to the second.
     *
     * @param unreadable sectors that could not be read
     * @param unexamined sectors that it came to its end without, in patches that took too long
     */
    public record Finished(Instant started, Instant ended, long unreadable, long unexamined) {}

    public ScrubNote {
        finished = List.copyOf(finished);
        if (finished.size() > KEPT) {
            throw new IllegalArgumentException(finished.size() + " scrubs are too many; at most " + KEPT);
        }
    }

    /** The last one that came to its end. */
    public Optional<Finished> last() {
        return finished.stream().findFirst();
    }

    /** The last one, if it left nothing out. */
    public Optional<Finished> lastWhole() {
        return last().filter(last -> last.unexamined() == 0);
    }

    /** The same with a scrub on its way. */
    public ScrubNote with(Underway now) {
        return new ScrubNote(Optional.of(now), finished);
    }

    /** The same with none on its way. */
    public ScrubNote without() {
        return new ScrubNote(Optional.empty(), finished);
    }

    /** The same with one more that came to its end, and none on its way. */
    public ScrubNote and(Finished one) {
        List<Finished> all = new ArrayList<>(List.of(one));
        finished.stream().limit(KEPT - 1L).forEach(all::add);
        return new ScrubNote(Optional.empty(), all);
    }
}
