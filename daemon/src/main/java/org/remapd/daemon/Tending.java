package org.remapd.daemon;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread of its own that tends something every few seconds until it is closed, and then once more: what it tends may lie on a disk that
 * hangs, for which nobody else is to wait.
 */
final class Tending implements AutoCloseable {

    private static final Duration ROUND = Duration.ofSeconds(5);

    /** When the daemon ends, what is to be written has this long. */
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final String name;
    private final Runnable tend;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;

    /** @param name for people */
    Tending(String name, Runnable tend) {
        this.name = name;
        this.tend = tend;
    }

    void start() {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            do {
                tend.run();
            } while (!closed.await(ROUND.toMillis(), TimeUnit.MILLISECONDS));
            tend.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits, for a bounded time, for the last time that it is tended; for nothing if it was never started. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (thread != null) {
                thread.join(END_LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
