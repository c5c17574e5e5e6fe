package org.remapd.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Severity;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.heal.HealStep;
import org.remapd.agent.heal.UnitData;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.SpareRecord;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;

/** What the steps of heals put on record before they go on, and what follows once it is there. The owner's thread. */
final class HealRecords {

    private final String name;
    private final List<BlockDevice> members;
    private final MetadataStore store;
    private final AlertSink alerts;
    private final Clock clock;

    /**
     * For one device.
     *
     * @param members its disks; those that join later are added by the owner
     */
    HealRecords(String name, List<BlockDevice> members, MetadataStore store, AlertSink alerts, Clock clock) {
        this.name = name;
        this.members = members;
        this.store = store;
        this.alerts = alerts;
        this.clock = clock;
    }

    /** A unit that cannot go on before a step of its heal is recorded: what, and what follows if it is. */
    record Entry(Healer.Progress of, HealStep step, List<Change> changes, Supplier<HealState> then) {}

    /** Writes them, all at once. */
    void write(List<Entry> waiting) {
        List<Change> changes =
                waiting.stream().flatMap(one -> one.changes().stream()).toList();
        MetadataStore.Recorded recorded = changes.isEmpty() ? new MetadataStore.Recorded.Durable(0) : save(changes);
        for (Entry one : waiting) {
            one.of().state = recorded instanceof MetadataStore.Recorded.Failed failed
                            && !one.changes().isEmpty()
                    ? notRecorded(failed)
                    : one.then().get();
        }
    }

    /** For a step that is to be recorded, what. */
    Optional<Entry> of(Healer.Progress progress, HealStep step) {
        MappedSector unit = progress.unit();
        HealState state = progress.state;
        if (step instanceof HealStep.Retire retire && state instanceof HealState.SpareFailed failed) {
            return Optional.of(new Entry(
                    progress, step, retire(progress, retire.spare()), () -> retired(retire.spare(), failed.data())));
        }
        if (step instanceof HealStep.RecordPreparation record && state instanceof HealState.Prepared prepared) {
            return Optional.of(new Entry(
                    progress,
                    step,
                    List.of(new Change.Prepare(
                            unit, record.spare(), prepared.data().lost())),
                    () -> new HealState.OnItsWay(prepared.data(), record.spare())));
        }
        if (step instanceof HealStep.Commit commit) {
            UnitData data = dataOf(state);
            return Optional.of(new Entry(
                    progress, step, commit(progress, commit), () -> new HealState.Committed(data, commit.spare())));
        }
        if (step instanceof HealStep.Withdraw) {
            return Optional.of(new Entry(progress, step, withdraw(progress), () -> withdrawn(progress, state)));
        }
        if (step instanceof HealStep.RecordLoss loss) {
            OpenFault fault = new OpenFault(
                    unit, loss.lost(), 1, clock.now(), progress.of.cause().words());
            boolean known = store.current().lost(unit).equals(loss.lost());
            List<Change> changes = known ? List.of() : List.of(new Change.Open(fault));
            return Optional.of(new Entry(progress, step, changes, () -> new HealState.LostInPlace(loss.lost())));
        }
        return Optional.empty();
    }

    private static UnitData dataOf(HealState state) {
        return state instanceof HealState.StillBad stillBad ? stillBad.data() : ((HealState.Prepared) state).data();
    }

    private List<Change> retire(Healer.Progress progress, Spare spare) {
        Change retire = new Change.Retire(spare);
        boolean own =
                store.current().spareOf(progress.unit()).filter(spare::equals).isPresent();
        if (own) {
            progress.afterwards.add(retire);
        }
        return own ? List.of() : List.of(retire);
    }

    /** Nothing if it is on record already. If the unit had another spare before, or was on its way to one, that one is left. */
    private List<Change> commit(Healer.Progress progress, HealStep.Commit commit) {
        MappedSector unit = progress.unit();
        if (isCommitted(unit, commit)) {
            return List.of();
        }
        store.current()
                .spareOf(unit)
                .filter(before ->
                        !before.equals(commit.spare()) && !progress.afterwards.contains(new Change.Retire(before)))
                .ifPresent(before -> progress.afterwards.add(
                        progress.spareIsBad ? new Change.Retire(before) : new Change.Withdraw(before)));
        return List.of(new Change.Commit(unit, commit.spare(), commit.lost()));
    }

    private boolean isCommitted(MappedSector unit, HealStep.Commit commit) {
        return store.current().at(commit.spare()) instanceof SpareRecord.Committed committed
                && committed.claim().unit().equals(unit)
                && committed.claim().poison().equals(commit.lost());
    }

    /** Of a unit that was on no record already, this makes sure that no copy says otherwise. */
    private List<Change> withdraw(Healer.Progress progress) {
        MappedSector unit = progress.unit();
        boolean retired = progress.state instanceof HealState.Returning && progress.spareIsBad;
        List<Change> changes = new ArrayList<>();
        store.current()
                .spareOf(unit)
                .ifPresent(spare -> changes.add(retired ? new Change.Retire(spare) : new Change.Withdraw(spare)));
        changes.add(new Change.Close(unit));
        return changes;
    }

    private HealState withdrawn(Healer.Progress progress, HealState state) {
        if (state instanceof HealState.Returning returning) {
            if (progress.spareIsBad) {
                alertRetired(returning.spare());
            }
            return new HealState.OffRecord(returning.spare());
        }
        if (state instanceof HealState.Refused refused) {
            return refused(refused.why());
        }
        return state instanceof HealState.Rewritten ? new HealState.HealedInPlace() : new HealState.Healthy();
    }

    static HealState.Stuck refused(String why) {
        return new HealState.Stuck("the remap target refused the mapping: " + why);
    }

    private HealState retired(Spare spare, UnitData data) {
        alertRetired(spare);
        return new HealState.Salvaged(data);
    }

    private void alertRetired(Spare spare) {
        Extent where = store.current().geometry().spare(spare);
        alerts.raise(Alert.of(
                        Alert.Kind.SPARE_RETIRED,
                        Severity.WARNING,
                        name + ": spare " + spare + " failed and will not be used again")
                .with(Alert.DEVICE, name)
                .with(Alert.DISK, members.get(where.member()).path())
                .with(Alert.DISK_SECTOR, where.range().first().toString()));
    }

    private static HealState notRecorded(MetadataStore.Recorded.Failed failed) {
        String doubt = failed.inDoubt() ? ", and what of it is on the disk could not be taken back yet" : "";
        return new HealState.Stuck("the metadata could not be written" + doubt + ": "
                + failed.why().detail());
    }

    /** Records changes; says so if from now on nothing can be recorded any more. */
    MetadataStore.Recorded save(List<Change> changes) {
        boolean before = store.readOnly().isPresent();
        MetadataStore.Recorded recorded = store.save(changes);
        store.readOnly().filter(why -> !before).ifPresent(this::alertReadOnly);
        return recorded;
    }

    void alertReadOnly(String why) {
        alerts.raise(Alert.of(
                        Alert.Kind.METADATA_READ_ONLY,
                        Severity.CRITICAL,
                        name + ": nothing can be recorded any more, so no bad sector is moved from now on: " + why)
                .with(Alert.DEVICE, name)
                .with(Alert.DISK, members.get(0).path()));
    }
}
