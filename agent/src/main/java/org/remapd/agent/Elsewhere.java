package org.remapd.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.SpareRecord;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.MetadataStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places outside the data, on any of the disks, that were read and are bad: a free spare is retired; a spare in use is a suspicion about the
 * unit it serves; of metadata it is said. The owner's thread.
 */
final class Elsewhere {

    private static final Logger LOG = LoggerFactory.getLogger(Elsewhere.class);

    /** While nothing is to be changed; a scrub finds what is missed. */
    private static final int PARKED = 1000;

    /**
     * A place that is bad.
     *
     * @param hints how many hints that stands for
     */
    record Bad(Extent where, Cause cause, int hints) {}

    private final String name;
    private final List<BlockDevice> members;
    private final MetadataStore store;
    private final HealRecords records;
    private final DeviceBreaker breaker;
    private final FaultLedger ledger;
    private final Healing healing;
    private final Deque<Bad> parked = new ArrayDeque<>();

    /** Of one device. */
    Elsewhere(
            String name,
            List<BlockDevice> members,
            MetadataStore store,
            HealRecords records,
            DeviceBreaker breaker,
            FaultLedger ledger,
            Healing healing) {
        this.name = name;
        this.members = members;
        this.store = store;
        this.records = records;
        this.breaker = breaker;
        this.ledger = ledger;
        this.healing = healing;
    }

    /** What is known to be bad is not said again. */
    void found(Bad bad) {
        if (breaker.freezes()) {
            park(bad);
            return;
        }
        Extent where = bad.where();
        List<Spare> spares = geometry().sparesAt(where);
        spares.forEach(spare -> found(spare, bad));
        if (spares.isEmpty() && !ledger.isBadElsewhere(pathOf(where), where.range())) {
            say(Alert.Kind.DEVICE_TROUBLE, where, "a place of remapd's own metadata");
        }
    }

    private void park(Bad bad) {
        if (parked.size() < PARKED) {
            parked.add(bad);
            healing.fallBehind();
        }
    }

    /** Those that were found while the breaker was open. */
    void catchUp() {
        for (int left = parked.size(); left > 0; left--) {
            found(parked.remove());
        }
    }

    private void found(Spare spare, Bad bad) {
        SpareRecord record = store.current().at(spare);
        Optional<MappedSector> served = record.holder().map(SpareRecord.Claim::unit);
        if (served.isPresent()) {
            healing.heal(List.of(
                    new Healer.Case(served.get(), bad.cause(), healing.whereItStands(served.get()), bad.hints())));
        } else if (!(record instanceof SpareRecord.Retired)) {
            retire(spare, bad.where());
        }
    }

    private void retire(Spare spare, Extent bad) {
        int freeBefore = store.current().freeSpares();
        if (records.save(List.of(new Change.Retire(spare))) instanceof MetadataStore.Recorded.Failed failed) {
            LOG.warn("{}: spare {} is bad, which cannot be recorded: {}", name, spare, failed.why());
        }
        if (!ledger.isBadElsewhere(pathOf(bad), bad.range())) {
            say(Alert.Kind.SPARE_RETIRED, bad, "the free spare " + spare);
        }
        ledger.warnOfSpares(freeBefore);
    }

    private void say(Alert.Kind kind, Extent where, String what) {
        ledger.badElsewhere(kind, pathOf(where), where.range(), what);
    }

    private String pathOf(Extent where) {
        return members.get(where.member()).path();
    }

    private Geometry geometry() {
        return store.current().geometry();
    }
}
