package org.remapd.daemon.schedule;

import java.time.Duration;
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
    private Line line;

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
     * Does it for a device at once, on this thread, in its own way. Nobody else gets the device's spindles meanwhile, and it counts
     * among those at work; but it waits for nobody. If the device waits, it no longer does.
     */
    public void now(String device, Runnable itsWork) {
        atOnce(new Line.Place(device, false, spindles.apply(device)), itsWork);
    }

    /** Does something else for a device in the same way. What is due for the device is due all the same, afterwards. */
    public void aside(String device, Runnable otherWork) {
        atOnce(new Line.Place(device, true, spindles.apply(device)), otherWork);
    }

    private void atOnce(Line.Place place, Runnable itsWork) {
        synchronized (this) {
            line = line.begin(place);
        }
        try {
            itsWork.run();
        } finally {
            end(place);
        }
    }

    /**
     * Heeds which devices at work do nothing: others have their turns meanwhile.
     *
     * @param rests  as one whose scrub is paused does, until somebody wants it to go on
     * @param sleeps as one does that waits for its disk to be woken: it may begin at any time
     */
    public synchronized void rest(Predicate<String> rests, Predicate<String> sleeps) {
        line = line.withResting(running(rests)).withAsleep(running(sleeps));
        beginWhatCan();
    }

    private Set<String> running(Predicate<String> which) {
        return line.running().stream().map(Line.Place::device).filter(which).collect(Collectors.toUnmodifiableSet());
    }

    /** Only under the lock. */
    private void beginWhatCan() {
        for (Optional<Line.Place> next = line.next(); next.isPresent(); next = line.next()) {
            Line.Place place = next.get();
            line = line.begin(place);
            threads.execute(() -> run(place));
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

    @Override
    public void close() {
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
