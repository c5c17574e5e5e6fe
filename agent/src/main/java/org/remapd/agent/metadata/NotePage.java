package org.remapd.agent.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;
import org.remapd.agent.fault.DiskSector;

/** What there is to note of the device as a whole. */
record NotePage(ScrubNote scrub) implements Page {

    static final NotePage EMPTY = new NotePage(ScrubNote.NONE);

    static final int AT_STARTED = 0;
    static final int AT_POSITION = 8;
    static final int AT_UNREADABLE = 16;
    static final int AT_LAST_STARTED = 24;
    static final int AT_LAST_ENDED = 32;
    static final int AT_LAST_UNREADABLE = 40;

    @Override
    public byte[] body() {
        ByteBuffer out = ByteBuffer.allocate(Block.BODY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(AT_STARTED, scrub.started().map(Instant::getEpochSecond).orElse(0L));
        out.putLong(AT_POSITION, scrub.position().number());
        out.putLong(AT_UNREADABLE, scrub.unreadable());
        scrub.last().ifPresent(last -> {
            out.putLong(AT_LAST_STARTED, last.started().getEpochSecond());
            out.putLong(AT_LAST_ENDED, last.ended().getEpochSecond());
            out.putLong(AT_LAST_UNREADABLE, last.unreadable());
        });
        return out.array();
    }

    static NotePage decode(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        return new NotePage(new ScrubNote(
                time(in, AT_STARTED),
                new DiskSector(in.getLong(AT_POSITION)),
                in.getLong(AT_UNREADABLE),
                time(in, AT_LAST_ENDED)
                        .map(ended -> new ScrubNote.Finished(
                                Times.of(in.getLong(AT_LAST_STARTED)), ended, in.getLong(AT_LAST_UNREADABLE)))));
    }

    private static Optional<Instant> time(ByteBuffer in, int at) {
        return in.getLong(at) == 0 ? Optional.empty() : Optional.of(Times.of(in.getLong(at)));
    }
}
