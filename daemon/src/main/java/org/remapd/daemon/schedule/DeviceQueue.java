package org.remapd.daemon.schedule;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices for which something is due: that is done for so many at a time, each on a thread; the others wait. Each device is in it at most
 * once, so it is never longer than there are devices. Any thread.
 */
public final class DeviceQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceQueue.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String what;
    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    /** Those that wait, or are at work. */
    private final Set<String> devices = new HashSet<>();

    /**
     * An empty one.
     *
     * @param what   is due, for people and for the names of its threads: "scrub"
     * @param atOnce for how many devices it may be done at the same time
     */
    public DeviceQueue(String what, int atOnce) {
        this.what = what;
        threads = new ThreadPoolExecutor(
                atOnce,
                atOnce,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                task -> daemonThread(task, what + "-" + number.incrementAndGet()),
                new ThreadPoolExecutor.DiscardPolicy()); // one that comes while closing
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread daemonThread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Puts a device at the end; false if it is in already, waiting or in work.
     *
     * @param work does it, and returns when that is done; interrupted on close
     */
    public boolean add(String device, Runnable work) {
        synchronized (devices) {
            if (!devices.add(device)) {
                return false;
            }
        }
        threads.execute(() -> run(device, work));
        return true;
    }

    private void run(String device, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("{}: the {} ended with an error", device, what, e);
        } finally {
            synchronized (devices) {
                devices.remove(device);
            }
        }
    }

    /** Interrupts what is in work, waits for that, and does no more. */
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
