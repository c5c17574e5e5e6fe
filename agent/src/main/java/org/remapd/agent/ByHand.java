package org.remapd.agent;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Trust;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.RemapTarget;

/** Units that somebody wants on a spare, or back from one: whether that can be done, and what came of it. The owner's thread. */
final class ByHand {

    /** Of such a move, in the history. */
    static final Cause CAUSE = new Cause("by hand", Trust.BY_HAND);

    private final List<BlockDevice> members;
    private final MetadataStore store;
    private final RemapTarget target;
    private final DeviceBreaker breaker;
    private final Healer healer;
    private final HealRecords records;
    private final Healing healing;

    ByHand(
            List<BlockDevice> members,
            MetadataStore store,
            RemapTarget target,
            DeviceBreaker breaker,
            Healer healer,
            HealRecords records,
            Healing healing) {
        this.members = members;
        this.store = store;
        this.target = target;
        this.breaker = breaker;
        this.healer = healer;
        this.records = records;
        this.healing = healing;
    }

    HandMove toSpare(MappedSector sector) {
        return inTheWay(sector)
                .or(() -> notToBeMoved(unitOf(sector)))
                .<HandMove>map(HandMove.Refused::new)
                .orElseGet(() -> move(unitOf(sector), new HealState.ToMove()));
    }

    HandMove back(MappedSector sector) {
        return inTheWay(sector)
                .or(() -> notToBeBroughtBack(unitOf(sector)))
                .<HandMove>map(HandMove.Refused::new)
                .orElseGet(() -> {
                    Spare spare = metadata().spareOf(unitOf(sector)).orElseThrow();
                    return move(unitOf(sector), new HealState.ToReturn(spare));
                });
    }

    private Optional<String> inTheWay(MappedSector sector) {
        Optional<String> none = metadata().geometry().whyNone(sector);
        if (none.isPresent()) {
            return none;
        }
        if (store.readOnly().isPresent()) {
            return store.readOnly().map(why -> "nothing can be recorded any more: " + why);
        }
        if (breaker.freezes()) {
            return Optional.of(breaker.status()
                    .map(open -> "the breaker is open, and nothing is moved: " + open.why())
                    .orElse("the disk does not answer"));
        }
        MappedSector unit = unitOf(sector);
        return metadata().spareOf(unit).equals(target.servedFrom(metadata().geometry(), unit)) && !healer.holds(unit)
                ? Optional.empty()
                : Optional.of("it is being moved already; see remapd status, and ask again when that is through");
    }

    private Optional<String> notToBeMoved(MappedSector unit) {
        Optional<Spare> spare = metadata().spareOf(unit);
        if (spare.isPresent()) {
            return Optional.of(range(unit) + " is on a spare already: " + place(spare.get()));
        }
        return metadata().freeSpares() > 0
                ? Optional.empty()
                : Optional.of("no spare is left; remapd spares add gives the device more");
    }

    private Optional<String> notToBeBroughtBack(MappedSector unit) {
        Optional<Spare> spare = metadata().spareOf(unit);
        if (spare.isEmpty()) {
            return Optional.of(range(unit) + " is on no spare: it is where it always was, " + place(unit));
        }
        LostSectors lost = metadata().poison(spare.get());
        if (!lost.isEmpty()) {
            String sectors = lost.in(unit).stream().map(Object::toString).collect(Collectors.joining(" "));
            return Optional.of("of " + range(unit) + " these are lost, and would read as something made up: " + sectors
                    + "; overwrite them first");
        }
        return forgetOlderMoves(unit);
    }

    /** An earlier spare of the unit's that is still on record would count again if this one did not any more. */
    private Optional<String> forgetOlderMoves(MappedSector unit) {
        List<Change> older = metadata().rivals(unit).stream()
                .<Change>map(Change.Withdraw::new)
                .toList();
        return !older.isEmpty() && records.save(older) instanceof MetadataStore.Recorded.Failed failed
                ? Optional.of(
                        "the metadata could not be written: " + failed.why().detail())
                : Optional.empty();
    }

    private HandMove move(MappedSector unit, HealState.ByHand wanted) {
        HandMove.Place from = whereItIs(unit);
        Healer.Case of = new Healer.Case(unit, CAUSE, wanted);
        HealState.Closed how = healing.healTogether(List.of(of)).get(0).how();
        if (how.fate() == Fate.UNHEALED) {
            String stays = healing.stayed(of) ? " stays where it is: " : ": ";
            return new HandMove.Refused(range(unit) + " (" + from + ")" + stays + how.reason());
        }
        return new HandMove.Moved(range(unit), from, whereItIs(unit), how.lost().in(unit));
    }

    private HandMove.Place whereItIs(MappedSector unit) {
        return metadata().spareOf(unit).map(this::place).orElseGet(() -> place(unit));
    }

    private Metadata metadata() {
        return store.current();
    }

    private MappedSector unitOf(MappedSector sector) {
        return metadata().geometry().unitOf(sector);
    }

    private MappedRange range(MappedSector unit) {
        return new MappedRange(unit, metadata().geometry().unitSectors());
    }

    private HandMove.Place place(MappedSector unit) {
        return new HandMove.Place(members.get(0).path(), metadata().geometry().unitOnDisk(unit));
    }

    private HandMove.Place place(Spare spare) {
        Extent where = metadata().geometry().spare(spare);
        return new HandMove.Place(members.get(where.member()).path(), where.range());
    }
}
