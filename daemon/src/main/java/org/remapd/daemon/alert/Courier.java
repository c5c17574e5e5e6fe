package org.remapd.daemon.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.remapd.agent.port.Clock;
import org.remapd.daemon.config.AlertSettings;

/** Delivers notices by all channels that are configured; runs in a process of its own, so that the daemon waits for nobody. */
public final class Courier {

    private final List<Channel> channels;
    private final String host;
    private final Clock clock;
    private final Consumer<String> failures;

    Courier(List<Channel> channels, String host, Clock clock, Consumer<String> failures) {
        this.channels = channels;
        this.host = host;
        this.clock = clock;
        this.failures = failures;
    }

    /**
     * For the settings' channels.
     *
     * @param failures takes what did not work, a line each
     */
    public static Courier of(AlertSettings settings, String host, Consumer<String> failures) {
        return new Courier(Channel.of(settings), host, Clock.SYSTEM, failures);
    }

    /**
     * Delivers the first that is ready. If it cannot be delivered now, it is to be tried later, and holds up nothing that is new; what has told
     * it does not tell it again.
     *
     * @return whether it was delivered, also if there is none
     */
    public boolean deliverOne(Outbox outbox) throws IOException {
        List<Path> ready = outbox.ready();
        if (ready.isEmpty()) {
            return true;
        }
        Path file = ready.get(0);
        Optional<Letter> letter = read(file);
        return letter.isPresent() && deliver(letter.get(), file, outbox);
    }

    /** What is no notice is taken away. */
    private Optional<Letter> read(Path file) throws IOException {
        String json = Files.readString(file);
        try {
            return Optional.of(Letter.parse(json));
        } catch (IOException e) {
            failures.accept(file + ": " + e.getMessage());
            Files.deleteIfExists(file);
            return Optional.empty();
        }
    }

    private boolean deliver(Letter letter, Path file, Outbox outbox) throws IOException {
        NoticeText text = NoticeText.of(letter.notice(), host);
        Letter now = letter;
        List<String> why = new ArrayList<>();
        for (Channel channel : channels) {
            if (!letter.told().contains(channel.name())) {
                try {
                    channel.tell(letter.notice(), text);
                    now = now.toldBy(channel.name());
                    record(now, file, outbox);
                } catch (NotToldException e) {
                    why.add(channel.name() + ": " + e.getMessage());
                }
            }
        }
        why.forEach(failures);
        end(now.tried(why), file, outbox);
        return why.isEmpty();
    }

    private void end(Letter tried, Path file, Outbox outbox) throws IOException {
        if (tried.isTest()) {
            outbox.end(file, tried);
        } else if (tried.failures().isEmpty()) {
            Files.deleteIfExists(file);
        } else if (tried.isGivenUp()) {
            failures.accept("given up: " + String.join("; ", tried.notice().messages()));
            Files.deleteIfExists(file);
        } else {
            boolean recorded = record(tried, file, outbox);
            outbox.postpone(file, recorded ? tried.pause() : Letter.LONGEST, clock.now());
        }
    }

    /** If that fails, for there is no space, it is told all the same, and may be told again. */
    private boolean record(Letter letter, Path file, Outbox outbox) {
        try {
            outbox.update(file, letter);
            return true;
        } catch (IOException e) {
            failures.accept("who was told already may be told again: " + e);
            return false;
        }
    }
}
