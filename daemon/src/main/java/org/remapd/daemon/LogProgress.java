package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.KernelLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much of the kernel's log has been dealt with, kept for the next daemon: it goes on there. What was read and not dealt with when
 * this one ends, the next reads again. One thread.
 */
final class LogProgress {

    private static final Logger LOG = LoggerFactory.getLogger(LogProgress.class);

    static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration LAST_WAIT = Duration.ofSeconds(5);

    /** A place in the log, to be kept once all that was read before it is dealt with. */
    private record Next(KernelLog.Position position, CompletableFuture<Void> dealtWith) {}

    private final PositionFile file;
    private final Supplier<CompletableFuture<Void>> dealtWith;
    private final Clock clock;
    private Optional<KernelLog.Position> kept = Optional.empty();
    private @Nullable Next next;
    private long begun;
    private boolean said;

    /**
     * Nothing is kept so far.
     *
     * @param dealtWith done once all that was said so far is dealt with, failed if it cannot be for now
     */
    LogProgress(PositionFile file, Supplier<CompletableFuture<Void>> dealtWith, Clock clock) {
        this.file = file;
        this.dealtWith = dealtWith;
        this.clock = clock;
        this.begun = clock.nanos();
    }

    /** So far it has been read; to be told now and then. */
    void read(Optional<KernelLog.Position> position) {
        keepNext();
        boolean time = clock.nanos() - begun >= EVERY.toNanos();
        if (next == null && time) {
            begin(position);
        }
    }

    /** No more will be read. Waits a little for what has to be dealt with. */
    void end(Optional<KernelLog.Position> position) {
        begin(position);
        if (next != null) {
            try {
                next.dealtWith.get(LAST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.info("the next daemon reads the kernel's log from where it was dealt with: {}", e.toString());
            }
            keepNext();
        }
    }

    private void begin(Optional<KernelLog.Position> position) {
        begun = clock.nanos();
        if (!position.equals(kept)) {
            next = position.map(at -> new Next(at, dealtWith.get())).orElse(null);
        }
    }

    private void keepNext() {
        Next waiting = next;
        if (waiting != null && waiting.dealtWith.isDone()) {
            next = null;
            if (!waiting.dealtWith.isCompletedExceptionally()) {
                keep(waiting.position);
            }
        }
    }

    private void keep(KernelLog.Position position) {
        try {
            file.write(position);
            kept = Optional.of(position);
        } catch (IOException e) {
            if (!said) {
                LOG.warn("after a restart the kernel's log will be read once more: {}", e.toString());
            }
            said = true;
        }
    }
}
