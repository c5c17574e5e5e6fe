package org.remapd.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.device.Aliveness;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Probe;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.heal.HealPlanner;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.heal.Source;
import org.remapd.agent.heal.UnitData;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.SpareRecord;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;

/** The steps of a heal that read and write: each does its part on the disks, and tells what came of it. */
final class HealSteps {

    private static final int LOOKS = 3;

    private final List<BlockDevice> members;
    private final BlockDevice disk;
    private final MetadataStore store;
    private final Healer.MappedDevice mapped;
    private final Runnable asking;
    private final Salvager salvager;

    /** @param asking run before each request: it may take as long as the drive does */
    HealSteps(
            List<BlockDevice> members,
            MetadataStore store,
            Healer.MappedDevice mapped,
            HealPolicy policy,
            Runnable asking,
            Clock clock) {
        this.members = members;
        this.disk = members.get(0);
        this.store = store;
        this.mapped = mapped;
        this.asking = asking;
        this.salvager = new Salvager(policy, asking, clock);
    }

    /** Reads the unit where it is served from, and again if that fails. */
    Probe probe(MappedSector unit, Source source) {
        Extent where = source instanceof Source.Serving serving ? geometry().spare(serving.spare()) : original(unit);
        BlockDevice below = members.get(where.member());
        List<IoResult> attempts = new ArrayList<>();
        attempts.add(read(below, where.range()));
        boolean alive = true;
        if (!attempts.get(0).ok()) {
            alive = new Aliveness(below, List.of(), asking).besides(where.range());
            attempts.add(read(below, where.range()));
        }
        return new Probe(below.path(), where.range(), attempts, alive);
    }

    /** Whether the original gives a sector that is lost on the spare, however often it has to be asked. */
    boolean givesWhatWasLost(MappedSector unit, Source source) {
        if (!(source instanceof Source.Serving serving)) {
            return false;
        }
        LostSectors wanted = lostOnLeaving(serving.spare());
        if (wanted.isEmpty()) {
            return false;
        }
        UnitData there = salvage(original(unit)).data();
        return wanted.offsets().anyMatch(sector -> !there.isLost(sector));
    }

    /** What was lost when the unit left its original, which alone that may still give: of all else it holds what there was once. */
    private LostSectors lostOnLeaving(Spare spare) {
        return store.current()
                .at(spare)
                .holder()
                .filter(SpareRecord.Claim::first)
                .map(SpareRecord.Claim::poison)
                .orElse(LostSectors.none());
    }

    private Extent original(MappedSector unit) {
        return new Extent(0, geometry().unitOnDisk(unit));
    }

    private IoResult read(BlockDevice below, SectorRange where) {
        asking.run();
        return below.read(where, BlockDevice.buffer(where.count()));
    }

    /** All that can still be had of a unit, from where its newest data is. */
    Salvager.Outcome salvage(MappedSector unit, Source source) {
        if (source instanceof Source.Serving serving) {
            return filledUp(salvage(serving.spare()), lostOnLeaving(serving.spare()), original(unit));
        }
        if (source instanceof Source.Staged staged) {
            Salvager.Outcome there = salvage(staged.spare());
            return filledUp(there, there.data().lost(), original(unit));
        }
        return salvage(original(unit));
    }

    private Salvager.Outcome salvage(Extent where) {
        return salvager.salvage(members.get(where.member()), where.range());
    }

    private Salvager.Outcome filledUp(Salvager.Outcome first, LostSectors wanted, Extent from) {
        if (wanted.isEmpty()) {
            return first;
        }
        Salvager.Outcome second = salvage(from);
        first.data().take(wanted, second.data());
        return new Salvager.Outcome(first.data(), first.trouble().or(second::trouble));
    }

    /** What a spare gives; what is on record as lost there is only zeros. */
    private Salvager.Outcome salvage(Spare spare) {
        Salvager.Outcome there = salvage(geometry().spare(spare));
        there.data().lose(store.current().poison(spare));
        return there;
    }

    /** Puts the data on the spare and reads it back. */
    HealState stage(MappedSector unit, Spare spare, UnitData data) {
        Extent at = geometry().spare(spare);
        byte[] bytes = data.forASpare();
        boolean own = store.current().spareOf(unit).filter(spare::equals).isPresent();
        if (own && holds(at, bytes).ok()) {
            return new HealState.Staged(data, spare);
        }
        Held held = put(at, bytes);
        if (held.read() instanceof IoResult.Failed failed && !failed.error().mayBeMedium()) {
            return new HealState.Stuck("the disk does not take the data: " + failed.detail());
        }
        return held.ok() ? new HealState.Staged(data, spare) : new HealState.SpareFailed(data, spare);
    }

    /** Puts what is on the spare where the unit always was, and reads it back. */
    HealState writeBack(MappedSector unit, Spare spare) {
        Salvager.Outcome there = salvage(spare);
        if (!there.data().lost().isEmpty()) {
            String why = there.trouble().map(IoResult.Failed::detail).orElse("sectors of it are lost");
            return new HealState.Stuck("its spare cannot be read: " + why);
        }
        Held held = put(original(unit), there.data().forASpare());
        if (held.ok()) {
            return new HealState.WrittenBack(spare);
        }
        String why = held.read() instanceof IoResult.Failed failed
                ? failed.detail()
                : "it reads back as something else than was written";
        return new HealState.Stuck("its old place does not take the data: " + why);
    }

    /** Writes, flushes, and reads back. */
    private Held put(Extent at, byte[] bytes) {
        BlockDevice onto = members.get(at.member());
        ByteBuffer out = BlockDevice.buffer(at.range().count());
        out.put(bytes).flip();
        asking.run();
        IoResult result = onto.write(at.range(), out);
        if (result.ok()) {
            asking.run();
            result = onto.flush();
        }
        return result.ok() ? holds(at, bytes) : new Held(result, false);
    }

    /** What a place was found to hold. */
    private record Held(IoResult read, boolean same) {
        boolean ok() {
            return read.ok() && same;
        }
    }

    private Held holds(Extent where, byte[] bytes) {
        ByteBuffer back = BlockDevice.buffer(where.range().count());
        asking.run();
        IoResult read = members.get(where.member()).read(where.range(), back);
        return new Held(read, back.equals(ByteBuffer.wrap(bytes)));
    }

    /** Whether the original, which has been rewritten, now holds the data durably. */
    boolean isHealedInPlace(MappedSector unit, UnitData data) {
        asking.run();
        return disk.flush().ok() && holds(original(unit), data.forASpare()).ok();
    }

    /** A read through the remap device gives what the spare holds; somebody may write meanwhile, so it may take more than one look. */
    HealState.Closed verify(MappedSector unit, Spare spare) {
        try (BlockDevice device = mapped.open()) {
            Optional<String> wrong = Optional.empty();
            for (int look = 0; look < LOOKS; look++) {
                wrong = look(device, unit, spare);
                if (wrong.isEmpty()) {
                    return HealPlanner.verified(spare, store.current().poison(spare));
                }
            }
            return new HealState.Stuck("moved, but " + wrong.orElseThrow());
        } catch (IOException e) {
            return new HealState.Stuck("moved, but the device cannot be opened to verify it: " + e.getMessage());
        }
    }

    /** What is wrong, if anything is: as a whole, or piece by piece if some cannot be read. */
    private Optional<String> look(BlockDevice device, MappedSector unit, Spare spare) {
        LostSectors lost = store.current().poison(spare);
        Extent onSpare = geometry().spare(spare);
        int sectors = (int) onSpare.range().count();
        int piece = lost.isEmpty() ? sectors : device.logicalBlockSize() / BlockDevice.SECTOR_BYTES;
        for (int at = 0; at < sectors; at += piece) {
            Extent below = new Extent(
                    onSpare.member(), new SectorRange(onSpare.range().first().plus(at), piece));
            Optional<String> wrong = look(device, SectorRange.of(unit.number() + at, piece), below, lost.contains(at));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private Optional<String> look(BlockDevice device, SectorRange range, Extent below, boolean lost) {
        ByteBuffer through = BlockDevice.buffer(range.count());
        asking.run();
        IoResult read = device.read(range, through);
        if (lost) {
            return read.ok() ? Optional.of("the device gives something for what is lost") : Optional.empty();
        }
        if (read instanceof IoResult.Failed failed) {
            return Optional.of("it does not read through the device: " + failed.detail());
        }
        byte[] bytes = new byte[through.remaining()];
        through.get(bytes);
        return holds(below, bytes).ok()
                ? Optional.empty()
                : Optional.of("the device reads something else than the spare holds");
    }

    private Geometry geometry() {
        return store.current().geometry();
    }
}
