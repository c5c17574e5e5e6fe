package org.remapd.agent;

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

    private final Deque<OwnRead> well = new ArrayDeque<>();
    private final Deque<OwnRead> failed = new ArrayDeque<>();
    private final Clock clock;

    Looks(Clock clock) {
        this.clock = clock;
    }

    /** This was asked for at {@code begun}, and has ended now. */
    void ended(SectorRange where, long begun, IoResult result) {
        Deque<OwnRead> looks = result.ok() ? well : failed;
        if (looks.size() == KEPT) {
            looks.removeFirst();
        }
        looks.addLast(new OwnRead(where, begun, clock.nanos()));
    }

    /** What was asked for later than {@code nanos}, and read. */
    List<SectorRange> wellSince(long nanos) {
        return well.stream()
                .filter(look -> look.begun() - nanos > 0)
                .map(OwnRead::where)
                .toList();
    }

    /** Whether what the kernel said of a place, and was heard at {@code nanos}, is about a read of ours that failed. */
    boolean isEcho(SectorRange where, long nanos) {
        return failed.stream().anyMatch(look -> look.isEcho(where, nanos));
    }
}
