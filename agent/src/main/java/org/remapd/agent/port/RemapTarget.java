package org.remapd.agent.port;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Geometry;

/**
 * The {@code remap} device-mapper target of one device. What the kernel refuses is a value with its reason. Spares are named
 * by their first sector on the disk, as the target names them.
 */
public interface RemapTarget {

    /** Whether a request was granted. */
    sealed interface Answer {
        /** It holds, now or already before. */
        record Done() implements Answer {}

        /** It does not hold, and nothing was changed. */
        record Refused(String why) implements Answer {}
    }

    /**
     * What the target says of itself; {@code kernel/README.md} has the line.
     *
     * @param loading  I/O waits until all mappings are in
     * @param failedIo requests that failed below it since it was loaded
     */
    record Status(
            boolean loading,
            int usedSpares,
            int spares,
            long unreadableSectors,
            long reads,
            long sectorsRead,
            long writes,
            long sectorsWritten,
            long remappedIo,
            long failedIo) {}

    /** The name under /dev/mapper. */
    String name();

    /** What the target says; empty if the device is not assembled. */
    Optional<Status> status();

    /**
     * Creates the device, with all of its I/O waiting, and tells it the mappings before the first is served (invariant
     * I11). Goes on where an earlier attempt was interrupted. A device that is live already is left as it is: what it lacks is
     * a heal that was cut off, and that is finished otherwise.
     */
    Answer assemble(DeviceId id, String disk, Geometry geometry, Map<MappedSector, DiskSector> mappings);

    /** Serves the unit from the spare from now on. Repeating it changes nothing. */
    Answer remap(MappedSector unit, DiskSector spare);

    /** The mappings that are active. */
    SortedMap<MappedSector, DiskSector> mappings();

    /** Takes the device away; refused while somebody uses it. */
    Answer remove();
}
