package org.remapd.agent.sensor.scrub;

import java.util.Optional;
import org.remapd.agent.device.Aliveness;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;

/**
 * Reads what it is given, one after the other, with a handle on the disk and a buffer that are its own, and are given up at the end. Its thread
 * hangs as long as the drive does; others see that by {@link #silentSince}.
 */
final class Reader implements Runnable {

    /** Gives out reads and takes what comes of them; from the thread of the reader. */
    interface Work {

        /** Waits for the next; empty if there are no more. */
        Optional<Sweep.Read> take();

        void read(Sweep.Read read, long nanos);

        /** It failed, and the medium may be the reason; the rest of the disk can be read. */
        void failed(Sweep.Read read, IoResult.Failed why, long nanos);

        /** It failed for another reason. */
        void trouble(Sweep.Read read, String why);
    }

    /** Of {@link #silentSince}. */
    static final long IDLE = Long.MIN_VALUE;

    private final BlockDevice disk;
    private final Work work;
    private final Clock clock;
    private final ReadBuffers buffers;
    private final ReadBuffers.Buffer buffer;
    private final boolean verifies;
    private volatile long askedSince = IDLE;

    /** One that may have the drive verify, where a read decides if it says no: all but the pieces of what failed. */
    Reader(BlockDevice disk, boolean verifies, ReadBuffers buffers, ReadBuffers.Buffer buffer, Work work, Clock clock) {
        this.disk = disk;
        this.verifies = verifies;
        this.work = work;
        this.clock = clock;
        this.buffers = buffers;
        this.buffer = buffer;
    }

    /** Since when the disk has owed it an answer, in {@link Clock#nanos}; {@link #IDLE} if it does not. */
    long silentSince() {
        return askedSince;
    }

    @Override
    public void run() {
        try (disk) {
            for (Optional<Sweep.Read> next = work.take(); next.isPresent(); next = work.take()) {
                read(next.get());
            }
        } finally {
            buffers.takeBack(buffer);
        }
    }

    private void read(Sweep.Read read) {
        SectorRange range = read.range();
        long began = clock.nanos();
        askedSince = began;
        IoResult result = ask(read);
        long nanos = clock.nanos() - began;
        boolean trouble =
                result instanceof IoResult.Failed failed && !(failed.error().mayBeMedium() && isAlive(range));
        askedSince = IDLE;
        if (!(result instanceof IoResult.Failed failed)) {
            work.read(read, nanos);
        } else if (trouble) {
            work.trouble(
                    read,
                    (failed.error().mayBeMedium() ? "nothing on the disk can be read any more: " : "")
                            + failed.detail());
        } else {
            work.failed(read, failed, nanos);
        }
    }

    private IoResult ask(Sweep.Read read) {
        SectorRange range = read.range();
        if (verifies && !read.narrowing()) {
            if (disk.verify(range).ok()) {
                return new IoResult.Ok();
            }
            // The read that decides has a time of its own.
            askedSince = clock.nanos();
        }
        return disk.read(range, buffer.of(Math.toIntExact(range.count() * BlockDevice.SECTOR_BYTES)));
    }

    private boolean isAlive(SectorRange failed) {
        Aliveness aliveness = new Aliveness(disk);
        return aliveness.besides(failed) || aliveness.within(failed);
    }
}
