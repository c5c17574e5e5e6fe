package org.remapd.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.remapd.agent.device.WitnessedDevice;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.Clock;

/**
 * The reads of a scrub that are on their way, or failed a moment ago. What the kernel says of those is no hint: the scrub itself finds out what
 * of it is bad, and says so; to read it once more meanwhile would keep the drive from that. Any thread; times are those of {@link Clock#nanos}.
 */
final class ScrubReads implements WitnessedDevice.Reads {

    /** Of those that failed. */
    private static final int KEPT = 1000;

    private record Asked(SectorRange where, long begun) {}

    private final Clock clock;
    private final List<Asked> onTheirWay = new ArrayList<>();
    private final Deque<OwnRead> failed = new ArrayDeque<>();

    ScrubReads(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void begun(SectorRange where, long begun) {
        onTheirWay.add(new Asked(where, begun));
    }

    @Override
    public synchronized void ended(SectorRange where, long begun, IoResult result) {
        onTheirWay.remove(new Asked(where, begun));
        if (!result.ok()) {
            if (failed.size() == KEPT) {
                failed.removeFirst();
            }
            failed.addLast(new OwnRead(where, begun, clock.nanos()));
        }
    }

    /** The newest first: it is one of those, mostly. */
    private boolean isEchoOfFailed(SectorRange where, long nanos) {
        for (Iterator<OwnRead> reads = failed.descendingIterator(); reads.hasNext(); ) {
            if (reads.next().isEcho(where, nanos)) {
                return true;
            }
        }
        return false;
    }

    /** Whether what the kernel said of a place, and was heard at {@code nanos}, is about one of these. */
    synchronized boolean isEcho(SectorRange where, long nanos) {
        return onTheirWay.stream().anyMatch(read -> nanos - read.begun >= 0 && read.where.contains(where))
                || isEchoOfFailed(where, nanos);
    }
}
