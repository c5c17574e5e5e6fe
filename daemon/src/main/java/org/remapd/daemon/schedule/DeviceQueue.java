package org.remapd.daemon.schedule;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Devices for which something is due: that is done for a few at a time, the others wait, each device is in it at most once. So it
 * is never longer than there are devices.
 */
public final class DeviceQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceQueue.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String what;
    private final Consumer<String> work;
    private final Set<String> present = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    /**
     * An empty one.
     *
     * @param what is due, for people and for the names of its threads: "scrub"
     * @param atOnce for how many devices it may be done at the same time
     * @param work does it for the device of that name, and returns when that is done; interrupted on close
     */
    public DeviceQueue(String what, int atOnce, Consumer<String> work) {
        this.what = what;
        this.work = work;
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

    /** Puts a device at the end; false if it is in already, waiting or in work. */
    public boolean add(String device) {
        boolean absent = present.add(device);
        if (absent) {
            threads.execute(() -> run(device));
        }
        return absent;
    }

    private void run(String device) {
        try {
            work.accept(device);
        } catch (RuntimeException e) {
            LOG.error("{}: the {} ended with an error", device, what, e);
        } finally {
            present.remove(device);
        }
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
