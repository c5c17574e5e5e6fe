package org.remapd.daemon.schedule;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A machine with its disks, and a daemon that has only what decides: the rota and the line, but no clock and no threads. Time goes
 * by in whole seconds, from one event to the next. Scrubs last for a random while.
 */
final class SimulatedMachine {

    private static final int LONGEST_SCRUB = 1800;
    private static final long SECOND = 1_000_000_000;

    /** A device that was due; {@code dropped} if its scrub before had not ended. */
    record Sign(Instant at, boolean dropped) {}

    /**
     * What a device was due for between two jumps of the clock, sleeps or starts.
     *
     * @param since       what the clock showed at the beginning
     * @param end         what it showed at the end
     * @param done        what was due until then was done, as the daemon could know at the beginning
     * @param interrupted whether a scrub was half done at the beginning
     */
    record Stretch(Instant since, Instant end, Instant done, boolean interrupted, List<Sign> signs) {}

    /** A device with what is on its disk, and what the daemon could know of it. */
    private static final class Device {
        final String spindle;
        final Optional<ScrubSchedule> schedule;
        final List<Stretch> stretches = new ArrayList<>();
        final List<Sign> signs = new ArrayList<>();
        ScrubHistory history;
        Instant begun;
        Instant done;
        boolean interrupted;
        boolean wasInterrupted;
        Instant wasDone;

        Device(String spindle, ScrubSchedule schedule, UUID uuid, Instant now) {
            this.spindle = spindle;
            this.schedule = Optional.of(schedule);
            this.history = new ScrubHistory(uuid, now, false);
            this.begun = now;
            this.done = now;
            this.wasDone = now;
        }

        void boot() {
            done = history.done();
            interrupted = history.interrupted();
        }

        void beginStretch() {
            wasDone = done;
            wasInterrupted = interrupted;
            signs.clear();
        }

        void endStretch(Instant since, Instant end) {
            stretches.add(new Stretch(since, end, wasDone, wasInterrupted, List.copyOf(signs)));
        }

        /** If the clock has gone back by hours, or a scrub goes on that was begun by a clock that was ahead, what was done is done. */
        void due(Instant now, boolean dropped) {
            signs.add(new Sign(now, dropped));
            boolean stays = done.isAfter(now) && (interrupted || done.isBefore(now.plus(Duration.ofDays(1))));
            done = stays ? done : now;
            interrupted = false;
        }

        void end(Instant now) {
            history = new ScrubHistory(history.device(), now, false);
        }

        void interrupt() {
            Instant later = begun.isAfter(history.done()) ? begun : history.done();
            history = new ScrubHistory(history.device(), later, true);
        }
    }

    private final ZoneId zone;
    private final int atOnce;
    private final Random random;
    private final Map<String, Device> devices = new TreeMap<>();
    private final Map<Line.Place, Long> ends = new HashMap<>();

    private Rota rota;
    private Line line;
    private long places;
    private Instant shown;
    private Instant since;
    private long elapsed;
    private long awake;

    /** Without a device, and switched off. */
    SimulatedMachine(ZoneId zone, Instant now, int atOnce, Random random) {
        this.zone = zone;
        this.shown = now;
        this.since = now;
        this.atOnce = atOnce;
        this.random = random;
        this.rota = new Rota(zone);
        this.line = Line.of(atOnce);
    }

    /** A new device, whose first sectors lie on that spindle as do all the others. */
    void add(String name, String spindle, ScrubSchedule schedule) {
        devices.put(name, new Device(spindle, schedule, new UUID(random.nextLong(), random.nextLong()), shown));
    }

    private Device device(String name) {
        return requireNonNull(devices.get(name));
    }

    Instant now() {
        return shown;
    }

    /** Seconds since the beginning, also while it was off. */
    long elapsed() {
        return elapsed;
    }

    /** What was so far, but for the stretch that has not ended. */
    List<Stretch> stretches(String name) {
        return device(name).stretches;
    }

    /** How much later than its schedule's times a device's are. */
    Duration later(String name) {
        Device device = device(name);
        return Timetable.of(device.schedule, zone, Stagger.of(device.history.device()))
                .later();
    }

    void boot() {
        rota = new Rota(zone);
        Map<String, Optional<ScrubSchedule>> schedules = new HashMap<>();
        devices.forEach((name, device) -> schedules.put(name, device.schedule));
        rota.take(schedules);
        line = Line.of(atOnce);
        ends.clear();
        devices.values().forEach(Device::boot);
        goOn();
    }

    /** Time goes by. */
    void run(Duration time) {
        long target = elapsed + time.toSeconds();
        do {
            long end = ends.values().stream().mapToLong(Long::longValue).min().orElse(target);
            long due = elapsed + untilDue().toSeconds();
            pass(Math.min(target, Math.min(end, due)) - elapsed);
            endScrubs();
            beginDue();
        } while (elapsed < target);
    }

    /** How long it is until the next device is due. */
    Duration untilDue() {
        return Duration.between(shown, rota.next().orElseThrow());
    }

    private void pass(long seconds) {
        assertThat(seconds).as("what was due is begun").isNotNegative();
        elapsed += seconds;
        awake += seconds;
        shown = shown.plusSeconds(seconds);
    }

    /** It sleeps: its clock goes on, and its scrubs do not. */
    void sleep(Duration time) {
        endStretch();
        elapsed += time.toSeconds();
        shown = shown.plus(time);
        ends.replaceAll((place, end) -> end + time.toSeconds());
        goOn();
    }

    /** Somebody sets its clock. */
    void set(Instant time) {
        endStretch();
        shown = time;
        goOn();
    }

    /** It is off for a while, and then its clock shows that. */
    void reboot(Duration off, Instant time) {
        endStretch();
        ends.keySet().forEach(place -> device(place.device()).interrupt());
        elapsed += off.toSeconds();
        awake = random.nextInt(1000);
        shown = time;
        boot();
    }

    private void endStretch() {
        devices.values().forEach(device -> device.endStretch(since, shown));
    }

    private void goOn() {
        since = shown;
        devices.values().forEach(Device::beginStretch);
        beginDue();
    }

    private void endScrubs() {
        for (Map.Entry<Line.Place, Long> each : List.copyOf(ends.entrySet())) {
            if (each.getValue() <= elapsed) {
                ends.remove(each.getKey());
                line = line.leave(each.getKey());
                device(each.getKey().device()).end(shown);
            }
        }
    }

    private void beginDue() {
        rota.look(new ClockReading(shown, awake * SECOND), name -> Optional.of(device(name).history));
        for (String name : rota.begin(shown)) {
            Device device = device(name);
            boolean inLine = isInLine(name);
            device.due(shown, inLine);
            if (!inLine) {
                line = line.join(new Line.Place(++places, name, Set.of(device.spindle)));
            }
        }
        for (Optional<Line.Place> next = line.next(); next.isPresent(); next = line.next()) {
            line = line.begin(next.get());
            device(next.get().device()).begun = shown;
            ends.put(next.get(), elapsed + 1 + random.nextInt(LONGEST_SCRUB));
        }
        checkTurns();
    }

    private boolean isInLine(String device) {
        return Stream.concat(line.waiting().stream(), line.running().stream())
                .anyMatch(place -> place.device().equals(device));
    }

    /** One at a time on a spindle, so many in all; and nobody waits without need. */
    private void checkTurns() {
        List<String> busy = line.running().stream().map(this::spindle).toList();
        assertThat(busy).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(atOnce);
        assertThat(line.waiting()).allMatch(place -> busy.size() == atOnce || busy.contains(spindle(place)));
    }

    private String spindle(Line.Place place) {
        return device(place.device()).spindle;
    }
}
