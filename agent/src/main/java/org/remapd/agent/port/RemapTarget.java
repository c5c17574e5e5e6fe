package org.remapd.agent.port;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Spare;

/**
 * The {@code remap} device-mapper target of one device. What the kernel refuses is a value with its reason.
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
     *
     * @param disks paths of the device's disks, in their order
     */
    Answer assemble(DeviceId id, List<String> disks, Geometry geometry, Stream<Mapping> mappings);

    /** Has a device that is live use a larger geometry; its mappings stay. */
    Answer enlarge(List<String> disks, Geometry geometry);

    /** Serves the unit from the spare from now on. Repeating it changes nothing. */
    Answer remap(Geometry geometry, MappedSector unit, Spare spare);

    /** Whether the unit is served from a spare. */
    boolean serves(MappedSector unit);

    /** Takes the device away; refused while somebody uses it. */
    Answer remove();
}
