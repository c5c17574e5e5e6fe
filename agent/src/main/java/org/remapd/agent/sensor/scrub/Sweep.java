package org.remapd.agent.sensor.scrub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.ScrubCheckpoint;

/**
 * Decides what a scrub reads next, from what came of the reads before. Large blocks are read from front to back. One that fails is
 * cut into pieces, down to the physical blocks to blame; what lies behind those is tried at once. Where blocks fail in a row the sweep jumps ahead, twice as far each time,
 * and comes back later, from behind; and it goes on past failed blocks once narrowing them down has taken its share of the time, for a drive may
 * try for a minute before it gives up: the rest of the disk does not wait behind a bad patch.
 *
 * <p>Blocks that were read, and slowly, are read once more in the end, by their physical blocks.
 *
 * <p>Reads that adjoin may become one request if they wait for the drive together, and when that fails they all do (blk_attempt_bio_merge and
 * blk_rq_err_bytes in the kernel's block/). So none is on its way beside a piece of something that failed, or a physical block. Pure; one thread at a time.
 */
final class Sweep {

    /** Bad patches that may wait to be narrowed down while there is something ahead: as many can be kept over a restart. */
    private static final int PATCHES_AHEAD = ScrubCheckpoint.ROOM;

    /** Those that may wait at all. */
    private static final int PATCHES = 10_000;

    /** Slow blocks that are looked at once more. */
    private static final int SLOW_ONES = 100;

    /** The sweep stands still for bad patches no longer than this at once. */
    private static final Duration SHARE = Duration.ofSeconds(30);

    /** And earns that anew, each second of it in so many that pass. */
    private static final int EARNED_IN = 10;

    /** Reads that failed may take so long, all together, once everything has been swept. */
    static final Duration TROUBLE_LIMIT = Duration.ofHours(6);

    /** Pieces that are read one after the other without asking what is best read next: each time, all other readers are asked to look, too. */
    private static final int RUN = 64;

    /** Runs that may be passed over, or cut off, at a time: enough for two readers to take turns. */
    private static final int PASSED_OVER = 4;

    /** No jump is longer than this many blocks: a gibibyte, of blocks of the usual size. */
    private static final int LONGEST_JUMP = 256;

    private final long blockSectors;
    private final long physicalSectors;
    private long mostSectors;
    private final DiskSector end;
    private final Costs costs = new Costs();
    private final Density density;

    private final Unread ahead = new Unread();
    /** Runs that were passed over, and what was not asked for of others: it comes before what lies ahead. */
    private final Unread cut = new Unread();

    private final Unread again = new Unread();
    private final Deque<Patch> patches = new ArrayDeque<>();
    private final Deque<Patch> slow = new ArrayDeque<>();
    private final Set<Read> disturbed = new HashSet<>();
    private final Slowness slowness = new Slowness();
    /** Each with the patch that it is a piece of, if it is one. */
    private final Map<Read, Optional<Patch>> inFlight = new LinkedHashMap<>();

    /** What the drive was asked for in vain. */
    private final List<SectorRange> unanswered = new ArrayList<>();

    private int failedInARow;
    private long share = SHARE.toNanos();
    private long trouble;
    private long left;

    /**
     * Of a disk.
     *
     * @param plan            what is to be read, all in all
     * @param from            how much of that has been read
     * @param blockSectors    what is read at once, at most
     * @param physicalSectors what the drive keeps as one
     */
    Sweep(ScrubPlan plan, ScrubCheckpoint from, long blockSectors, long physicalSectors) {
        this.blockSectors = blockSectors;
        this.mostSectors = blockSectors;
        this.physicalSectors = physicalSectors;
        this.density = new Density(physicalSectors);
        this.end = plan.end();
        ahead.addAll(plan.from(from.position()));
        again.addAll(plan.within(from.behind()));
        left = Stream.concat(ahead.ranges(), again.ranges())
                .mapToLong(SectorRange::count)
                .sum();
    }

    /** From now on no block has more sectors than this; a power of two, and not below a physical block. */
    void readAtOnce(long most) {
        mostSectors = most;
    }

    /** The next read, if there is one before others have ended. */
    Optional<Read> next() {
        Optional<Read> next = nextRange();
        next.ifPresent(read -> inFlight.putIfAbsent(read, Optional.empty()));
        return next;
    }

    private Optional<Read> nextRange() {
        if (!front().isEmpty()) {
            boolean narrows = share > 0 || patches.size() >= PATCHES_AHEAD;
            return (narrows ? nextPiece() : Optional.<Read>empty()).or(this::nextBlock);
        }
        if (isOutOfTime()) {
            return Optional.empty();
        }
        // What was jumped over first, so that all of the damage is known roughly before any of it is known to the
        // block.
        return (patches.size() < PATCHES ? lastBlock() : Optional.<Read>empty())
                .or(this::nextPiece)
                .or(this::nextAgain);
    }

    private Unread front() {
        return cut.isEmpty() ? ahead : cut;
    }

    private boolean isOutOfTime() {
        return trouble >= TROUBLE_LIMIT.toNanos();
    }

    /** All by itself, and when all else has been read: a drive that has just read it would have it in its memory. */
    private Optional<Read> nextAgain() {
        return slow.isEmpty() || !inFlight.isEmpty()
                ? Optional.empty()
                : Optional.of(pieceOf(slow, slow.getFirst(), Read.Kind.AGAIN));
    }

    private Optional<Read> nextPiece() {
        return patches.stream()
                .filter(patch -> inFlight.keySet().stream().noneMatch(read -> adjoin(read.range(), patch.next())))
                .findFirst()
                .map(this::pieceOf);
    }

    private Read pieceOf(Patch patch) {
        Read piece = pieceOf(patches, patch, Read.Kind.PIECE);
        inFlight.put(piece, Optional.of(patch));
        return piece;
    }

    private static Read pieceOf(Deque<Patch> some, Patch patch, Read.Kind kind) {
        Read piece = patch.take(kind);
        if (patch.isEmpty()) {
            some.remove(patch);
        }
        return piece;
    }

    private static boolean adjoin(SectorRange one, SectorRange other) {
        return one.first().compareTo(other.end()) <= 0 && other.first().compareTo(one.end()) <= 0;
    }

    /** Of two that adjoin neither may be one that is to blame if it fails. */
    private boolean hasToWait(Read next) {
        return inFlight.keySet().stream()
                .anyMatch(read -> adjoin(read.range(), next.range()) && (isToBlame(read) || isToBlame(next)));
    }

    private boolean isToBlame(Read read) {
        return read.narrowing() || isByBlocks(read);
    }

    private long blockSize() {
        return Math.min(mostSectors, cuts().blocksAtOnce(mostSectors / physicalSectors) * physicalSectors);
    }

    private Cuts cuts() {
        return new Cuts(density.part(), costs, blocks(blockSectors));
    }

    private long blocks(long sectors) {
        return (sectors + physicalSectors - 1) / physicalSectors;
    }

    /** Of what was passed over, or lies ahead; if that has to wait, one run is passed over, so that something is on its way beside it. */
    private Optional<Read> nextBlock() {
        Optional<Read> next = nextPassedOver().or(() -> nextOf(ahead));
        if (next.isEmpty() && !ahead.isEmpty() && cut.count() < PASSED_OVER) {
            cut.addLast(ahead.takeFirst(runOf(ahead, blockSize())));
            next = nextOf(ahead);
        }
        return next;
    }

    /** In whatever order: they lie close together. */
    private Optional<Read> nextPassedOver() {
        Optional<Read> next = nextOf(cut);
        for (int left = cut.count(); next.isEmpty() && left > 1; left--) {
            cut.addLast(cut.takeFirst(Long.MAX_VALUE));
            next = nextOf(cut);
        }
        return next;
    }

    /** The first of it, unless that has to wait. Blocks end where their numbers are round, whatever lies between them. */
    private Optional<Read> nextOf(Unread some) {
        if (some.isEmpty()) {
            return Optional.empty();
        }
        long size = blockSize();
        SectorRange block = some.takeFirst(runOf(some, size));
        Read next = new Read(block, Read.Kind.BLOCK, size);
        if (hasToWait(next)) {
            some.addFirst(block);
            return Optional.empty();
        }
        return Optional.of(next);
    }

    private long runOf(Unread some, long size) {
        return (size == physicalSectors ? RUN * size : size) - some.first().number() % size;
    }

    /** Of what was jumped over last: behind it, it was well again. */
    private Optional<Read> lastBlock() {
        if (again.isEmpty()) {
            return Optional.empty();
        }
        long size = blockSize();
        long over = again.end().number() % size;
        SectorRange block = again.takeLast(over == 0 ? size : over);
        Read next = new Read(block, Read.Kind.BLOCK);
        if (hasToWait(next)) {
            again.addLast(block);
            return Optional.empty();
        }
        return Optional.of(next);
    }

    /** Whether it is a physical block that is slow again, all by itself, and nobody else has used the disk. */
    boolean isWeak(Read read, long nanos) {
        return read.kind() == Read.Kind.AGAIN && slowness.isSlow(nanos);
    }

    /**
     * It could be read, in so many nanoseconds.
     *
     * @param last  of these, in which its last piece was read: with one that is slow a run ends, so no other can be
     * @param quiet whether nobody else used the disk
     * @return whether these say something of the disk: nobody else used it, and it did not wait for something that failed
     */
    boolean read(Read read, long nanos, long last, boolean quiet) {
        Optional<Patch> around = ended(read);
        boolean undisturbed = !disturbed.remove(read);
        boolean alone = undisturbed && quiet;
        long each = read.each(nanos);
        if (undisturbed && (read.kind() == Read.Kind.PIECE || isByBlocks(read))) {
            costs.read(each / (1 + inFlight.size()));
        }
        switch (read.kind()) {
            case BLOCK -> {
                left -= read.range().count();
                swept(read.range(), nanos);
                if (alone && slowness.isSlow(last) && slow.size() < SLOW_ONES) {
                    slow.addLast(new Patch(read.lastPiece(), physicalSectors, physicalSectors, Optional.empty()));
                }
                slowness.took(each);
            }
            case PIECE -> {
                left -= read.range().count();
                around.flatMap(Patch::more).ifPresent(patch -> patch.read(this::cuts, physicalSectors));
            }
            case AGAIN -> trouble += nanos;
        }
        return alone;
    }

    private void swept(SectorRange block, long nanos) {
        density.swept(block.count(), false);
        failedInARow = 0;
        share = Math.min(SHARE.toNanos(), share + nanos / EARNED_IN);
    }

    /**
     * Of a run nothing behind {@code end} was asked for, after all: that is still to be read.
     *
     * @return what is left of the run
     */
    Read upTo(Read run, DiskSector end) {
        if (run.range().end().equals(end)) {
            return run;
        }
        Read asked = run.upTo(end);
        if (disturbed.remove(run)) {
            disturbed.add(asked);
        }
        Optional<Patch> patch = ended(run);
        patch.ifPresentOrElse(of -> giveBack(of, asked, run), () -> cut.addFirst(run.from(end)));
        inFlight.put(asked, patch);
        return asked;
    }

    private void giveBack(Patch patch, Read asked, Read run) {
        if (patch.isEmpty()) {
            patches.addFirst(patch);
        }
        patch.giveBack(run.range().count() - asked.range().count());
    }

    /** A read fails: all others that are on their way may have waited for it at the drive. */
    void failing(Read read) {
        inFlight.keySet().stream().filter(other -> !other.equals(read)).forEach(disturbed::add);
    }

    /**
     * A piece could not be read, and not because of anything but the medium: a physical block is bad, and of anything else pieces will be
     * read.
     *
     * @param nanosBefore in which all pieces in front of it were read
     */
    void failed(Read run, SectorRange piece, long nanosBefore, long nanos) {
        Read asked = upTo(run, piece.end());
        if (!asked.range().equals(piece)) {
            asked = readUpTo(asked, piece, nanosBefore);
        }
        failed(asked, nanos);
    }

    /** All pieces but the last; that is on its way alone. */
    private Read readUpTo(Read asked, SectorRange last, long nanos) {
        Read before = asked.upTo(last.first());
        Read failing = new Read(last, asked.kind());
        left -= before.range().count();
        if (!disturbed.remove(asked)) {
            costs.read(before.each(nanos) / inFlight.size());
        }
        if (asked.kind() == Read.Kind.BLOCK) {
            swept(before.range(), nanos);
        }
        inFlight.put(failing, ended(asked));
        return failing;
    }

    private void failed(Read read, long nanos) {
        Optional<Patch> around = ended(read);
        disturbed.remove(read);
        costs.failed(nanos);
        trouble += nanos;
        share -= nanos;
        if (read.kind() == Read.Kind.PIECE) {
            around.flatMap(Patch::more).ifPresent(Patch::failed);
            if (isBlock(read.range()) && around.filter(Patch::foundAnother).isPresent()) {
                density.more();
            }
        } else if (read.kind() == Read.Kind.BLOCK) {
            density.swept(read.range().count(), true);
            jump();
        }
        if (isBlock(read.range())) {
            left -= read.kind() == Read.Kind.AGAIN ? 0 : read.range().count();
        } else {
            long piece = cuts().pieceBlocks(blocks(read.range().count())) * physicalSectors;
            patches.addLast(new Patch(read.range(), piece, RUN * piece, around));
        }
    }

    /** It is on its way no more. The patch that it is a piece of, if it is one. */
    private Optional<Patch> ended(Read read) {
        Optional<Patch> patch = inFlight.remove(read);
        return patch == null ? Optional.empty() : patch;
    }

    /** Whether it is read by physical blocks. Any thread. */
    boolean isByBlocks(Read read) {
        return Math.min(read.piece(), read.range().count()) <= physicalSectors;
    }

    /** Whether it is a physical block, or what there is of one, so that nothing can be learned by reading less. Any thread. */
    boolean isBlock(SectorRange range) {
        return range.count() <= physicalSectors;
    }

    /** It was never asked for, or nobody waits for the answer any more: it is still to be read. */
    void abandoned(Read read) {
        ended(read);
        if (read.kind() != Read.Kind.AGAIN) {
            again.addLast(read.range());
        }
    }

    /**
     * For so long the drive has not answered, though it does elsewhere: it is left out, and what lies behind it is come back to later. Whoever
     * goes on from a checkpoint tries it again.
     */
    void unanswered(Read read, long nanos) {
        ended(read);
        disturbed.remove(read);
        // The others have waited with it whenever the drive was reset.
        disturbed.addAll(inFlight.keySet());
        trouble += nanos;
        share -= nanos;
        if (read.kind() != Read.Kind.AGAIN) {
            unanswered.add(read.range());
        }
        if (read.kind() == Read.Kind.BLOCK) {
            failedInARow = Math.max(failedInARow, 1);
            jump();
        }
    }

    /** One that fails is no reason; from the second on, twice as far each time. */
    private void jump() {
        failedInARow++;
        if (failedInARow < 2) {
            return;
        }
        boolean backwards = front().isEmpty();
        long over = blockSectors * Math.min(LONGEST_JUMP, 1L << Math.min(failedInARow - 2, 62));
        List<SectorRange> jumped = new ArrayList<>();
        while (over > 0 && !(backwards ? again : front()).isEmpty()) {
            SectorRange part = backwards ? again.takeLast(over) : front().takeFirst(over);
            over -= part.count();
            jumped.add(part);
        }
        jumped.forEach(backwards ? again::addFirst : again::addLast);
    }

    /** Nothing is left to be read, or nothing but what the drive does not answer to, and patches that have had their time. */
    boolean over() {
        return isIdle()
                && front().isEmpty()
                && (isOutOfTime() || (again.isEmpty() && patches.isEmpty() && slow.isEmpty()));
    }

    /** No read is on its way. */
    boolean isIdle() {
        return inFlight.isEmpty();
    }

    /** Sectors that are still to be read. */
    long left() {
        return left;
    }

    /** From where the next daemon has to go on. */
    ScrubCheckpoint checkpoint() {
        DiskSector position = ahead.isEmpty() ? end : ahead.first();
        return ScrubCheckpoint.of(position, behind());
    }

    private Collection<SectorRange> behind() {
        return Stream.of(
                        cut.ranges(),
                        again.ranges(),
                        unanswered.stream(),
                        patches.stream().map(Patch::left),
                        inFlight.keySet().stream()
                                .filter(read -> read.kind() != Read.Kind.AGAIN)
                                .map(Read::range))
                .flatMap(ranges -> ranges)
                .toList();
    }
}
