package org.remapd.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.device.Inventory;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Runway;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.sensor.scrub.ScrubProgress;
import org.remapd.daemon.control.StatusReport;

/** From what the agents know to what is reported. */
final class StatusReports {

    /** So many closed faults are kept in any case: the history on the disk has room for a thousand events, of which a unit may have several. */
    private static final int KEPT_FAULTS = 800;

    private StatusReports() {}

    /** A device that is not watched. */
    static StatusReport.Device missing(String name, boolean stopped, String reason) {
        return new StatusReport.Device(
                name,
                stopped ? "stopped" : "missing",
                reason,
                !stopped,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                List.of(),
                null,
                null,
                List.of());
    }

    static StatusReport.Device watched(
            WatchedDevice device,
            Optional<Inventory.Disk> hardware,
            Optional<DeviceScrub> scrub,
            Optional<Instant> nextScrub,
            StatusReport.@Nullable Smart smart,
            Instant now) {
        DeviceStatus status = device.status();
        Geometry geometry = status.geometry();
        boolean scrubFailed = scrub.filter(last -> last.progress().state() == ScrubProgress.State.FAILED)
                .isPresent();
        Optional<Runway> runway = runway(status, now);
        List<String> signs = LastSigns.of(status, runway, smart != null && SmartReports.isFailing(smart));
        return new StatusReport.Device(
                status.name(),
                "watched",
                null,
                status.needsAttention() || scrubFailed || !signs.isEmpty(),
                status.id().toString(),
                new StatusReport.Disk(
                        status.disk(),
                        hardware.map(Inventory.Disk::model).orElse(null),
                        hardware.map(Inventory.Disk::serial).orElse(null),
                        geometry.diskSectors(),
                        geometry.data().first().number()),
                geometry.data().count(),
                geometry.unitSectors(),
                new StatusReport.Spares(
                        geometry.spares(),
                        status.mappings(),
                        status.retiredSpares(),
                        status.freeSpares(),
                        device.disks().stream().skip(1).toList(),
                        runway.map(StatusReports::runway).orElse(null)),
                new StatusReport.Metadata(
                        status.metadataCopies().all(),
                        status.metadataCopies().whole(),
                        status.readOnly().orElse(null)),
                breaker(status.breaker()),
                device.targetStatus().map(StatusReports::io).orElse(null),
                status.faults().stream().map(StatusReports::fault).toList(),
                status.elsewhere().stream()
                        .map(bad -> new StatusReport.BadPlace(
                                bad.disk(),
                                bad.where().first().number(),
                                bad.where().count(),
                                bad.what()))
                        .toList(),
                new StatusReport.Totals(
                        status.totals().hints(),
                        status.totals().dropped(),
                        status.totals().healthyNow(),
                        status.totals().remapped()),
                scrub.map(run -> scrub(status.name(), run)).orElse(null),
                status.scrub().last().map(StatusReports::ended).orElse(null),
                status.scrub().finished().stream().map(StatusReports::ended).toList(),
                nextScrub.map(Instant::toString).orElse(null),
                smart,
                signs);
    }

    /** By the faults that are known to have taken a spare; of old ones only the newest are kept. */
    static Optional<Runway> runway(DeviceStatus status, Instant now) {
        List<Instant> uses = status.faults().stream()
                .filter(fault -> fault.state() == Fate.REMAPPED || fault.state() == Fate.POISONED)
                .map(Fault::since)
                .toList();
        return Runway.of(status.freeSpares(), uses, usesKnownSince(status), now);
    }

    /** Of very many faults the oldest are not kept: what is known then is of a short time, which the first of them begin, so they do not count. */
    private static Instant usesKnownSince(DeviceStatus status) {
        List<Instant> closed = status.faults().stream()
                .filter(fault -> !fault.open())
                .map(Fault::since)
                .sorted()
                .toList();
        if (closed.size() < KEPT_FAULTS) {
            return status.created();
        }
        Instant begun = closed.get(0).plus(Runway.BURST);
        return begun.isAfter(status.created()) ? begun : status.created();
    }

    private static StatusReport.Runway runway(Runway left) {
        return new StatusReport.Runway(
                left.likely().toDays(),
                left.least().toDays(),
                left.most().toDays(),
                left.uses(),
                left.over().toDays());
    }

    private static StatusReport.Breaker breaker(Optional<DeviceStatus.OpenBreaker> open) {
        return new StatusReport.Breaker(
                open.isPresent(),
                open.map(now -> now.cause().label()).orElse(null),
                open.map(DeviceStatus.OpenBreaker::why).orElse(null),
                open.map(now -> now.since().toString()).orElse(null));
    }

    private static StatusReport.Io io(RemapTarget.Status target) {
        return new StatusReport.Io(
                target.reads(),
                target.sectorsRead(),
                target.writes(),
                target.sectorsWritten(),
                target.remappedIo(),
                target.failedIo());
    }

    static StatusReport.Fault fault(Fault fault) {
        return new StatusReport.Fault(
                fault.unit().number(),
                fault.onDisk().first().number(),
                fault.onDisk().count(),
                fault.state().label(),
                fault.reason(),
                fault.cause().words(),
                fault.hints(),
                fault.lost().in(fault.unit()).stream().map(MappedSector::number).toList(),
                fault.since().toString());
    }

    private static StatusReport.LastScrub ended(ScrubNote.Finished one) {
        return new StatusReport.LastScrub(
                one.started().toString(), one.ended().toString(), one.unreadable(), one.unexamined());
    }

    /** A scrub whose findings are still being dealt with counts as running. */
    static StatusReport.Scrub scrub(String device, DeviceScrub run) {
        return scrub(
                device, run.progress(), run.running() ? Optional.of(underWay(run)) : Optional.empty(), run.verifies());
    }

    private static String underWay(DeviceScrub run) {
        if (run.paused()) {
            return "paused";
        }
        return run.waitsForTurn() ? "waiting" : "running";
    }

    private static StatusReport.Scrub scrub(
            String device, ScrubProgress progress, Optional<String> state, boolean verifies) {
        boolean reads = progress.state() == ScrubProgress.State.RUNNING;
        long limit = progress.speed().bytesPerSecond();
        return new StatusReport.Scrub(
                device,
                state.orElseGet(() -> progress.state().name().toLowerCase(Locale.ROOT)),
                progress.reason().orElse(null),
                progress.started().toString(),
                progress.sectors(),
                progress.done(),
                progress.unreadable(),
                progress.unexamined(),
                progress.weak(),
                progress.rate(),
                progress.left().map(Duration::toSeconds).orElse(null),
                reads && !progress.speed().isUnlimited() ? limit : null,
                reads ? progress.speed().why().text() : null,
                progress.silent().toSeconds(),
                verifies);
    }
}
