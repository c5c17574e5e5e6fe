package org.remapd.agent;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.remapd.agent.device.BadBlockSearch;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Repeaters;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.fault.Trust;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.heal.Source;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;

/**
 * Reads units harder that were said to be bad again and again, and read well each time: {@value Repeaters#LOOKS} times, in three ways. If one
 * of those reads fails the unit is bad, without another chance; as long as none does nothing is moved, whoever says what (invariant
 * I1). The owner's thread.
 */
final class CloseWatch {

    /** On either side of the place, for a longer read: what a drive's firmware treats as a stream. */
    private static final long MARGIN = 128;

    private final BlockDevice disk;
    private final MetadataStore store;
    private final DeviceBreaker breaker;
    private final Repeaters repeaters;
    private final FaultLedger ledger;
    private final Healing healing;
    private final Chronicle chronicle;
    private final Clock clock;
    private final BadBlockSearch search;

    CloseWatch(
            BlockDevice disk,
            MetadataStore store,
            DeviceBreaker breaker,
            Repeaters repeaters,
            FaultLedger ledger,
            Healing healing,
            Chronicle chronicle,
            Clock clock) {
        this.disk = disk;
        this.store = store;
        this.breaker = breaker;
        this.repeaters = repeaters;
        this.ledger = ledger;
        this.healing = healing;
        this.chronicle = chronicle;
        this.clock = clock;
        this.search = new BadBlockSearch(disk);
    }

    /** One look at one unit, if it is time for that. */
    void look() {
        repeaters.due(clock.now()).ifPresent(this::look);
    }

    private void look(Repeaters.Watch watch) {
        if (!isWhereItWas(watch.unit())) {
            repeaters.end(watch.unit());
            return;
        }
        long begun = clock.nanos();
        List<SectorRange> bad = bad(watch);
        Duration took = Duration.ofNanos(clock.nanos() - begun);
        if (bad.isEmpty()) {
            reads(repeaters.looked(watch, took, clock.now()));
        } else if (!breaker.freezes()) {
            repeaters.end(watch.unit());
            fails(watch, bad);
        }
    }

    private boolean isWhereItWas(MappedSector unit) {
        return store.current().spareOf(unit).isEmpty() && !ledger.isOpen(unit);
    }

    /** The physical blocks that cannot be read this time. An error that is not the medium's says nothing; the breaker hears of it. */
    private List<SectorRange> bad(Repeaters.Watch watch) {
        SectorRange where = watch.where();
        Stream<SectorRange> reads = switch (watch.looks() % 3) {
            case 0 -> Stream.of(where);
            case 1 -> geometry().units(where).map(geometry()::unitOnDisk);
            default -> Stream.of(wider(where));
        };
        return reads.flatMap(range -> search.in(range).stream())
                .filter(piece -> piece.why().error().mayBeMedium())
                .map(BadBlockSearch.Bad::where)
                .filter(where::overlaps)
                .toList();
    }

    private SectorRange wider(SectorRange where) {
        long first = Math.max(0, where.first().number() - MARGIN);
        long end = Math.min(disk.sectors(), where.end().number() + MARGIN);
        return SectorRange.of(first, end - first);
    }

    private void reads(Repeaters.Watch watch) {
        if (watch.isOver()) {
            chronicle.told(
                    watch.unit(),
                    new StoryEvent.Watched("disk " + watch.where() + " was read " + watch.looks()
                            + " times, in three ways, and well each time; the slowest took "
                            + watch.slowest().toMillis() + " ms"));
        }
    }

    private void fails(Repeaters.Watch watch, List<SectorRange> bad) {
        chronicle.told(
                watch.unit(),
                new StoryEvent.Watched("look " + (watch.looks() + 1) + " of " + Repeaters.LOOKS + ": cannot be read: "
                        + bad.stream().map(SectorRange::toString).collect(Collectors.joining(" "))));
        Cause cause =
                new Cause("an own read failed in the end; " + watch.cause().words(), Trust.OWN_READ);
        healing.heal(bad.stream()
                .flatMap(geometry()::units)
                .distinct()
                .filter(this::isWhereItWas)
                .map(unit -> new Healer.Case(unit, cause, new HealState.Confirmed(new Source.Original())))
                .toList());
    }

    private Geometry geometry() {
        return store.current().geometry();
    }
}
