package org.remapd.daemon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.Clock;

/**
 * What a scrub has found, and the device has not dealt with yet: until it has, nothing on any disk tells of it, and a scrub that goes on after a restart
 * has to meet it again. Bounded by what fits in the device's queue. Any thread.
 */
final class Undealt {

    /** So often it is asked how far the device is. */
    private static final Duration ASKED_EVERY = Duration.ofSeconds(1);

    private final Supplier<Optional<CompletableFuture<Void>>> dealtWith;
    private final Clock clock;
    private final Set<SectorRange> found = new LinkedHashSet<>();
    private final Deque<SectorRange> handedOver = new ArrayDeque<>();

    private @Nullable CompletableFuture<Void> asked;
    private int askedFor;
    private long askedAt;

    /** @param dealtWith asks the device to say when all is dealt with that was handed over before; empty if there is no room to ask */
    Undealt(Supplier<Optional<CompletableFuture<Void>>> dealtWith, Clock clock) {
        this.dealtWith = dealtWith;
        this.clock = clock;
        this.askedAt = clock.nanos() - ASKED_EVERY.toNanos();
    }

    /** This cannot be read; nobody else knows yet. */
    synchronized void found(SectorRange place) {
        found.add(place);
    }

    /** The device has it in its queue. */
    synchronized void handedOver(SectorRange place) {
        found.remove(place);
        handedOver.add(place);
    }

    synchronized boolean isEmpty() {
        look();
        return found.isEmpty() && handedOver.isEmpty();
    }

    synchronized List<SectorRange> places() {
        look();
        return Stream.concat(handedOver.stream(), found.stream()).toList();
    }

    private void look() {
        if (asked != null && asked.isDone()) {
            for (; askedFor > 0 && !asked.isCompletedExceptionally(); askedFor--) {
                handedOver.remove();
            }
            asked = null;
        }
        if (asked == null && !handedOver.isEmpty() && clock.nanos() - askedAt >= ASKED_EVERY.toNanos()) {
            asked = dealtWith.get().orElse(null);
            askedFor = handedOver.size();
            askedAt = clock.nanos();
        }
    }
}
