package org.remapd.daemon.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.remapd.daemon.config.AlertSettings;

/** Delivers notices by all channels that are configured; runs in a process of its own, so that the daemon waits for nobody. */
public final class Courier {

    /** What was in the way may pass: a name server that is about to start, a mail system that is busy. */
    private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(5), Duration.ofSeconds(30));

    /** Waits. */
    interface Pause {
        void take(Duration time) throws InterruptedException;
    }

    private final List<Channel> channels;
    private final String host;
    private final Pause pause;
    private final Consumer<String> failures;

    Courier(List<Channel> channels, String host, Pause pause, Consumer<String> failures) {
        this.channels = channels;
        this.host = host;
        this.pause = pause;
        this.failures = failures;
    }

    /**
     * For the settings' channels.
     *
     * @param failures takes what did not work, a line each
     */
    public static Courier of(AlertSettings settings, String host, Consumer<String> failures) {
        return new Courier(Channel.of(settings), host, time -> Thread.sleep(time.toMillis()), failures);
    }

    /**
     * Delivers all that waits, until nothing does. What cannot be delivered is given up after the last try: it is in the journal in any case.
     *
     * @return whether all was delivered
     */
    public boolean empty(Outbox outbox) throws IOException, InterruptedException {
        boolean all = true;
        for (List<Path> waiting = outbox.all(); !waiting.isEmpty(); waiting = outbox.all()) {
            for (Path file : waiting) {
                all &= deliver(file);
                Files.delete(file);
            }
        }
        return all;
    }

    private boolean deliver(Path file) throws IOException, InterruptedException {
        WrittenNotice notice;
        try {
            notice = WrittenNotice.parse(Files.readString(file));
        } catch (IOException e) {
            failures.accept(file + ": " + e.getMessage());
            return false;
        }
        NoticeText text = NoticeText.of(notice, host);
        List<Channel> left = new ArrayList<>(channels);
        for (Duration rest : PAUSES) {
            left.removeIf(channel -> isTold(channel, notice, text));
            if (left.isEmpty()) {
                return true;
            }
            pause.take(rest);
        }
        left.removeIf(channel -> isTold(channel, notice, text));
        return left.isEmpty();
    }

    /** Tells by each channel once. */
    public boolean tryAll(Notice notice, Consumer<String> successes) {
        WrittenNotice written = WrittenNotice.of(notice);
        NoticeText text = NoticeText.of(written, host);
        boolean all = true;
        for (Channel channel : channels) {
            if (isTold(channel, written, text)) {
                successes.accept(channel.name() + ": told");
            } else {
                all = false;
            }
        }
        return all;
    }

    private boolean isTold(Channel channel, WrittenNotice notice, NoticeText text) {
        try {
            channel.tell(notice, text);
            return true;
        } catch (NotToldException e) {
            failures.accept(channel.name() + ": " + e.getMessage());
            return false;
        }
    }
}
