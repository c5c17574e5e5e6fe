package org.remapd.agent.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;

/** What there is to note of the device as a whole. */
record NotePage(ScrubNote scrub) implements Page {

    static final NotePage EMPTY = new NotePage(ScrubNote.NONE);

    static final int AT_STARTED = 0;
    static final int AT_POSITION = 8;
    static final int AT_UNREADABLE = 16;

    static final int AT_FINISHED = 24;
    static final int FINISHED_BYTES = 32;
    static final int AT_FINISHED_STARTED = 0;
    static final int AT_FINISHED_ENDED = 8;
    static final int AT_FINISHED_UNREADABLE = 16;
    static final int AT_FINISHED_UNEXAMINED = 24;

    static final int AT_BUSY = AT_FINISHED + ScrubNote.KEPT * FINISHED_BYTES;
    static final int AT_PAUSED = AT_BUSY + 8;
    static final int AT_BEHIND = AT_PAUSED + 8;
    static final int BEHIND_BYTES = 16;

    @Override
    public byte[] body() {
        ByteBuffer out = ByteBuffer.allocate(Block.BODY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        scrub.underway().ifPresent(now -> put(out, now));
        int at = AT_FINISHED;
        for (ScrubNote.Finished one : scrub.finished()) {
            out.putLong(at + AT_FINISHED_STARTED, one.started().getEpochSecond());
            out.putLong(at + AT_FINISHED_ENDED, one.ended().getEpochSecond());
            out.putLong(at + AT_FINISHED_UNREADABLE, one.unreadable());
            out.putLong(at + AT_FINISHED_UNEXAMINED, one.unexamined());
            at += FINISHED_BYTES;
        }
        return out.array();
    }

    private static void put(ByteBuffer out, ScrubNote.Underway now) {
        out.putLong(AT_STARTED, now.started().getEpochSecond());
        out.putLong(AT_POSITION, now.at().position().number());
        out.putLong(AT_UNREADABLE, now.unreadable());
        out.putLong(AT_BUSY, now.busy().toMillis());
        out.putLong(AT_PAUSED, now.paused() ? 1 : 0);
        int at = AT_BEHIND;
        for (SectorRange range : now.at().behind()) {
            out.putLong(at, range.first().number());
            out.putLong(at + 8, range.count());
            at += BEHIND_BYTES;
        }
    }

    static NotePage decode(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        return new NotePage(new ScrubNote(underway(in), finished(in)));
    }

    private static Optional<ScrubNote.Underway> underway(ByteBuffer in) {
        return time(in, AT_STARTED)
                .map(started -> new ScrubNote.Underway(
                        started,
                        new ScrubCheckpoint(new DiskSector(in.getLong(AT_POSITION)), behind(in)),
                        in.getLong(AT_UNREADABLE),
                        Duration.ofMillis(in.getLong(AT_BUSY)),
                        in.getLong(AT_PAUSED) != 0));
    }

    private static List<SectorRange> behind(ByteBuffer in) {
        List<SectorRange> behind = new ArrayList<>();
        int end = AT_BEHIND + ScrubCheckpoint.ROOM * BEHIND_BYTES;
        for (int at = AT_BEHIND; at < end && in.getLong(at + 8) != 0; at += BEHIND_BYTES) {
            behind.add(SectorRange.of(in.getLong(at), in.getLong(at + 8)));
        }
        return behind;
    }

    private static List<ScrubNote.Finished> finished(ByteBuffer in) {
        List<ScrubNote.Finished> finished = new ArrayList<>();
        for (int at = AT_FINISHED; at < AT_BUSY; at += FINISHED_BYTES) {
            Optional<Instant> ended = time(in, at + AT_FINISHED_ENDED);
            if (ended.isEmpty()) {
                break;
            }
            finished.add(new ScrubNote.Finished(
                    Times.of(in.getLong(at + AT_FINISHED_STARTED)),
                    ended.get(),
                    in.getLong(at + AT_FINISHED_UNREADABLE),
                    in.getLong(at + AT_FINISHED_UNEXAMINED)));
        }
        return finished;
    }

    private static Optional<Instant> time(ByteBuffer in, int at) {
        return in.getLong(at) == 0 ? Optional.empty() : Optional.of(Times.of(in.getLong(at)));
    }
}
