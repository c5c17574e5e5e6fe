package org.remapd.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.remapd.agent.fault.Cause;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.heal.HealPlanner;
import org.remapd.agent.heal.HealState;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.OpenFault;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.RemapTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody's reads and writes that failed and hang in the target until they are helped. The owner's thread. */
final class HeldIo {

    private static final Logger LOG = LoggerFactory.getLogger(HeldIo.class);

    private final String name;
    private final List<BlockDevice> members;
    private final MetadataStore store;
    private final RemapTarget target;
    private final HealRecords records;
    private final FaultLedger ledger;
    private final Healing healing;

    HeldIo(
            String name,
            List<BlockDevice> members,
            MetadataStore store,
            RemapTarget target,
            HealRecords records,
            FaultLedger ledger,
            Healing healing) {
        this.name = name;
        this.members = members;
        this.store = store;
        this.target = target;
        this.records = records;
        this.ledger = ledger;
        this.healing = healing;
    }

    /** Heals what it waits for; what cannot be helped fails at once. */
    void help() {
        if (target.attend(Healer.ATTENTION) instanceof RemapTarget.Answer.Refused refused) {
            LOG.debug("{}: I/O that fails is not held: {}", name, refused.why());
            return;
        }
        acknowledgeCures();
        List<Healer.Case> cases = new ArrayList<>();
        for (RemapTarget.Held held : target.held()) {
            if (held.awaitsHelp() && healing.isBeyondHelp(held.unit())) {
                target.fail(held.unit());
            } else if (!ledger.isUnhealed(held.unit())) {
                caseOf(held).ifPresent(cases::add);
            }
        }
        healing.heal(cases);
        cases.stream().map(Healer.Case::unit).filter(healing::isBeyondHelp).forEach(target::fail);
    }

    /** Nobody comes to help: what fails from now on fails at once, and so does what is held. */
    void abandon() {
        target.attend(Duration.ZERO);
    }

    private Optional<Healer.Case> caseOf(RemapTarget.Held held) {
        MappedSector unit = held.unit();
        boolean writeFailed = held.writes() > 0;
        if (held.awaitsHelp()) {
            Cause cause = writeFailed ? Cause.WRITE_FAILED : Cause.READ_FAILED;
            return Optional.of(new Healer.Case(unit, cause, healing.suspected(unit, writeFailed)));
        }
        return held.hold() == RemapTarget.Hold.FENCED
                ? Optional.of(new Healer.Case(unit, Resumption.CUT_OFF, healing.whereItStands(unit)))
                : Optional.empty();
    }

    /** Lost sectors that have been overwritten: the writes wait until that is on record, and may only then be acknowledged. */
    private void acknowledgeCures() {
        List<RemapTarget.Cure> all = target.cures().stream()
                .filter(cure -> store.current().spareOf(cure.unit()).isPresent())
                .toList();
        Set<Integer> flushed = all.stream()
                .map(this::memberOf)
                .distinct()
                .filter(member -> members.get(member).flush().ok())
                .collect(Collectors.toSet());
        List<RemapTarget.Cure> cures =
                all.stream().filter(cure -> flushed.contains(memberOf(cure))).toList();
        if (cures.isEmpty()) {
            return;
        }
        List<Change> changes =
                cures.stream().flatMap(cure -> changes(cure).stream()).toList();
        if (records.save(changes) instanceof MetadataStore.Recorded.Failed failed) {
            LOG.warn("{}: lost sectors were overwritten, which cannot be recorded: {}", name, failed.why());
            return;
        }
        ledger.record(cures.stream().flatMap(cure -> acknowledge(cure).stream()).toList());
    }

    /** The disk that has the spare. */
    private int memberOf(RemapTarget.Cure cure) {
        return store.current().geometry().spare(spareOf(cure)).member();
    }

    private Spare spareOf(RemapTarget.Cure cure) {
        return store.current().spareOf(cure.unit()).orElseThrow();
    }

    private List<Change> changes(RemapTarget.Cure cure) {
        LostSectors rest = store.current().poison(spareOf(cure)).without(cure.written());
        Change poison = new Change.Poison(spareOf(cure), rest);
        Optional<OpenFault> open = store.current().fault(cure.unit());
        return open.isEmpty()
                ? List.of(poison)
                : List.of(poison, rest.isEmpty() ? new Change.Close(cure.unit()) : open(open.get(), rest));
    }

    private static Change open(OpenFault before, LostSectors lost) {
        return new Change.Open(new OpenFault(before.unit(), lost, before.hints(), before.since(), before.cause()));
    }

    /** Returns what is to be recorded of it for people. */
    private List<Change> acknowledge(RemapTarget.Cure cure) {
        RemapTarget.Answer answer = target.cured(cure);
        if (answer instanceof RemapTarget.Answer.Refused refused) {
            LOG.warn("{}: {} does not come to life again: {}", name, cure.unit(), refused.why());
        }
        Spare spare = spareOf(cure);
        HealState.Closed end = HealPlanner.verified(spare, store.current().poison(spare));
        List<Change> told = ledger.overwritten(cure.unit(), end);
        // If it was refused, this comes again.
        return answer instanceof RemapTarget.Answer.Refused ? List.of() : told;
    }
}
