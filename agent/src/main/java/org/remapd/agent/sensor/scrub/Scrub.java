package org.remapd.agent.sensor.scrub;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.scrub.pace.Pacing;
import org.remapd.agent.sensor.scrub.pace.Progress;
import org.remapd.agent.sensor.scrub.pace.Speed;
import org.remapd.agent.sensor.scrub.pace.Why;

/**
 * One pass over a disk, with a few reads on their way at a time, each by a thread of its own: {@link Sweep} says what is read,
 * {@link Pacing} how fast. Each physical block that cannot be read is reported. It is led by the thread that calls {@link #run};
 * everything else may be called from any thread.
 */
public final class Scrub {

    /** Takes what is found, and how far it is. */
    public interface Findings {

        /** Before anything is read, and when the disk need not be left asleep any more; by the thread that leads. */
        default void begins() {}

        /** By the thread that has read it: it may hold the scrub up, but not once that is cancelled. */
        void found(Observation.ScrubRead bad);

        /** Whether nothing that was found has the disk do anything just now, so that what a read takes says something; at once, by any thread. */
        default boolean isQuiet() {
            return true;
        }

        /** This was read twice, and slowly both times; by the thread that leads, when nothing is read any more. */
        default void weak(Observation.ReadSlowly weak) {}

        /** When more has been read, fifty times a second at most, or else ten times; by the thread that leads. */
        default void passing(ScrubProgress now) {}
    }

    /** How long a read may take before it is not waited for any longer; above the kernel's 30 s and one retry. */
    static final Duration HANGS = Duration.ofSeconds(75);

    /**
     * If others have been answered so lately, that is a matter of the place, and not of the disk: of a drive that is stuck the kernel hears
     * only between two resets, every 30 s.
     */
    private static final Duration ANSWERS = Duration.ofSeconds(45);

    /** So often it is looked how fast the disk may be read. */
    private static final Duration TICK = Duration.ofMillis(100);

    /** So often before it begins, which may be hours. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** So often it may be told how far it is: what has been read since is read again if the daemon dies. */
    private static final Duration WORD = Duration.ofMillis(20);

    /** 1 MiB: what is read at once, at most, unless the disk is all the scrub's. Somebody may come meanwhile, and has to wait for it. */
    private static final long GENTLE_SECTORS = 2048;

    private final List<BlockDevice> handles;
    private final ReadBuffers buffers;
    private final int blockBytes;
    private final Sweep sweep;
    private Surface surface;
    private final Pace pace;
    private final Pacing pacing;
    private final ThreadFactory threads;
    private final Clock clock;
    private final Findings findings;

    private final ReentrantLock lock = new ReentrantLock();
    /** For the readers: there may be something to read. */
    private final Condition work = lock.newCondition();
    /** For who leads: it may be over. */
    private final Condition news = lock.newCondition();

    private volatile boolean verifies;
    private boolean cancelled;
    private boolean paused;
    private @Nullable String trouble;
    private boolean silenced;
    private @Nullable ScrubProgress end;
    private long blockSectors;
    private List<Reader> readers = List.of();

    /** Reads that are not waited for any longer; their readers hang. */
    private final Set<Read> forsaken = new HashSet<>();

    /** When the disk answered last. */
    private long answered;

    /** What it waits before it may read says nothing of the disk, and is not its own time. */
    private Instant started;

    private final long sectors;
    private final Headway headway;
    private Speed speed = new Speed(Speed.UNLIMITED, Why.FULL_SPEED);
    private long busy;
    private long asOf;
    private long untilLead;
    private long told;
    private long leftWhenTold;
    private long unreadable;
    private final List<Observation.ReadSlowly> weak = new ArrayList<>();
    private long failures;

    /**
     * Nothing is read before {@link #run}.
     *
     * @param handles    on one disk; so many reads are on their way at a time at most. They are closed when it is over; one that
     *                   hangs, when it answers
     * @param plan       all that there is to read
     * @param from       what was done before; nothing if {@link #begin}
     * @param buffers    what is read into
     * @param blockBytes what is read at once at most
     * @param threads    makes those that read
     */
    public Scrub(
            List<BlockDevice> handles,
            ScrubPlan plan,
            ScrubNote.Underway from,
            ReadBuffers buffers,
            int blockBytes,
            Pacing pacing,
            ThreadFactory threads,
            Clock clock,
            Findings findings) {
        this.handles = List.copyOf(handles);
        this.buffers = buffers;
        this.blockBytes = blockBytes;
        this.blockSectors = blockBytes / BlockDevice.SECTOR_BYTES;
        long physicalSectors = handles.get(0).physicalBlockSize() / BlockDevice.SECTOR_BYTES;
        this.sweep = new Sweep(plan, from.at(), blockSectors, physicalSectors);
        this.surface = new Surface(handles.get(0).sectors(), from.started());
        this.pace = new Pace(clock);
        this.pacing = pacing;
        this.threads = threads;
        this.clock = clock;
        this.findings = findings;
        this.started = from.started();
        this.sectors = plan.sectors();
        this.busy = from.busy().toNanos();
        this.unreadable = from.unreadable();
        this.paused = from.paused();
        this.asOf = clock.nanos();
        this.headway = new Headway(busy, sectors - sweep.left());
    }

    /** A scrub that begins now. */
    public static ScrubNote.Underway begin(Instant now) {
        return new ScrubNote.Underway(now, ScrubCheckpoint.START, 0, Duration.ZERO, false);
    }

    /** From {@link #run} on, have the drive verify where that will do: it was seen to tell what it cannot read ({@link VerifyTrial}). */
    public void verify() {
        verifies = true;
    }

    /** Whether it does. */
    public boolean verifies() {
        return verifies;
    }

    /** How far it is now. */
    public ScrubProgress progress() {
        lock.lock();
        try {
            if (end != null) {
                return end;
            }
            if (!readers.isEmpty()) {
                passTime();
            }
            return report(ScrubProgress.State.RUNNING);
        } finally {
            lock.unlock();
        }
    }

    /** How long its reads took so far, without those before it went on. */
    public LatencyMap latencies() {
        lock.lock();
        try {
            return surface.map();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the scrub when the reads that are on their way are through. */
    public void cancel() {
        change(() -> cancelled = true);
    }

    /** Has it stand still, or go on. */
    public void pause(boolean still) {
        change(() -> paused = still);
    }

    public boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            untilLead = 0;
            work.signalAll();
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Reads everything, and returns when that is done, or the scrub was cancelled, or the disk is in trouble. */
    public ScrubProgress run() {
        if (awaitBegin()) {
            findings.begins();
        }
        List<Thread> hands = begin();
        try {
            for (Optional<ScrubProgress> now = pass(hands); now.isPresent(); now = pass(hands)) {
                findings.passing(now.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
        } finally {
            change(() -> {
                passTime();
                end = report(endState());
            });
        }
        // Not before: what is done about them takes the disk's time.
        weak.forEach(findings::weak);
        return progress();
    }

    /** Before it may read nothing comes near the disk, which may sleep. False if there is nothing to be done any more. */
    private boolean awaitBegin() {
        lock.lock();
        try {
            Instant came = clock.now();
            asOf = clock.nanos();
            lead();
            boolean waited = speed.isStill();
            while (speed.isStill() && !ended()) {
                untilLead = Math.min(news.awaitNanos(untilLead), untilLead);
                if (untilLead <= 0) {
                    lead();
                    untilLead = LOOK.toNanos();
                }
            }
            if (waited && sweep.left() == sectors) {
                started = started.plus(Duration.between(came, clock.now()));
                surface = new Surface(handles.get(0).sectors(), started);
            }
            return !ended();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancelled = true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it failed since the disk did not answer any more, nor said anything else. */
    public boolean silenced() {
        lock.lock();
        try {
            return silenced;
        } finally {
            lock.unlock();
        }
    }

    private List<Thread> begin() {
        List<ReadBuffers.Buffer> lent = buffers.lend(handles.size(), blockBytes);
        List<Reader> crew = IntStream.range(0, lent.size())
                .mapToObj(n -> new Reader(handles.get(n), verifies, buffers, lent.get(n), new Hands(), clock))
                .toList();
        handles.stream().skip(lent.size()).forEach(BlockDevice::close);
        List<Thread> hands = crew.stream().map(threads::newThread).toList();
        change(() -> {
            readers = crew;
            blockSectors = lent.get(0).bytes() / BlockDevice.SECTOR_BYTES;
            sweep.readAtOnce(atOnce());
            asOf = clock.nanos();
            answered = asOf;
            lead();
        });
        hands.forEach(Thread::start);
        return hands;
    }

    /** A moment of the scrub, of a tenth of a second or less; empty if it is over. */
    @SuppressWarnings("WaitNotInLoop") // who calls it loops
    private Optional<ScrubProgress> pass(List<Thread> hands) throws InterruptedException {
        lock.lock();
        try {
            if (ended()) {
                return Optional.empty();
            }
            requireAlive(hands);
            // Somebody may have set it to nothing meanwhile.
            untilLead = Math.min(news.awaitNanos(untilLead), untilLead);
            if (untilLead <= 0) {
                lead();
            } else {
                passTime();
            }
            told = asOf;
            leftWhenTold = sweep.left();
            return Optional.of(report(ScrubProgress.State.RUNNING));
        } finally {
            lock.unlock();
        }
    }

    private boolean ended() {
        return trouble != null || (cancelled ? sweep.isIdle() : sweep.over());
    }

    private ScrubProgress.State endState() {
        if (cancelled) {
            return ScrubProgress.State.CANCELLED;
        }
        return trouble != null ? ScrubProgress.State.FAILED : ScrubProgress.State.FINISHED;
    }

    /** A bug has ended them all. */
    private void requireAlive(List<Thread> hands) {
        if (!cancelled && hands.stream().noneMatch(Thread::isAlive)) {
            throw new IllegalStateException("nobody reads any more");
        }
    }

    private void lead() {
        passTime();
        untilLead = TICK.toNanos();
        readers.stream()
                .filter(reader -> silent(reader).compareTo(HANGS) > 0)
                .flatMap(reader -> reader.reading().stream())
                .forEach(this::hangs);
        Speed next = paused ? Speed.still(Why.PAUSED) : pacing.now(sofar());
        if (!next.equals(speed)) {
            speed = next;
            pace.limit(speed.bytesPerSecond());
            sweep.readAtOnce(atOnce());
            work.signalAll();
        }
    }

    private long atOnce() {
        return speed.isUnlimited() ? blockSectors : Math.min(blockSectors, GENTLE_SECTORS);
    }

    /** A drive may try for longer than the kernel waits, which then asks it again and again. */
    private void hangs(Read read) {
        if (asOf - answered > ANSWERS.toNanos()) {
            trouble = "no answer within " + HANGS.toSeconds() + " s";
            silenced = true;
        } else {
            forsaken.add(read);
            sweep.unanswered(read, HANGS.toNanos());
            work.signalAll();
            news.signalAll();
        }
    }

    private Progress sofar() {
        return new Progress(sweep.left(), sectors - sweep.left(), failures, Duration.between(started, clock.now()));
    }

    private Duration silent() {
        return readers.stream().map(this::silent).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private Duration silent(Reader reader) {
        long since = reader.silentSince();
        boolean waitedFor = since != Reader.IDLE
                && reader.reading().filter(forsaken::contains).isEmpty();
        return !waitedFor ? Duration.ZERO : Duration.ofNanos(Math.max(0, asOf - since));
    }

    private void passTime() {
        long now = clock.nanos();
        if (!speed.isStill()) {
            busy += now - asOf;
        }
        asOf = now;
        headway.come(busy, sectors - sweep.left());
    }

    /** What the readers' threads do with what is here. */
    private final class Hands implements Reader.Work {

        @Override
        public Optional<Read> take() {
            lock.lock();
            try {
                while (end == null && !cancelled && trouble == null) {
                    Duration wait = pace.untilNext();
                    Optional<Read> next = wait.isZero() ? sweep.next() : Optional.empty();
                    if (next.isPresent()) {
                        pace.took(next.get().range().count() * BlockDevice.SECTOR_BYTES);
                        return next;
                    }
                    work.awaitNanos((wait.isZero() ? TICK : wait).toNanos());
                }
                return Optional.empty();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a reader", e);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void read(Read asked, DiskSector end, long nanos, long last) {
            answer(asked, () -> {
                Read read = sweep.upTo(asked, end);
                notAsked(asked, end);
                boolean quiet = isQuiet();
                if (quiet && sweep.isWeak(read, nanos)) {
                    weak.add(new Observation.ReadSlowly(read.range(), Duration.ofNanos(nanos)));
                }
                boolean alone = sweep.read(read, nanos, last, quiet);
                // What blocks take that are read one by one says nothing of larger reads.
                boolean byBlocks = sweep.isByBlocks(read);
                if (read.narrowing() || byBlocks) {
                    // Others may have waited, not to be beside it.
                    work.signalAll();
                }
                if (!read.narrowing() && !byBlocks) {
                    surface.read(read.range(), nanos, alone);
                }
                if (isWorthAWord()) {
                    news.signalAll();
                }
            });
        }

        @Override
        public void failing(Read read) {
            answer(() -> sweep.failing(read));
        }

        @Override
        public void failed(Read read, SectorRange piece, IoResult.Failed why, long nanosBefore, long nanos) {
            boolean isBlock = sweep.isBlock(piece);
            if (isBlock) {
                // Before it counts as done: what is not reported is to be read again after a restart.
                findings.found(new Observation.ScrubRead(piece, why.error()));
            }
            answer(read, () -> {
                sweep.failed(read, piece, nanosBefore, nanos);
                notAsked(read, piece.end());
                if (isBlock) {
                    unreadable += piece.count();
                    surface.unreadable(piece);
                }
                failures++;
                work.signalAll();
            });
        }

        @Override
        public void trouble(Read read, String why) {
            answer(read, () -> {
                sweep.abandoned(read);
                trouble = trouble == null ? why : trouble;
            });
        }

        private void notAsked(Read read, DiskSector from) {
            pace.spared((read.range().end().number() - from.number()) * BlockDevice.SECTOR_BYTES);
        }

        /** Small reads come one after the other; of those it is told when the lead is taken anyway. */
        private boolean isWorthAWord() {
            return clock.nanos() - told >= WORD.toNanos() && leftWhenTold - sweep.left() >= blockSectors / 4;
        }

        /** Whether what a read takes is the disk's own doing. */
        private boolean isQuiet() {
            return speed.why() != Why.IN_USE && speed.why() != Why.BEHIND && findings.isQuiet();
        }

        /** What has not been waited for any longer stays out. */
        private void answer(Read read, Runnable what) {
            answer(() -> {
                answered = clock.nanos();
                if (!forsaken.contains(read)) {
                    what.run();
                }
            });
        }

        /** When it is over nobody asks any more. */
        private void answer(Runnable what) {
            lock.lock();
            try {
                if (end == null) {
                    what.run();
                    if (ended()) {
                        news.signalAll();
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private ScrubProgress report(ScrubProgress.State state) {
        boolean running = state == ScrubProgress.State.RUNNING;
        return new ScrubProgress(
                state,
                Optional.ofNullable(trouble),
                started,
                sectors,
                sectors - sweep.left(),
                unreadable,
                weak.stream().mapToLong(one -> one.where().count()).sum(),
                sweep.checkpoint(),
                Duration.ofNanos(busy),
                headway.bytesPerSecond(),
                running ? headway.left(sweep.left()) : Optional.empty(),
                speed,
                running ? silent() : Duration.ZERO);
    }
}
