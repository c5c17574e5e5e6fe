package org.remapd.daemon.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.port.Clock;

/** A notice that says nothing, and goes the way of all others; somebody waits for what becomes of it. */
public final class TestNotice {

    /** What it says. */
    public static final String MESSAGE = "this is a test: nothing has happened to any disk";

    private static final Duration LOOK = Duration.ofMillis(100);

    /**
     * What became of it.
     *
     * @param told     the channels that have told it, by their names
     * @param failures what did not work, a line each
     */
    public record Outcome(List<String> told, List<String> failures) {

        public Outcome {
            told = List.copyOf(told);
            failures = List.copyOf(failures);
        }
    }

    private TestNotice() {}

    /**
     * Sends one; each channel is tried once.
     *
     * @return empty if nobody has tried within the limit
     * @throws IOException if nothing can be put there
     */
    public static Optional<Outcome> send(Outbox outbox, Clock clock, Duration limit) throws IOException {
        Notice notice = new Notice(
                new Matter("", Alert.Kind.TEST), Severity.NOTICE, clock.now(), 1, List.of(MESSAGE), Map.of(), 0);
        Path put = outbox.put(notice, clock.now());
        long end = clock.nanos() + limit.toNanos();
        for (; clock.nanos() < end; clock.pause(LOOK)) {
            Optional<Letter> outcome = outbox.takeOutcome(put);
            if (outcome.isPresent()) {
                return Optional.of(
                        new Outcome(outcome.get().told(), outcome.get().failures()));
            }
        }
        Files.deleteIfExists(put);
        return Optional.empty();
    }
}
