package org.remapd.agent.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How many there were within the last while. Times are nanoseconds that only grow. However many come, what is kept is small: they are
 * counted in slots, so one is forgotten up to a {@value #SLOTS}th of the span late, and never early.
 */
public record RateWindow(Duration span, List<Slot> slots) {

    private static final int SLOTS = 60;

    /** So many within one slot of time. */
    public record Slot(long number, long count) {}

    public RateWindow {
        if (span.toNanos() < SLOTS) {
            throw new IllegalArgumentException("no window of " + span);
        }
        slots = List.copyOf(slots);
    }

    /** With nothing in it. */
    public static RateWindow of(Duration span) {
        return new RateWindow(span, List.of());
    }

    /** This window after so many more. */
    public RateWindow add(long more, long now) {
        if (more == 0) {
            return this;
        }
        List<Slot> kept = new ArrayList<>(within(now));
        long number = slot(now);
        long before = 0;
        if (!kept.isEmpty() && kept.get(kept.size() - 1).number() == number) {
            before = kept.remove(kept.size() - 1).count();
        }
        kept.add(new Slot(number, before + more));
        return new RateWindow(span, kept);
    }

    /** How many of them are of the last span. */
    public long count(long now) {
        return within(now).stream().mapToLong(Slot::count).sum();
    }

    private List<Slot> within(long now) {
        return slots.stream().filter(slot -> slot.number() >= slot(now) - SLOTS).toList();
    }

    private long slot(long now) {
        return Math.floorDiv(now, span.toNanos() / SLOTS);
    }
}
