package org.remapd.daemon.alert;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.Clock;
import org.remapd.daemon.config.AlertSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the daemon's alerts go: each to the journal at once; and what a person should be told to the outbox, when it is time. Any thread. */
public final class AlertDesk implements AlertSink {

    private static final Logger LOG = LoggerFactory.getLogger(AlertDesk.class);

    private final AlertSink journal;
    private final AlertSettings settings;
    private final Outbox outbox;
    private final Clock clock;
    private final NoticeBook book;

    /** By then all that is so has been looked at: disks have come up, drives were asked. */
    private static final Duration INTRODUCTION = Duration.ofHours(1);

    /** A hook that hangs takes minutes, and a configuration that is wrong is waited for. */
    private static final Duration LONG = Duration.ofMinutes(15);

    /** Until then what is so already is news: before, nobody was to be told. */
    private final Instant newUntil;

    /** What stands first in the outbox, and since when; by the thread whose rounds these are. */
    private Optional<Path> next = Optional.empty();

    private long nextSince;
    private String trouble = "";

    /** One at which nobody was told of anything so far. */
    public AlertDesk(AlertSettings settings, AlertSink journal, Outbox outbox, Clock clock) {
        this(settings, journal, outbox, clock, new NoticeBook(), Instant.MIN);
    }

    private AlertDesk(
            AlertSettings settings, AlertSink journal, Outbox outbox, Clock clock, NoticeBook book, Instant newUntil) {
        this.book = book;
        this.newUntil = newUntil;
        this.settings = settings;
        this.journal = journal;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** The same under other settings: it knows what was told, and of what nobody is to be reminded. */
    public AlertDesk under(AlertSettings other, AlertSink otherJournal) {
        synchronized (book) {
            book.begunAnew();
        }
        Instant news = settings.tellsSomebody() ? newUntil : clock.now().plus(INTRODUCTION);
        return new AlertDesk(other, otherJournal, outbox, clock, book, news);
    }

    @Override
    public void raise(Alert alert) {
        journal.raise(alert);
        if (settings.tellsSomebody() && alert.severity().atLeast(settings.severity())) {
            synchronized (book) {
                book.raise(alert, clock.now());
            }
        }
    }

    /** Of what is so of the device nobody is to be reminded. */
    public void acknowledge(String device) {
        synchronized (book) {
            book.acknowledge(device);
        }
    }

    /** What people were told, for the next daemon. */
    public List<Told> told() {
        synchronized (book) {
            return book.told();
        }
    }

    /** What they were told before this daemon began. */
    public void goOnFrom(List<Told> earlier) {
        synchronized (book) {
            book.goOnFrom(earlier);
        }
    }

    /**
     * Some time has passed.
     *
     * @param lasting all that is so now and that a person should know of
     * @param unknown of which nobody can tell just now
     */
    public void round(Map<Matter, Alert> lasting, Predicate<Matter> unknown) {
        tend();
        if (!settings.tellsSomebody()) {
            return;
        }
        Instant now = clock.now();
        List<Notice> due;
        synchronized (book) {
            book.last(severe(lasting), unknown, now, now.isBefore(newUntil));
            due = book.due(now);
        }
        put(due, now);
    }

    /** What is on its way; once each it is told what keeps it there. */
    private void tend() {
        String news = "";
        try {
            outbox.tidy(clock.now());
            if (isLeftAlone(outbox.ready())) {
                news = "notices wait, and nobody delivers them: systemctl status remapd-alerts.path remapd-alerts";
            }
        } catch (IOException e) {
            news = "what could not be delivered is not tried again: " + e;
        }
        if (!news.equals(trouble) && !news.isEmpty()) {
            LOG.error("{}", news);
        }
        trouble = news;
    }

    /** Whether the same is the next to be delivered for long. By this clock, since the other may jump. */
    private boolean isLeftAlone(List<Path> ready) {
        Optional<Path> first = ready.stream().findFirst();
        if (!first.equals(next)) {
            next = first;
            nextSince = clock.nanos();
        }
        return first.isPresent() && clock.nanos() - nextSince > LONG.toNanos();
    }

    private Map<Matter, Alert> severe(Map<Matter, Alert> lasting) {
        return lasting.entrySet().stream()
                .filter(each -> each.getValue().severity().atLeast(settings.severity()))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The daemon ends: what has just come is told as it is. */
    public void leave() {
        if (!settings.tellsSomebody()) {
            return;
        }
        Instant now = clock.now();
        List<Notice> due;
        synchronized (book) {
            due = book.dueAtLast(now);
        }
        put(due, now);
    }

    private void put(List<Notice> notices, Instant now) {
        for (Notice notice : notices) {
            try {
                outbox.put(notice, now);
            } catch (IOException e) {
                LOG.error("nobody is told of what is in the journal: {}", e.getMessage());
            }
        }
    }
}
