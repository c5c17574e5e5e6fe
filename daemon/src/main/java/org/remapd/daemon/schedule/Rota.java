package org.remapd.daemon.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * All devices, each with what is due for it. It has no clock and no threads: who has them tells what the clock shows, at least
 * once a minute or so, and begins what is due. Not for several threads.
 */
final class Rota {

    private final ZoneId zone;
    private final Map<String, Agenda> agendas = new HashMap<>();
    private Map<String, Optional<ScrubSchedule>> schedules = Map.of();
    private Optional<ClockReading> last = Optional.empty();

    /** An empty one, that goes by the clocks of that zone. */
    Rota(ZoneId zone) {
        this.zone = zone;
    }

    /** Takes these devices in place of all before. One with another schedule is as if first seen. */
    void take(Map<String, Optional<ScrubSchedule>> wanted) {
        agendas.keySet().removeIf(device -> !Objects.equals(schedules.get(device), wanted.get(device)));
        schedules = Map.copyOf(wanted);
    }

    /**
     * Heeds what the clock shows, and which devices there are.
     *
     * @param histories what a device remembers; nothing as long as it is not there
     */
    void look(ClockReading now, Function<String, Optional<ScrubHistory>> histories) {
        if (last.filter(now::jumpedSince).isPresent()) {
            agendas.replaceAll((device, agenda) -> agenda.afterJump(now.wall()));
        }
        last = Optional.of(now);
        schedules.forEach((device, schedule) -> histories
                .apply(device)
                .ifPresentOrElse(
                        history -> agendas.computeIfAbsent(device, name -> seen(schedule, history, now.wall())),
                        () -> agendas.remove(device)));
    }

    private Agenda seen(Optional<ScrubSchedule> schedule, ScrubHistory history, Instant now) {
        Stagger stagger = Stagger.of(history.device());
        return Agenda.of(Timetable.of(schedule, zone, stagger), stagger, history, now);
    }

    /** The devices whose scrub is due when the clock shows that, who has waited longest first; they count as begun. */
    List<String> begin(Instant now) {
        List<String> due = agendas.entrySet().stream()
                .filter(entry -> entry.getValue().isDue(now))
                .sorted(Comparator.comparing(entry -> entry.getValue().due().orElse(now)))
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(device -> begun(device, now));
        return due;
    }

    /** A scrub begins, whoever wanted it: what was due so far is done. */
    void begun(String device, Instant now) {
        agendas.computeIfPresent(device, (name, agenda) -> agenda.begun(now));
    }

    /** When the next scrub of a device is due; nothing if none is, or if the device is not there. */
    Optional<Instant> next(String device) {
        return Optional.ofNullable(agendas.get(device)).flatMap(Agenda::due);
    }

    /** When the next of all is due. */
    Optional<Instant> next() {
        return agendas.values().stream()
                .flatMap(agenda -> agenda.due().stream())
                .min(Comparator.naturalOrder());
    }
}
