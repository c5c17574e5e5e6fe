package org.remapd.agent.sensor.scrub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
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

    /** Pieces that are read one after the other without asking what is best read next. */
    private static final int RUN = 16;

    /** No jump is longer than this many blocks: a gibibyte, of blocks of the usual size. */
    private static final int LONGEST_JUMP = 256;

    /** Why something is read. */
    enum Kind {
        /** It is its turn. */
        BLOCK,
        /** It is a piece of something that failed. */
        PIECE,
        /** It is a physical block of something that was read, and slowly. */
        AGAIN
    }

    /**
     * What is to be read now.
     *
     * @param range all of it
     * @param piece sectors that are read at once: the pieces come one after the other, until one fails
     */
    record Read(SectorRange range, Kind kind, long piece) {

        /** All at once. */
        Read(SectorRange range, Kind kind) {
            this(range, kind, range.count());
        }

        /** In order; the last may be shorter. */
        List<SectorRange> pieces() {
            return LongStream.range(0, count()).mapToObj(this::piece).toList();
        }

        private SectorRange piece(long n) {
            return new SectorRange(range.first().plus(n * piece), Math.min(piece, range.count() - n * piece));
        }

        private long count() {
            return (range.count() + piece - 1) / piece;
        }

        /** What one piece took, of all. */
        long each(long nanos) {
            return nanos / count();
        }

        private Read upTo(DiskSector end) {
            return new Read(
                    SectorRange.of(
                            range.first().number(), end.number() - range.first().number()),
                    kind,
                    piece);
        }

        /** Of a block already. */
        boolean narrowing() {
            return kind != Kind.BLOCK;
        }
    }

    /** A range that failed as a whole, of which pieces have been handed out up to some place; it may be a piece itself, of the one around it. */
    private static final class Patch {
        private final SectorRange range;
        private final long piece;
        private final long run;
        private final Optional<Patch> around;
        private long done;
        private boolean met;
        private boolean readSince;
        private boolean behind;

        Patch(SectorRange range, long piece, long run, Optional<Patch> around) {
            this.range = range;
            this.piece = piece;
            this.run = run;
            this.around = around;
        }

        SectorRange next() {
            long most = met && !readSince ? piece : run;
            return behind ? left() : new SectorRange(range.first().plus(done), Math.min(most, range.count() - done));
        }

        /** A piece of it failed: if the next can be read, the rest may be read at once. */
        void failed() {
            behind = false;
            met = true;
            readSince = false;
        }

        /** A piece of it could be read, or more of them. */
        void read(Supplier<Cuts> cuts, long physicalSectors) {
            readSince = true;
            behind = met
                    && cuts.get().isRestWorthATry((range.count() - done) / physicalSectors, piece / physicalSectors);
        }

        Read take(Kind kind) {
            SectorRange taken = next();
            done += taken.count();
            return new Read(taken, kind, behind ? taken.count() : piece);
        }

        void giveBack(long sectors) {
            done -= sectors;
        }

        boolean isEmpty() {
            return done == range.count();
        }

        /** The smallest around its pieces of which there is more to be read. */
        Optional<Patch> more() {
            return isEmpty() ? around.flatMap(Patch::more) : Optional.of(this);
        }

        SectorRange left() {
            return new SectorRange(range.first().plus(done), range.count() - done);
        }
    }

    private final long blockSectors;
    private final long physicalSectors;
    private long mostSectors;
    private final DiskSector end;
    private final Costs costs = new Costs();
    private final Density density;

    private final Deque<SectorRange> ahead = new ArrayDeque<>();
    private final Deque<SectorRange> again = new ArrayDeque<>();
    private final Deque<Patch> patches = new ArrayDeque<>();
    private final Deque<Patch> slow = new ArrayDeque<>();
    private final Set<Read> disturbed = new HashSet<>();
    private final Slowness slowness = new Slowness();
    private final Set<Read> inFlight = new LinkedHashSet<>();
    private final Map<Read, Patch> origins = new HashMap<>();
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
        left = Stream.concat(ahead.stream(), again.stream())
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
        next.ifPresent(inFlight::add);
        return next;
    }

    private Optional<Read> nextRange() {
        if (!ahead.isEmpty()) {
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

    private boolean isOutOfTime() {
        return trouble >= TROUBLE_LIMIT.toNanos();
    }

    /** All by itself, and when all else has been read: a drive that has just read it would have it in its memory. */
    private Optional<Read> nextAgain() {
        return slow.isEmpty() || !inFlight.isEmpty()
                ? Optional.empty()
                : Optional.of(pieceOf(slow, slow.getFirst(), Kind.AGAIN));
    }

    private Optional<Read> nextPiece() {
        return patches.stream()
                .filter(patch -> inFlight.stream().noneMatch(read -> adjoin(read.range(), patch.next())))
                .findFirst()
                .map(this::pieceOf);
    }

    private Read pieceOf(Patch patch) {
        Read piece = pieceOf(patches, patch, Kind.PIECE);
        origins.put(piece, patch);
        return piece;
    }

    private static Read pieceOf(Deque<Patch> some, Patch patch, Kind kind) {
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
        return inFlight.stream()
                .anyMatch(read -> adjoin(read.range(), next.range()) && (isToBlame(read) || isToBlame(next)));
    }

    private boolean isToBlame(Read read) {
        return read.narrowing() || isBlock(read);
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

    /** Of what lies ahead. Blocks end where their numbers are round, whatever lies between them. */
    private Optional<Read> nextBlock() {
        long size = blockSize();
        long run = size == physicalSectors ? RUN * size : size;
        SectorRange block = take(run - ahead.getFirst().first().number() % size);
        Read next = new Read(block, Kind.BLOCK, size);
        if (hasToWait(next)) {
            ahead.addFirst(block);
            return Optional.empty();
        }
        return Optional.of(next);
    }

    /** The first sectors of what lies ahead, at most so many. */
    private SectorRange take(long count) {
        SectorRange range = ahead.removeFirst();
        if (range.count() <= count) {
            return range;
        }
        ahead.addFirst(new SectorRange(range.first().plus(count), range.count() - count));
        return new SectorRange(range.first(), count);
    }

    /** Of what was jumped over last: behind it, it was well again. */
    private Optional<Read> lastBlock() {
        if (again.isEmpty()) {
            return Optional.empty();
        }
        long size = blockSize();
        long over = again.getLast().end().number() % size;
        SectorRange block = takeLast(over == 0 ? size : over);
        Read next = new Read(block, Kind.BLOCK);
        if (hasToWait(next)) {
            again.addLast(block);
            return Optional.empty();
        }
        return Optional.of(next);
    }

    /** The last sectors of what was jumped over last, at most so many. */
    private SectorRange takeLast(long count) {
        SectorRange range = again.removeLast();
        if (range.count() <= count) {
            return range;
        }
        again.addLast(new SectorRange(range.first(), range.count() - count));
        return new SectorRange(range.first().plus(range.count() - count), count);
    }

    /** Whether it is a physical block that is slow again, all by itself, and nobody else has used the disk. */
    boolean isWeak(Read read, long nanos) {
        return read.kind() == Kind.AGAIN && slowness.isSlow(nanos);
    }

    /**
     * It could be read, in so many nanoseconds.
     *
     * @param quiet whether nobody else used the disk
     * @return whether these say something of the disk: nobody else used it, and it did not wait for something that failed
     */
    boolean read(Read read, long nanos, boolean quiet) {
        Optional<Patch> around = ended(read);
        boolean undisturbed = !disturbed.remove(read);
        boolean alone = undisturbed && quiet;
        long each = read.each(nanos);
        if (undisturbed && (read.kind() == Kind.PIECE || isBlock(read))) {
            costs.read(each);
        }
        switch (read.kind()) {
            case BLOCK -> {
                left -= read.range().count();
                swept(read.range(), nanos);
                if (alone && slowness.isSlow(each) && slow.size() < SLOW_ONES) {
                    slow.addLast(new Patch(read.range(), physicalSectors, physicalSectors, Optional.empty()));
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
        patch.ifPresentOrElse(of -> giveBack(of, asked, run), () -> patches.addFirst(rest(run, end)));
        inFlight.add(asked);
        return asked;
    }

    private void giveBack(Patch patch, Read asked, Read run) {
        if (patch.isEmpty()) {
            patches.addFirst(patch);
        }
        patch.giveBack(run.range().count() - asked.range().count());
        origins.put(asked, patch);
    }

    /** Of a run of blocks: read next as what is left of something that failed. */
    private static Patch rest(Read run, DiskSector from) {
        long count = run.range().end().number() - from.number();
        return new Patch(new SectorRange(from, count), run.piece(), RUN * run.piece(), Optional.empty());
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
            costs.read(before.each(nanos));
        }
        if (asked.kind() == Kind.BLOCK) {
            swept(before.range(), nanos);
        }
        ended(asked).ifPresent(patch -> origins.put(failing, patch));
        return failing;
    }

    private void failed(Read read, long nanos) {
        Optional<Patch> around = ended(read);
        disturbed.remove(read);
        // They may have waited for it at the drive.
        disturbed.addAll(inFlight);
        costs.failed(nanos);
        trouble += nanos;
        share -= nanos;
        if (read.kind() == Kind.PIECE) {
            around.flatMap(Patch::more).ifPresent(Patch::failed);
        } else if (read.kind() == Kind.BLOCK) {
            density.swept(read.range().count(), true);
            jump();
        }
        if (isBlock(read.range())) {
            left -= read.kind() == Kind.AGAIN ? 0 : read.range().count();
        } else {
            long piece = cuts().pieceBlocks(blocks(read.range().count())) * physicalSectors;
            patches.addLast(new Patch(read.range(), piece, RUN * piece, around));
        }
    }

    /** It is on its way no more. The patch that it is a piece of, if it is one. */
    private Optional<Patch> ended(Read read) {
        inFlight.remove(read);
        return Optional.ofNullable(origins.remove(read));
    }

    /** Whether it is read by physical blocks. Any thread. */
    boolean isBlock(Read read) {
        return Math.min(read.piece(), read.range().count()) <= physicalSectors;
    }

    /** Whether it is a physical block, or what there is of one, so that nothing can be learned by reading less. Any thread. */
    boolean isBlock(SectorRange range) {
        return range.count() <= physicalSectors;
    }

    /** It was never asked for, or nobody waits for the answer any more: it is still to be read. */
    void abandoned(Read read) {
        ended(read);
        if (read.kind() != Kind.AGAIN) {
            again.addLast(read.range());
        }
    }

    /** One that fails is no reason; from the second on, twice as far each time. */
    private void jump() {
        failedInARow++;
        if (failedInARow < 2) {
            return;
        }
        boolean backwards = ahead.isEmpty();
        long over = blockSectors * Math.min(LONGEST_JUMP, 1L << Math.min(failedInARow - 2, 62));
        List<SectorRange> jumped = new ArrayList<>();
        while (over > 0 && !(backwards ? again : ahead).isEmpty()) {
            SectorRange part = backwards ? takeLast(over) : take(over);
            over -= part.count();
            jumped.add(part);
        }
        jumped.forEach(backwards ? again::addFirst : again::addLast);
    }

    /** Nothing is left to be read, or nothing but patches that have had their time. */
    boolean over() {
        return isIdle()
                && ahead.isEmpty()
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
        DiskSector position = ahead.isEmpty() ? end : ahead.getFirst().first();
        return ScrubCheckpoint.of(position, behind());
    }

    private Collection<SectorRange> behind() {
        return Stream.of(
                        again.stream(),
                        patches.stream().map(Patch::left),
                        inFlight.stream()
                                .filter(read -> read.kind() != Kind.AGAIN)
                                .map(Read::range))
                .flatMap(ranges -> ranges)
                .toList();
    }
}
