package org.remapd.agent.fault;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The faults of one device: all that are open, and of those that ended the newest, up to a bound. One thread owns it.
 */
public final class FaultBook {

    private final int closedLimit;
    private final Map<MappedSector, Fault> faults = new LinkedHashMap<>();
    private int closed;
    /** None is due before. */
    private Instant dueFrom = Instant.MAX;

    public FaultBook(int closedLimit) {
        this.closedLimit = closedLimit;
    }

    public Optional<Fault> at(MappedSector unit) {
        return Optional.ofNullable(faults.get(unit));
    }

    /** Enters a fault in place of what was known of its unit. */
    public void put(Fault fault) {
        forget(fault.unit());
        faults.put(fault.unit(), fault);
        if (fault.open()) {
            fault.retry().filter(at -> at.isBefore(dueFrom)).ifPresent(at -> dueFrom = at);
        } else {
            closed++;
            dropOldestBeyondLimit();
        }
    }

    /** So many more hints for a unit that is known; its place among the others stays. */
    public void hinted(MappedSector unit, Cause cause, int count) {
        faults.computeIfPresent(unit, (key, fault) -> fault.hinted(cause, count));
    }

    private void forget(MappedSector unit) {
        Fault old = faults.remove(unit);
        if (old != null && !old.open()) {
            closed--;
        }
    }

    private void dropOldestBeyondLimit() {
        if (closed <= closedLimit) {
            return;
        }
        faults.values().stream().filter(fault -> !fault.open()).findFirst().ifPresent(oldest -> forget(oldest.unit()));
    }

    public Collection<Fault> all() {
        return List.copyOf(faults.values());
    }

    public List<Fault> open() {
        return faults.values().stream().filter(Fault::open).toList();
    }

    /** Open faults that are to be looked at again by {@code now}. To ask costs nothing while there are none, however many are open. */
    public List<Fault> due(Instant now) {
        if (now.isBefore(dueFrom)) {
            return List.of();
        }
        List<Fault> due = open().stream()
                .filter(fault -> fault.retry().filter(at -> !at.isAfter(now)).isPresent())
                .toList();
        if (due.isEmpty()) {
            dueFrom = open().stream()
                    .flatMap(fault -> fault.retry().stream())
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.MAX);
        }
        return due;
    }
}
