package org.remapd.agent;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.MetadataStore;

/**
 * What is known of a watched device at one moment.
 *
 * @param created        when it was made
 * @param disk           path of the disk below
 * @param mappings       units served from spares
 * @param freeSpares     spares that can still be used
 * @param retiredSpares  spares that failed
 * @param metadataCopies copies of the metadata that hold the current state
 * @param readOnly       why nothing can be recorded any more; empty as long as it can
 * @param breaker        why nothing is moved for now; empty as long as the breaker is closed
 * @param faults         open ones and the newest that ended
 * @param elsewhere      bad places outside the data
 * @param scrub          what is on record of scrubs, also of those before the daemon began to watch
 * @param totals         since the daemon began to watch
 */
public record DeviceStatus(
        String name,
        DeviceId id,
        Instant created,
        String disk,
        Geometry geometry,
        int mappings,
        int freeSpares,
        int retiredSpares,
        MetadataStore.Copies metadataCopies,
        Optional<String> readOnly,
        Optional<OpenBreaker> breaker,
        List<Fault> faults,
        List<BadPlace> elsewhere,
        ScrubNote scrub,
        Totals totals) {

    /** The breaker, when it is open. */
    public record OpenBreaker(Breaker.Cause cause, String why, Instant since) {}

    /**
     * A bad place that holds nobody's data: a spare, or our own metadata.
     *
     * @param disk path of the disk it is on
     */
    public record BadPlace(String disk, SectorRange where, String what) {}

    /**
     * Counts since the daemon began to watch.
     *
     * @param hints      observations taken in
     * @param dropped    observations that found the queue full
     * @param healthyNow suspects that could be read
     * @param remapped   units moved to spares
     */
    public record Totals(long hints, long dropped, long healthyNow, long remapped) {}

    public List<Fault> openFaults() {
        return faults.stream().filter(Fault::open).toList();
    }

    /** Whether a person should look at it. */
    public boolean needsAttention() {
        return !openFaults().isEmpty()
                || !elsewhere.isEmpty()
                || freeSpares == 0
                || metadataCopies.whole() < metadataCopies.all()
                || readOnly.isPresent()
                || breaker.isPresent();
    }
}
