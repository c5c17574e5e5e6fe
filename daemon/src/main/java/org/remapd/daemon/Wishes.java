package org.remapd.daemon;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.remapd.daemon.config.Configuration;

/** What a daemon that watches is asked for from outside: to end, or to go on with another configuration. Any thread. */
final class Wishes {

    private boolean end;
    private @Nullable Configuration newer;

    /** For good. */
    synchronized void end() {
        end = true;
        notifyAll();
    }

    /** Of several the last one counts. */
    synchronized void goOnWith(Configuration configuration) {
        newer = configuration;
        notifyAll();
    }

    /** Waits until there is one, for so long at most; an interrupt is the wish to end. */
    synchronized boolean await(Duration limit) {
        long until = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toNanos(); !isThere() && left > 0; left = until - System.nanoTime()) {
                wait(Math.max(1, left / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end = true;
        }
        return isThere();
    }

    private boolean isThere() {
        return end || newer != null;
    }

    /** Takes it: what to go on with; empty for an end. */
    synchronized Optional<Configuration> take() {
        Optional<Configuration> next = end ? Optional.empty() : Optional.ofNullable(newer);
        newer = null;
        return next;
    }
}
