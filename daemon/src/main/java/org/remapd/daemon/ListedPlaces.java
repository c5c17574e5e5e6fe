package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.Clock;
import org.remapd.daemon.control.ControlServer;
import org.remapd.daemon.control.Reply;
import org.remapd.daemon.control.Request;

/**
 * Has a device look at places that somebody's list names, and waits until it has: of a long list a few come at a time, and all else
 * gets its turn in between. The thread of the client.
 */
final class ListedPlaces {

    private static final Duration ROOM_LIMIT = Duration.ofMinutes(10);

    /** A place may be bad from end to end, and each heal has its own bounds. */
    private static final Duration LOOK_LIMIT = Duration.ofHours(6);

    /** After too many faults it closes when its window is over. */
    private static final Duration BREAKER_LIMIT = Duration.ofDays(1);

    private static final Duration TELL_EVERY = Duration.ofSeconds(5);

    private final WatchedDevice device;
    private final ControlServer.ReplySink progress;
    private final Clock clock;

    ListedPlaces(WatchedDevice device, ControlServer.ReplySink progress, Clock clock) {
        this.device = device;
        this.progress = progress;
        this.clock = clock;
    }

    Reply look(Request.Listed listed) throws IOException, InterruptedException {
        List<SectorRange> places;
        try {
            places = places(listed);
        } catch (IllegalArgumentException e) {
            return failed(String.valueOf(e.getMessage()));
        }
        Optional<String> frozen = awaitBreaker();
        if (frozen.isPresent()) {
            return failed("the breaker is open: " + frozen.get());
        }
        for (SectorRange place : places) {
            if (!device.offer(new Observation.Listed(place, listed.list()), ROOM_LIMIT)) {
                return failed("it has had too much to do for " + ROOM_LIMIT.toMinutes() + " minutes");
            }
        }
        return awaitLooks();
    }

    private Reply failed(String why) {
        return Reply.failed(device.name() + ": " + why);
    }

    private List<SectorRange> places(Request.Listed listed) {
        if (listed.places() == null
                || listed.places().isEmpty()
                || listed.places().size() > Request.Listed.MOST
                || listed.places().stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("expected 1 to " + Request.Listed.MOST + " places");
        }
        return listed.places().stream()
                .map(ListedPlaces::place)
                .flatMap(place -> listed.ofDisk() ? Stream.of(ofDisk(place)) : device.hintPlaces(place).stream())
                .toList();
    }

    /** As it is said; of which device it is, is another matter. */
    private static MappedRange place(String text) {
        MappedRange place = MappedRange.parse(text);
        if (place.count() > Request.Listed.LONGEST) {
            throw new IllegalArgumentException(
                    place + ": expected at most " + Request.Listed.LONGEST + " sectors in one place");
        }
        return place;
    }

    private SectorRange ofDisk(MappedRange place) {
        long sectors = device.status().geometry().diskSectors();
        if (place.first().number() + place.count() > sectors) {
            throw new IllegalArgumentException(place + " reaches beyond the end: the disk has " + sectors + " sectors");
        }
        return SectorRange.of(place.first().number(), place.count());
    }

    /** Why it will not be closed, if it will not. While it is open nothing that is bad is dealt with. */
    private Optional<String> awaitBreaker() throws IOException {
        long begun = clock.nanos();
        Optional<DeviceStatus.OpenBreaker> open = device.status().breaker();
        while (open.isPresent()) {
            boolean byHand = open.get().cause() == Breaker.Cause.BY_HAND;
            if (byHand || clock.nanos() - begun > BREAKER_LIMIT.toNanos()) {
                return Optional.of(open.get().why());
            }
            progress.send(
                    Reply.waiting(List.of("the breaker is open: " + open.get().why())));
            clock.pause(TELL_EVERY);
            open = device.status().breaker();
        }
        return Optional.empty();
    }

    private Reply awaitLooks() throws IOException, InterruptedException {
        CompletableFuture<Void> settled = device.settled();
        long begun = clock.nanos();
        while (clock.nanos() - begun < LOOK_LIMIT.toNanos()) {
            try {
                settled.get(TELL_EVERY.toNanos(), TimeUnit.NANOSECONDS);
                return looked();
            } catch (TimeoutException e) {
                progress.send(Reply.waiting(List.of()));
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                return Reply.failed(String.valueOf((cause == null ? e : cause).getMessage()));
            }
        }
        return failed("it has been looking at these places for " + LOOK_LIMIT.toHours() + " hours, and goes on");
    }

    /** What was bad and came to its turn behind an open breaker waits until that is closed. */
    private Reply looked() {
        return device.status()
                .breaker()
                .map(open -> failed("the breaker has opened meanwhile: " + open.why()))
                .orElseGet(() -> Reply.done(List.of()));
    }
}
