package org.remapd.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.MetadataStore;

/**
 * What is known of a device {@code data} on a disk of a million sectors, with ten spares.
 *
 * @param readOnly why nothing can be recorded any more
 * @param breaker  why nothing is moved
 */
record Statuses(
        int freeSpares, @Nullable String readOnly, @Nullable String breaker, List<Fault> faults) {

    private static final Instant WHEN = Instant.parse("2026-11-21T08:00:00Z");
    private static final Geometry GEOMETRY =
            Layout.onEmptyDisk(new Geometry.Member(1_000_000, false, ""), 8, 10).orElseThrow();

    static final Statuses WELL = new Statuses(10, null, null, List.of());

    Statuses freeSpares(int free) {
        return new Statuses(free, readOnly, breaker, faults);
    }

    Statuses readOnly(String why) {
        return new Statuses(freeSpares, why, breaker, faults);
    }

    Statuses breaker(String why) {
        return new Statuses(freeSpares, readOnly, why, faults);
    }

    Statuses faults(Fault... some) {
        return new Statuses(freeSpares, readOnly, breaker, List.of(some));
    }

    static Fault fault(long unit, Fate fate, long lost) {
        MappedSector sector = new MappedSector(unit);
        return new Fault(
                sector,
                GEOMETRY.unitOnDisk(sector),
                Cause.onRecord("on record"),
                1,
                fate,
                "because",
                LostSectors.ofMask(lost),
                WHEN,
                Optional.empty());
    }

    DeviceStatus status() {
        return new DeviceStatus(
                "data",
                new DeviceId(UUID.fromString("12345678-9abc-4def-8123-456789abcdef")),
                WHEN,
                "/dev/sdb",
                GEOMETRY,
                10 - freeSpares,
                freeSpares,
                0,
                new MetadataStore.Copies(2, 2),
                Optional.ofNullable(readOnly),
                Optional.ofNullable(breaker)
                        .map(why -> new DeviceStatus.OpenBreaker(Breaker.Cause.NOT_ALIVE, why, WHEN)),
                faults,
                List.of(),
                ScrubNote.NONE,
                new DeviceStatus.Totals(0, 0, 0, 0));
    }
}
