package org.remapd.agent.sensor.scrub;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.remapd.agent.device.Aliveness;
import org.remapd.agent.device.BadBlockSearch;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;

/**
 * One pass over a disk, in large blocks; a block that cannot be read is narrowed down to the physical blocks to blame, and
 * each is reported. It runs on the thread that calls {@link #run}; everything else may be called from any thread.
 */
public final class Scrub {

    /** Takes what is found; may hold the scrub up, but not for ever. */
    public interface Findings {
        void found(Observation.ScrubRead bad);
    }

    private final BlockDevice disk;
    private final ScrubPlan plan;
    private final long blockSectors;
    private final Pace pace;
    private final Clock clock;
    private final Findings findings;
    private final BadBlockSearch search;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition cancelled = lock.newCondition();
    private volatile boolean cancel;

    private final Instant started;
    private final long startNanos;
    private long done;
    private long unreadable;
    private DiskSector position = new DiskSector(0);
    private volatile ScrubProgress progress;

    public Scrub(BlockDevice disk, ScrubPlan plan, int blockBytes, Pace pace, Clock clock, Findings findings) {
        this.disk = disk;
        this.plan = plan;
        this.blockSectors = blockBytes / BlockDevice.SECTOR_BYTES;
        this.pace = pace;
        this.clock = clock;
        this.findings = findings;
        this.search = new BadBlockSearch(disk);
        this.started = clock.now();
        this.startNanos = clock.nanos();
        this.progress = report(ScrubProgress.State.RUNNING, Optional.empty());
    }

    public ScrubProgress progress() {
        return progress;
    }

    /** Ends the scrub at the next block. */
    public void cancel() {
        lock.lock();
        try {
            cancel = true;
            cancelled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Reads everything, and returns when that is done, or the scrub was cancelled, or the disk is in trouble. */
    public ScrubProgress run() {
        Optional<String> trouble = Optional.empty();
        for (SectorRange range : plan.ranges()) {
            trouble = readRange(range);
            if (trouble.isPresent() || cancel) {
                break;
            }
        }
        ScrubProgress.State end = cancel ? ScrubProgress.State.CANCELLED : ScrubProgress.State.FINISHED;
        progress = report(trouble.isPresent() ? ScrubProgress.State.FAILED : end, trouble);
        return progress;
    }

    private Optional<String> readRange(SectorRange range) {
        ByteBuffer buffer = BlockDevice.buffer(Math.min(blockSectors, range.count()));
        for (long at = 0; at < range.count() && !cancel; at += blockSectors) {
            SectorRange block = new SectorRange(range.first().plus(at), Math.min(blockSectors, range.count() - at));
            pause(pace.take(block.count() * BlockDevice.SECTOR_BYTES));
            IoResult read = disk.read(block, buffer.duplicate().limit((int) block.count() * BlockDevice.SECTOR_BYTES));
            if (read instanceof IoResult.Failed failed) {
                Optional<String> trouble = narrow(block, failed);
                if (trouble.isPresent()) {
                    return trouble;
                }
            }
            done += block.count();
            position = block.end();
            progress = report(ScrubProgress.State.RUNNING, Optional.empty());
        }
        return Optional.empty();
    }

    /** What is wrong with the disk as a whole, if that is what the failure was about. */
    private Optional<String> narrow(SectorRange block, IoResult.Failed failed) {
        if (!failed.error().mayBeMedium()) {
            return Optional.of(failed.detail());
        }
        Aliveness aliveness = new Aliveness(disk);
        if (!aliveness.besides(block) && !aliveness.within(block)) {
            return Optional.of("nothing on the disk can be read any more: " + failed.detail());
        }
        List<BadBlockSearch.Bad> bad = search.in(block);
        for (BadBlockSearch.Bad piece : bad) {
            if (!piece.why().error().mayBeMedium()) {
                return Optional.of(piece.why().detail());
            }
            unreadable += piece.where().count();
            findings.found(new Observation.ScrubRead(piece.where(), piece.why().error()));
        }
        return Optional.empty();
    }

    private void pause(Duration time) {
        long left = time.toNanos();
        lock.lock();
        try {
            while (left > 0 && !cancel) {
                left = cancelled.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel = true;
        } finally {
            lock.unlock();
        }
    }

    private ScrubProgress report(ScrubProgress.State state, Optional<String> why) {
        return new ScrubProgress(
                state,
                why,
                started,
                plan.sectors(),
                done,
                unreadable,
                position,
                Duration.of(clock.nanos() - startNanos, TimeUnit.NANOSECONDS.toChronoUnit()));
    }
}
