package org.remapd.agent.sensor.scrub;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.device.Aliveness;
import org.remapd.agent.fault.DiskSector;
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
        Optional<Read> take();

        /**
         * It was read up to there; nothing behind that was asked for.
         *
         * @param last of the nanoseconds, in which the last piece of that was read
         */
        void read(Read read, DiskSector end, long nanos, long last);

        /** It failed; why, is still to be found out. */
        void failing(Read read);

        /**
         * A piece failed, and the medium may be the reason; the rest of the disk can be read.
         *
         * @param nanosBefore in which those in front of it were read
         */
        void failed(Read read, SectorRange piece, IoResult.Failed why, long nanosBefore, long nanos);

        /** It failed for another reason. */
        void trouble(Read read, String why);
    }

    /** What came of a run of pieces is told after that: others may wait to hear of it. */
    private static final Duration RUN_LIMIT = Duration.ofMillis(20);

    /** Of {@link #silentSince}. */
    static final long IDLE = Long.MIN_VALUE;

    private final BlockDevice disk;
    private final Work work;
    private final Clock clock;
    private final ReadBuffers buffers;
    private final ReadBuffers.Buffer buffer;
    private final boolean verifies;
    private volatile long askedSince = IDLE;
    private volatile @Nullable Read reading;

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

    /** What it has been given last; empty before the first. */
    Optional<Read> reading() {
        return Optional.ofNullable(reading);
    }

    @Override
    public void run() {
        try (disk) {
            for (Optional<Read> next = work.take(); next.isPresent(); next = work.take()) {
                read(next.get());
            }
        } finally {
            buffers.takeBack(buffer);
        }
    }

    private void read(Read read) {
        reading = read;
        long began = clock.nanos();
        long asked = began;
        for (SectorRange piece : read.pieces()) {
            askedSince = asked;
            if (ask(piece, read.narrowing()) instanceof IoResult.Failed failed) {
                failed(read, piece, failed, asked - began, clock.nanos() - asked);
                return;
            }
            long before = asked;
            asked = clock.nanos();
            if (asked - began > RUN_LIMIT.toNanos()
                    || piece.end().equals(read.range().end())) {
                askedSince = IDLE;
                work.read(read, piece.end(), asked - began, asked - before);
                return;
            }
        }
    }

    private void failed(Read read, SectorRange piece, IoResult.Failed why, long nanosBefore, long nanos) {
        work.failing(read);
        boolean mayBeMedium = why.error().mayBeMedium();
        boolean isAlive = mayBeMedium && isAlive(piece);
        askedSince = IDLE;
        if (isAlive) {
            work.failed(read, piece, why, nanosBefore, nanos);
        } else {
            work.trouble(read, (mayBeMedium ? "nothing on the disk can be read any more: " : "") + why.detail());
        }
    }

    private IoResult ask(SectorRange piece, boolean narrowing) {
        if (verifies && !narrowing) {
            if (disk.verify(piece).ok()) {
                return new IoResult.Ok();
            }
            // The read that decides has a time of its own.
            askedSince = clock.nanos();
        }
        return disk.read(piece, buffer.of(Math.toIntExact(piece.count() * BlockDevice.SECTOR_BYTES)));
    }

    private boolean isAlive(SectorRange failed) {
        // Each of these reads has a time of its own, too.
        Aliveness aliveness = new Aliveness(disk, List.of(), () -> askedSince = clock.nanos());
        return aliveness.besides(failed) || aliveness.within(failed);
    }
}
