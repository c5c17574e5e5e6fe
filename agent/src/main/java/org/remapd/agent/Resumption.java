package org.remapd.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.Trust;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.heal.Source;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.RemapTarget;

/**
 * How a daemon goes on where an earlier one was cut off: a copy of the metadata left behind, units in hand, mappings recorded but
 * not active, losses on record. The owner's thread, once.
 */
final class Resumption {

    /** The cause of a fault that is known by what an earlier daemon left behind. */
    static final Cause CUT_OFF = new Cause("an earlier heal was cut off", Trust.ON_RECORD);

    private static final int SHOWN = 5;

    private final MetadataStore store;
    private final RemapTarget target;
    private final Healer healer;
    private final HealRecords records;
    private final FaultLedger ledger;
    private final Healing healing;
    private final Consumer<String> mended;

    /**
     * For one device.
     *
     * @param mended told what of the metadata was damaged and is whole again
     */
    Resumption(
            MetadataStore store,
            RemapTarget target,
            Healer healer,
            HealRecords records,
            FaultLedger ledger,
            Healing healing,
            Consumer<String> mended) {
        this.store = store;
        this.target = target;
        this.healer = healer;
        this.records = records;
        this.ledger = ledger;
        this.healing = healing;
        this.mended = mended;
    }

    void resume() {
        mendMetadata();
        store.current().history().forEach(ledger::enter);
        store.current().faults().forEach(ledger::enter);
        healing.heal(healer.takeOver().stream()
                .map(unit -> new Healer.Case(unit, CUT_OFF, healing.whereItStands(unit)))
                .toList());
        healing.heal(unfinished());
    }

    private void mendMetadata() {
        List<String> damage = store.repair();
        if (!damage.isEmpty()) {
            mended.accept(String.join("; ", first(damage)));
        }
        store.readOnly().ifPresent(records::alertReadOnly);
        List<Change> leftovers = store.current().superseded().stream()
                .map(spare -> (Change) new Change.Withdraw(spare))
                .toList();
        if (!leftovers.isEmpty()) {
            records.save(leftovers);
        }
    }

    private static List<String> first(List<String> all) {
        int shown = Math.min(all.size(), SHOWN);
        List<String> lines = new ArrayList<>(all.subList(0, shown));
        if (shown < all.size()) {
            lines.add("and " + (all.size() - shown) + " more");
        }
        return lines;
    }

    /** Mappings that are recorded and not active. With all of them active, which is usual, none has to be asked for. */
    private List<Healer.Case> unfinished() {
        boolean all = target.status()
                .filter(now -> now.usedSpares() == store.current().mappings())
                .isPresent();
        return all
                ? List.of()
                : store.current()
                        .mapped()
                        .filter(mapping -> target.servedFrom(store.current().geometry(), mapping.unit())
                                .isEmpty())
                        .map(mapping -> new Healer.Case(
                                mapping.unit(), CUT_OFF, new HealState.Confirmed(new Source.Staged(mapping.spare()))))
                        .toList();
    }
}
