package org.remapd.agent.sensor.scrub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * How fast a scrub gets on, and so when it will be through. Time in which it stands still does not count. Pure; one thread at a time.
 */
final class Headway {

    /** For how fast it is now. */
    private static final long LATE = Duration.ofMinutes(1).toNanos();

    /** For how fast it will be: a minute in which somebody was in the way is soon over. But a disk gets slower from its rim to its middle. */
    private static final long WINDOW = Duration.ofMinutes(5).toNanos();

    private static final long STEP = Duration.ofSeconds(1).toNanos();

    private record Mark(long busy, long done) {}

    private final Deque<Mark> marks = new ArrayDeque<>();
    private Mark now;

    /**
     * Of a scrub that goes on after this: in its first minute, what went before says more than the seconds in which all begins anew.
     *
     * @param busyBefore nanoseconds that it was at work
     * @param doneBefore sectors that it had done then
     */
    Headway(long busyBefore, long doneBefore) {
        this.now = new Mark(busyBefore, doneBefore);
        marks.add(new Mark(0, 0));
        marks.add(now);
    }

    /** So far it has come: nanoseconds at work, and sectors, in all. */
    void come(long busy, long done) {
        now = new Mark(busy, done);
        if (busy - marks.getLast().busy >= STEP) {
            marks.addLast(now);
        }
        forgetBefore(busy - WINDOW);
    }

    /** All but the last one that is older. */
    private void forgetBefore(long busy) {
        while (marks.size() > 1) {
            Mark oldest = marks.removeFirst();
            if (marks.getFirst().busy > busy) {
                marks.addFirst(oldest);
                return;
            }
        }
    }

    /** Bytes a second, of late; 0 while nothing can be said. */
    long bytesPerSecond() {
        return bytesPerSecond(LATE);
    }

    private long bytesPerSecond(long window) {
        Mark from = ago(window);
        long busy = now.busy - from.busy;
        return busy <= 0 ? 0 : (long) ((now.done - from.done) * 512.0 * 1e9 / busy);
    }

    /** Between the marks before and after. */
    private Mark ago(long window) {
        Iterator<Mark> oldest = marks.iterator();
        Mark before = oldest.next();
        Mark after = before;
        long busy = now.busy - window;
        while (after.busy < busy && oldest.hasNext()) {
            before = after;
            after = oldest.next();
        }
        if (busy <= before.busy) {
            return before;
        }
        if (after.busy <= busy) {
            return after;
        }
        double part = (double) (busy - before.busy) / (after.busy - before.busy);
        return new Mark(busy, before.done + (long) (part * (after.done - before.done)));
    }

    /** Time at work that is left for so many sectors; empty while nothing can be said. */
    Optional<Duration> left(long sectors) {
        long speed = bytesPerSecond(WINDOW);
        return speed == 0 ? Optional.empty() : Optional.of(Duration.ofMillis((long) (sectors * 512.0 * 1e3 / speed)));
    }
}
