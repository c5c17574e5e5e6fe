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

    /** Of each kind. */
    private static final int KEPT = 1000;

    /** It takes no longer until the kernel's word on a request reaches us: in a storm those who bring it fall behind. */
    private static final Duration ECHO = Duration.ofSeconds(30);

    private record Look(SectorRange where, long begun, long ended) {}

    private final Deque<Look> well = new ArrayDeque<>();
    private final Deque<Look> failed = new ArrayDeque<>();
    private final Clock clock;

    Looks(Clock clock) {
        this.clock = clock;
    }

    /** This was asked for at {@code begun}, and has ended now. */
    void ended(SectorRange where, long begun, IoResult result) {
        Deque<Look> looks = result.ok() ? well : failed;
        if (looks.size() == KEPT) {
            looks.removeFirst();
        }
        looks.addLast(new Look(where, begun, clock.nanos()));
    }

    /** What was asked for later than {@code nanos}, and read. */
    List<SectorRange> wellSince(long nanos) {
        return well.stream()
                .filter(look -> look.begun - nanos > 0)
                .map(Look::where)
                .toList();
    }

    /** Whether what the kernel said of a place, and was heard at {@code nanos}, is about a read of ours that failed. */
    boolean isEcho(SectorRange where, long nanos) {
        return failed.stream()
                .filter(look -> nanos - look.begun >= 0 && nanos - look.ended <= ECHO.toNanos())
                .anyMatch(look -> look.where.contains(where));
    }
}
