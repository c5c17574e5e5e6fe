package org.remapd.daemon.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.port.Clock;
import org.remapd.daemon.control.StatusReport;
import picocli.CommandLine;

/**
 * Shows the status again and again, until nobody looks any more. A daemon that does not answer meanwhile may just be starting again:
 * that is told once, and it is asked again.
 */
final class StatusWatch {

    /** Where the status comes from. */
    interface Source {
        StatusReport status() throws IOException;
    }

    private final CommandLine line;
    private final Source source;
    private final Consumer<StatusReport> view;
    private final BooleanSupplier over;
    private final Clock clock;
    private @Nullable String told;

    /** @param over whether nobody looks any more */
    StatusWatch(CommandLine line, Source source, Consumer<StatusReport> view, BooleanSupplier over, Clock clock) {
        this.line = line;
        this.source = source;
        this.view = view;
        this.over = over;
        this.clock = clock;
    }

    /**
     * The status that was shown last.
     *
     * @throws IOException if not even the first can be had
     */
    StatusReport show(Duration interval) throws IOException {
        StatusReport last = source.status();
        view.accept(last);
        while (!over.getAsBoolean()) {
            clock.pause(interval);
            Optional<StatusReport> next = next();
            next.ifPresent(view);
            last = next.orElse(last);
        }
        return last;
    }

    private Optional<StatusReport> next() {
        try {
            StatusReport status = source.status();
            told = null;
            return Optional.of(status);
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(told)) {
                Failure.tell(line, why);
            }
            told = why;
            return Optional.empty();
        }
    }
}
