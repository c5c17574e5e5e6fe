package org.remapd.daemon;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.device.Spindles;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.sensor.scrub.pace.Limits;
import org.remapd.daemon.schedule.ScrubHistory;
import org.remapd.daemon.schedule.ScrubScheduler;
import org.remapd.daemon.schedule.Turns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fleet, as the scheduler of scrubs sees it. */
final class ScheduledScrubs implements ScrubScheduler.Devices {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledScrubs.class);

    private final Fleet fleet;
    private final Spindles spindles = Spindles.system();

    ScheduledScrubs(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public Optional<ScrubHistory> history(String name) {
        return fleet.slot(name)
                .flatMap(slot -> slot.device()
                        .map(device ->
                                history(device.status(), slot.wholeScrub().isPresent())));
    }

    private static ScrubHistory history(DeviceStatus status, boolean running) {
        ScrubNote note = status.scrub();
        return new ScrubHistory(
                status.id().uuid(),
                done(note, status.created()),
                note.underway().isPresent() && !running);
    }

    /** What came due while a scrub ran was done by it. */
    static Instant done(ScrubNote note, Instant created) {
        return Stream.of(
                        note.underway().map(ScrubNote.Underway::started),
                        note.last().map(ScrubNote.Finished::ended))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElse(created);
    }

    private static DiskPass.Occasion occasion(Slot slot) {
        return slot.device()
                .map(WatchedDevice::status)
                .flatMap(status -> slot.settings()
                        .scrub()
                        .schedule()
                        .next(done(status.scrub(), status.created()), ZoneId.systemDefault()))
                .filter(due -> due.plus(Limits.SLEEP_LIMIT).isBefore(Instant.now()))
                .map(due -> DiskPass.Occasion.OVERDUE)
                .orElse(DiskPass.Occasion.DUE);
    }

    @Override
    public Set<String> spindles(String name) {
        return fleet.slot(name)
                .flatMap(Slot::topology)
                .map(topology -> spindles.of(topology.wholeDisks()))
                .orElse(Set.of());
    }

    @Override
    public void scrub(String name, Turns.Turn turn) {
        fleet.slot(name).ifPresent(slot -> {
            try {
                slot.beginScrub(Optional.empty(), occasion(slot), turn)
                        .ifPresentOrElse(
                                DeviceScrub::run,
                                () -> LOG.info("{}: a scrub is due, but the one before has not ended", name));
            } catch (IOException e) {
                LOG.warn("{}: no scrub this time: {}", name, e.getMessage());
            }
        });
    }
}
