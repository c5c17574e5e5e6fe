package org.remapd.daemon.schedule;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices for which something is due: that is done for a few at a time, and for one at a time of those that share a spindle; the
 * others wait ({@link Line} says who), each device is in it at most once. So it is never longer than there are devices. Any thread.
 */
public final class DeviceQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceQueue.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String what;
    private final Function<String, Set<String>> spindles;
    private final Consumer<String> work;
    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor threads;
    /** Those that wait, and that somebody else does, by their places. */
    private final Map<Line.Place, Awaited> awaited = new HashMap<>();

    private boolean closed;
    private Line line;

    /** A turn of a device for which it is done by somebody else, on a thread of his own. Any thread. */
    public interface Turn extends AutoCloseable {

        /** Whether it may be done. */
        boolean hasCome();

        /** Has the turn come, whoever else has his, or waits for it. */
        void take();

        /** It is done, or not to be done any more; to be said once. */
        @Override
        void close();
    }

    /**
     * An empty one.
     *
     * @param what is due, for people and for the names of its threads: "scrub"
     * @param atOnce for how many devices it may be done at the same time
     * @param spindles what a device takes for itself as long as it is done, by any names; asked when the device comes
     * @param work does it for the device of that name, and returns when that is done; interrupted on close
     */
    public DeviceQueue(String what, int atOnce, Function<String, Set<String>> spindles, Consumer<String> work) {
        this.what = what;
        this.spindles = spindles;
        this.work = work;
        this.line = Line.of(atOnce);
        // How many there are, the line says: more than may work at once only if some of them rest.
        threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                1,
                TimeUnit.MINUTES,
                new SynchronousQueue<>(),
                task -> daemonThread(task, what + "-" + number.incrementAndGet()),
                new ThreadPoolExecutor.DiscardPolicy()); // one that comes while closing
    }

    private static Thread daemonThread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Puts a device at the end; false if it is in already, waiting or in work. */
    public boolean add(String device) {
        Line.Place place = new Line.Place(device, false, spindles.apply(device));
        synchronized (this) {
            if (line.has(device)) {
                return false;
            }
            line = line.join(place);
            beginWhatCan();
            return true;
        }
    }

    /**
     * A turn that has come. Nobody else gets the device's spindles until it is closed, and it counts among those at work; but it waits for
     * nobody. If the device waits, it no longer does.
     */
    public Turn now(String device) {
        return begun(new Line.Place(device, false, spindles.apply(device)));
    }

    /** The same for something else that is done for a device. What is due for it is due all the same, afterwards. */
    public Turn aside(String device) {
        return begun(new Line.Place(device, true, spindles.apply(device)));
    }

    private synchronized Turn begun(Line.Place place) {
        Awaited turn = new Awaited(place);
        turn.begin();
        return turn;
    }

    /** A turn that comes as that of a device that is {@linkplain #add put} at the end. If the device waits, that is what it waits for. */
    public Turn inTurn(String device) {
        Awaited turn = new Awaited(new Line.Place(device, false, spindles.apply(device)));
        synchronized (this) {
            awaited.put(turn.place, turn);
            line = line.leave(device).join(turn.place);
            beginWhatCan();
        }
        return turn;
    }

    private final class Awaited implements Turn {

        private final Line.Place place;
        private volatile boolean come;

        Awaited(Line.Place place) {
            this.place = place;
        }

        @Override
        public boolean hasCome() {
            return come;
        }

        @Override
        public void take() {
            synchronized (DeviceQueue.this) {
                if (awaited.remove(place, this)) {
                    begin();
                }
            }
        }

        /** Only under the lock. */
        private void begin() {
            come = true;
            line = line.begin(place);
        }

        @Override
        public void close() {
            synchronized (DeviceQueue.this) {
                if (come) {
                    end(place);
                } else if (awaited.remove(place, this)) {
                    line = line.leave(place.device());
                    beginWhatCan();
                }
            }
        }
    }

    /**
     * Heeds which devices do nothing, in their turns or when these would come: others have theirs meanwhile.
     *
     * @param rests  as one whose scrub is paused does, until somebody wants it to go on
     * @param sleeps as one does that waits for its disk to be woken: it may begin at any time
     */
    public synchronized void rest(Predicate<String> rests, Predicate<String> sleeps) {
        line = line.withResting(those(rests)).withAsleep(those(sleeps));
        beginWhatCan();
    }

    private Set<String> those(Predicate<String> which) {
        return Stream.concat(line.waiting().stream(), line.running().stream())
                .map(Line.Place::device)
                .filter(which)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Only under the lock. */
    private void beginWhatCan() {
        if (closed) {
            return;
        }
        for (Optional<Line.Place> next = line.next(); next.isPresent(); next = line.next()) {
            Line.Place place = next.get();
            Awaited turn = awaited.get(place);
            if (turn == null) {
                line = line.begin(place);
                threads.execute(() -> run(place));
            } else {
                turn.take();
            }
        }
    }

    private void run(Line.Place place) {
        try {
            work.accept(place.device());
        } catch (RuntimeException e) {
            LOG.error("{}: the {} ended with an error", place.device(), what, e);
        } finally {
            end(place);
        }
    }

    private synchronized void end(Line.Place place) {
        line = line.end(place);
        beginWhatCan();
    }

    /** Interrupts what is in work, waits for that, and has no other turn come. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("a {} goes on although it was told to end", what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
