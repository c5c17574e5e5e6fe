package org.remapd.agent;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.Clock;

/**
 * What we ourselves have read of a disk lately, or could not. What was said of a place before we read it well tells nothing new: it
 * is the same error by another way, or our own requests that failed on the way to that read. The newest are kept; what is forgotten is
 * read once more. One thread. Times are those of {@link Clock#nanos}.
 */
final class Looks {

    private static final int KEPT = 1000;

    /** It takes no longer until the kernel's word on a request reaches us. */
    private static final Duration ECHO = Duration.ofSeconds(2);

    private record Look(SectorRange where, long begun, long ended, boolean well) {}

    private final Deque<Look> looks = new ArrayDeque<>();
    private final Clock clock;

    Looks(Clock clock) {
        this.clock = clock;
    }

    /** This was asked for at {@code begun}, and has ended now. */
    void ended(SectorRange where, long begun, IoResult result) {
        if (looks.size() == KEPT) {
            looks.removeFirst();
        }
        looks.addLast(new Look(where, begun, clock.nanos(), result.ok()));
    }

    /** What was asked for later than {@code nanos}, and read. */
    List<SectorRange> wellSince(long nanos) {
        return looks.stream()
                .filter(look -> look.well && look.begun - nanos > 0)
                .map(Look::where)
                .toList();
    }

    /** Whether what the kernel said of a place at {@code nanos} is about a read of ours that failed. */
    boolean isEcho(SectorRange where, long nanos) {
        return looks.stream()
                .filter(look -> !look.well && nanos - look.begun >= 0 && nanos - look.ended <= ECHO.toNanos())
                .anyMatch(look ->
                        look.where.contains(where.first()) && look.where.end().compareTo(where.end()) >= 0);
    }
}
