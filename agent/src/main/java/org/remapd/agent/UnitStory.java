package org.remapd.agent;

import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedRange;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Story;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;

/**
 * All that is known of one unit.
 *
 * @param fault what became of it, if it was ever said to be bad
 */
public record UnitStory(Places places, Optional<Fault> fault, Story story) {

    private static final String MISSING = "that is missing";

    /**
     * As far as it is on the device's disks, for when nobody watches it.
     *
     * @return empty if there is no such sector
     */
    public static Optional<UnitStory> onRecord(Inspection seen, MappedSector sector) {
        List<String> disks =
                seen.disks().stream().map(path -> path.orElse(MISSING)).toList();
        return Places.of(seen.metadata(), disks, sector).map(places -> {
            List<Fault> faults = OnRecord.faults(seen.metadata(), places.unit().first());
            Optional<Fault> last = faults.stream().reduce((earlier, later) -> later);
            return new UnitStory(places, last, OnRecord.story(faults));
        });
    }

    /**
     * Where a unit is.
     *
     * @param spare if it has one
     * @param lost  sectors that read as errors until they are overwritten
     */
    public record Places(MappedRange unit, HandMove.Place original, Optional<HandMove.Place> spare, LostSectors lost) {

        /**
         * Of the unit that holds a sector; empty if there is no such sector.
         *
         * @param disks paths of the device's disks
         */
        static Optional<Places> of(Metadata metadata, List<String> disks, MappedSector sector) {
            Geometry geometry = metadata.geometry();
            if (geometry.whyNone(sector).isPresent()) {
                return Optional.empty();
            }
            MappedSector unit = geometry.unitOf(sector);
            Optional<Spare> spare = metadata.spareOf(unit);
            return Optional.of(new Places(
                    new MappedRange(unit, geometry.unitSectors()),
                    new HandMove.Place(disks.get(0), geometry.unitOnDisk(unit)),
                    spare.map(geometry::spare).map(at -> new HandMove.Place(disks.get(at.member()), at.range())),
                    spare.map(metadata::poison).orElseGet(() -> metadata.lost(unit))));
        }
    }
}
