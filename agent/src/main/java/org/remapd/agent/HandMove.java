package org.remapd.agent;

import java.util.List;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;

/** What came of it when somebody wanted a unit moved. */
public sealed interface HandMove {

    /** The unit is where it was. */
    record Refused(String why) implements HandMove {}

    /**
     * It is served from another place now.
     *
     * @param lost what of it could not be read, and reads as errors until it is overwritten
     */
    record Moved(MappedRange unit, Place from, Place to, List<MappedSector> lost) implements HandMove {}

    /** Sectors of one of the device's disks. */
    record Place(String disk, SectorRange sectors) {
        @Override
        public String toString() {
            return "disk " + disk + " " + sectors;
        }
    }
}
