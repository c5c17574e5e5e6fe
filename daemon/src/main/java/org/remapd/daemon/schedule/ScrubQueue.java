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
 * The scrubs that are due: a few run, the others wait, each device is in it at most once. So it is never longer than
 * there are devices.
 */
final class ScrubQueue implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ScrubQueue.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Consumer<String> scrub;
    private final Set<String> present = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private final ThreadPoolExecutor threads;

    ScrubQueue(int atOnce, Consumer<String> scrub) {
        this.scrub = scrub;
        threads = new ThreadPoolExecutor(
                atOnce,
                atOnce,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                task -> daemonThread(task, "scrub-" + number.incrementAndGet()),
                new ThreadPoolExecutor.DiscardPolicy()); // a sign that comes while closing
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread daemonThread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    void add(String device) {
        if (present.add(device)) {
            threads.execute(() -> run(device));
        } else {
            log.info("{}: a scrub is due, but the one before has not ended", device);
        }
    }

    private void run(String device) {
        try {
            scrub.accept(device);
        } catch (RuntimeException e) {
            log.error("{}: the scrub ended with an error", device, e);
        } finally {
            present.remove(device);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("a scrub goes on although it was told to end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
