package org.remapd.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.device.Aliveness;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Diagnosis;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.heal.HealPlanner;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.heal.HealStep;
import org.remapd.agent.heal.SpareAllocator;
import org.remapd.agent.heal.UnitData;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataCodec;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.UnitRecord;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.RemapTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what {@link HealPlanner} says, one step after the other, and tells it what came of each. The thread that
 * owns the fault state calls it.
 */
final class Healer {

    private static final Logger LOG = LoggerFactory.getLogger(Healer.class);

    /** Opens the remap device for one verifying read; it is not kept open, or nobody could remove it. */
    interface MappedDevice {
        BlockDevice open() throws IOException;
    }

    private final BlockDevice disk;
    private final MetadataStore store;
    private final RemapTarget target;
    private final MappedDevice mapped;
    private final Salvager salvager;
    private final AlertSink alerts;

    Healer(
            BlockDevice disk,
            MetadataStore store,
            RemapTarget target,
            MappedDevice mapped,
            HealPolicy policy,
            Clock clock,
            AlertSink alerts) {
        this.disk = disk;
        this.store = store;
        this.target = target;
        this.mapped = mapped;
        this.salvager = new Salvager(disk, policy, clock);
        this.alerts = alerts;
    }

    /** Goes from {@code start} to an end of this attempt. */
    HealState.Closed heal(MappedSector unit, HealState start) {
        HealState state = start;
        while (true) {
            if (state instanceof HealState.Closed closed) {
                LOG.info(
                        "{}: unit {}: {}, {}",
                        target.name(),
                        unit,
                        closed.fate().label(),
                        closed.reason());
                return closed;
            }
            Optional<HealStep> step = HealPlanner.next(state, () -> spareFor(unit));
            state = step.isPresent() ? carryOut(unit, state, step.get()) : new HealState.Stuck("no spare is left");
        }
    }

    /** A free one; with none left, the one that an earlier heal recorded for this unit and never activated. */
    private Optional<Spare> spareFor(MappedSector unit) {
        Metadata metadata = store.current();
        return SpareAllocator.next(metadata).or(() -> metadata.spareOf(unit));
    }

    private boolean lossOnRecord(MappedSector unit) {
        return store.current()
                .unit(unit)
                .filter(UnitRecord.Lost.class::isInstance)
                .isPresent();
    }

    private HealState carryOut(MappedSector unit, HealState state, HealStep step) {
        LOG.debug("{}: unit {}: {}", target.name(), unit, step.getClass().getSimpleName());
        if (step instanceof HealStep.Probe) {
            return HealPlanner.probed(probe(unit), lossOnRecord(unit));
        }
        if (step instanceof HealStep.Salvage salvage) {
            return salvage(unit, salvage.stagedBefore());
        }
        if (step instanceof HealStep.Stage stage) {
            return stage(unit, stage.spare(), stage.data());
        }
        if (step instanceof HealStep.Retire retire && state instanceof HealState.SpareFailed failed) {
            return retire(unit, retire.spare(), failed.data());
        }
        if (step instanceof HealStep.Commit commit && state instanceof HealState.Staged staged) {
            return commit(unit, commit.spare(), staged.data());
        }
        if (step instanceof HealStep.Activate activate && state instanceof HealState.Committed) {
            return activate(unit, activate.spare());
        }
        if (step instanceof HealStep.Withdraw) {
            return withdraw(unit, state);
        }
        if (step instanceof HealStep.Verify verify) {
            return verify(unit, verify.spare());
        }
        if (step instanceof HealStep.RecordLoss loss) {
            return recordLoss(unit, loss);
        }
        throw new IllegalStateException(step + " does not follow from " + state);
    }

    private Diagnosis probe(MappedSector unit) {
        SectorRange where = geometry().unitOnDisk(unit);
        List<IoResult> attempts = new ArrayList<>();
        attempts.add(read(where));
        boolean alive = true;
        if (!attempts.get(0).ok()) {
            alive = new Aliveness(disk).besides(where);
            attempts.add(read(where));
        }
        return Diagnosis.of(attempts, alive);
    }

    private IoResult read(SectorRange where) {
        return disk.read(where, BlockDevice.buffer(where.count()));
    }

    /** The original first: what it still gives is at least as new as what an unfinished heal put on its spare. */
    private HealState salvage(MappedSector unit, Optional<Spare> stagedBefore) {
        Salvager.Outcome outcome = salvager.salvage(geometry().unitOnDisk(unit));
        UnitData data = outcome.data();
        Optional<IoResult.Failed> trouble = outcome.trouble();
        if (stagedBefore.isPresent() && !data.lost().isEmpty()) {
            SectorRange where = geometry().spareOnDisk(stagedBefore.get());
            ByteBuffer staged = BlockDevice.buffer(where.count());
            IoResult read = disk.read(where, staged);
            if (read.ok()) {
                data.lost().offsets().forEach(sector -> data.put(sector, sector(staged, sector)));
            } else if (read instanceof IoResult.Failed failed && !failed.error().mayBeMedium()) {
                trouble = Optional.of(failed);
            }
        }
        LOG.info(
                "{}: unit {}: {} of {} sectors saved",
                target.name(),
                unit,
                data.sectors() - data.lost().count(),
                data.sectors());
        return trouble.isPresent() && !data.lost().isEmpty()
                ? new HealState.Stuck(trouble.get().detail())
                : HealPlanner.salvaged(data);
    }

    private static byte[] sector(ByteBuffer unit, int sector) {
        byte[] bytes = new byte[BlockDevice.SECTOR_BYTES];
        unit.get(sector * BlockDevice.SECTOR_BYTES, bytes);
        return bytes;
    }

    private HealState stage(MappedSector unit, Spare spare, UnitData data) {
        SectorRange where = geometry().spareOnDisk(spare);
        byte[] bytes = data.complete();
        ByteBuffer out = BlockDevice.buffer(where.count());
        out.put(bytes).flip();
        ByteBuffer back = BlockDevice.buffer(where.count());
        boolean own = store.current().spareOf(unit).filter(spare::equals).isPresent();
        if (own && disk.read(where, back).ok() && back.equals(ByteBuffer.wrap(bytes))) {
            return new HealState.Staged(data, spare);
        }
        IoResult result = disk.write(where, out);
        if (result.ok()) {
            result = disk.flush();
        }
        if (result.ok()) {
            result = disk.read(where, back);
        }
        if (result instanceof IoResult.Failed failed && !failed.error().mayBeMedium()) {
            return new HealState.Stuck("the disk does not take the data: " + failed.detail());
        }
        boolean kept = result.ok() && back.equals(ByteBuffer.wrap(bytes));
        return kept ? new HealState.Staged(data, spare) : new HealState.SpareFailed(data, spare);
    }

    private HealState retire(MappedSector unit, Spare spare, UnitData data) {
        Metadata metadata = store.current();
        boolean own = metadata.spareOf(unit).filter(spare::equals).isPresent();
        Metadata retired = (own ? metadata.without(unit) : metadata).withRetired(spare);
        if (save(retired) instanceof MetadataStore.Recorded.Failed failed) {
            return notRecorded(failed);
        }
        alerts.raise(Alert.of(
                        Alert.Kind.SPARE_RETIRED,
                        Severity.WARNING,
                        target.name() + ": spare " + spare + " failed and will not be used again")
                .with(Alert.DEVICE, target.name())
                .with(Alert.DISK, disk.path())
                .with(Alert.DISK_SECTOR, geometry().spareOnDisk(spare).first().toString()));
        return new HealState.Salvaged(data);
    }

    private HealState commit(MappedSector unit, Spare spare, UnitData data) {
        return save(store.current().with(unit, new UnitRecord.Mapped(spare)))
                        instanceof MetadataStore.Recorded.Failed failed
                ? notRecorded(failed)
                : new HealState.Committed(data, spare);
    }

    private HealState activate(MappedSector unit, Spare spare) {
        RemapTarget.Answer answer =
                target.remap(unit, geometry().spareOnDisk(spare).first());
        return answer instanceof RemapTarget.Answer.Refused refused
                ? new HealState.Refused(refused.why())
                : new HealState.Active(spare);
    }

    private HealState withdraw(MappedSector unit, HealState state) {
        if (save(store.current().without(unit)) instanceof MetadataStore.Recorded.Failed failed) {
            return notRecorded(failed);
        }
        return state instanceof HealState.Refused refused
                ? new HealState.Stuck("the remap target refused the mapping: " + refused.why())
                : new HealState.Healthy();
    }

    /** A read through the remap device gives what the spare holds; somebody may write meanwhile, so it may take a second look. */
    private HealState verify(MappedSector unit, Spare spare) {
        SectorRange onSpare = geometry().spareOnDisk(spare);
        try (BlockDevice device = mapped.open()) {
            for (int attempt = 0; attempt < 3; attempt++) {
                ByteBuffer through = BlockDevice.buffer(onSpare.count());
                ByteBuffer below = BlockDevice.buffer(onSpare.count());
                IoResult read = device.read(SectorRange.of(unit.number(), onSpare.count()), through);
                if (read instanceof IoResult.Failed failed) {
                    return new HealState.Stuck("remapped, but it does not read through the device: " + failed.detail());
                }
                if (disk.read(onSpare, below).ok() && through.equals(below)) {
                    return new HealState.Remapped(spare);
                }
            }
            return new HealState.Stuck("remapped, but the device reads something else than the spare holds");
        } catch (IOException e) {
            return new HealState.Stuck("remapped, but the device cannot be opened to verify it: " + e.getMessage());
        }
    }

    private HealState recordLoss(MappedSector unit, HealStep.RecordLoss loss) {
        UnitRecord lost = new UnitRecord.Lost(loss.lost());
        boolean known = store.current().unit(unit).filter(lost::equals).isPresent();
        if (!known && save(store.current().with(unit, lost)) instanceof MetadataStore.Recorded.Failed failed) {
            return notRecorded(failed);
        }
        return new HealState.LostInPlace(loss.lost());
    }

    private static HealState notRecorded(MetadataStore.Recorded.Failed failed) {
        return new HealState.Stuck(
                "the metadata could not be written: " + failed.why().detail());
    }

    /** Records a state, and says so if a copy did not take it. */
    MetadataStore.Recorded save(Metadata next) {
        if (!MetadataCodec.fits(next)) {
            return new MetadataStore.Recorded.Failed(new IoResult.Failed(IoError.OTHER, "its slots are full"));
        }
        MetadataStore.Recorded recorded = store.save(next);
        if (recorded instanceof MetadataStore.Recorded.Durable durable && durable.copies() < Geometry.COPIES) {
            alerts.raise(Alert.of(
                            Alert.Kind.METADATA_COPY_FAILED,
                            Severity.WARNING,
                            target.name() + ": only " + durable.copies() + " of " + Geometry.COPIES
                                    + " metadata copies could be written")
                    .with(Alert.DEVICE, target.name())
                    .with(Alert.DISK, disk.path()));
        }
        return recorded;
    }

    private Geometry geometry() {
        return store.current().geometry();
    }
}
