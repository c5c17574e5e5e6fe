package org.remapd.daemon.control;

import java.io.IOException;
import java.nio.channels.Channel;
import java.time.Duration;

/** Closes a channel, whatever waits for it, once nothing has been heard on it for so long. Any thread. */
final class Deadline implements AutoCloseable {

    private final Channel channel;
    private final Duration patience;
    private final Thread watch;

    private long end;
    private boolean over;
    private boolean passed;

    /** It runs from here on. */
    Deadline(Channel channel, Duration patience) {
        this.channel = channel;
        this.patience = patience;
        this.end = System.nanoTime() + patience.toNanos();
        this.watch = new Thread(this::watch, "deadline");
        watch.setDaemon(true);
        watch.start();
    }

    /** Something was heard. */
    synchronized void renew() {
        end = System.nanoTime() + patience.toNanos();
    }

    /** Whether it is what closed the channel. */
    synchronized boolean hasPassed() {
        return passed;
    }

    private synchronized void watch() {
        try {
            long left = end - System.nanoTime();
            while (!over && left > 0) {
                // At least 1: wait(0) is without a bound.
                wait(1 + left / 1_000_000);
                left = end - System.nanoTime();
            }
            if (!over) {
                passed = true;
                channel.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException("a channel cannot be closed", e);
        }
    }

    @Override
    public synchronized void close() {
        over = true;
        notifyAll();
    }
}
