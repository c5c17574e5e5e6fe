package org.remapd.agent.metadata;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.remapd.agent.fault.MappedSector;

/**
 * The whole state of one remap device as recorded on its disk. Immutable; each change is a new state with the next
 * sequence number.
 *
 * @param uuid     the device, for ever
 * @param name     what it is called when nobody says otherwise
 * @param sequence grows by one with each state recorded
 * @param units    what is recorded of units, by their first sector
 * @param retired  spares that failed and are not to be used again
 */
public record Metadata(
        UUID uuid,
        String name,
        Geometry geometry,
        long sequence,
        SortedMap<MappedSector, UnitRecord> units,
        SortedSet<Spare> retired) {

    public Metadata {
        units = Collections.unmodifiableSortedMap(new TreeMap<>(units));
        retired = Collections.unmodifiableSortedSet(new TreeSet<>(retired));
    }

    public static Metadata fresh(UUID uuid, String name, Geometry geometry) {
        return new Metadata(uuid, name, geometry, 1, new TreeMap<>(), new TreeSet<>());
    }

    /** This state with another record for a unit. */
    public Metadata with(MappedSector unit, UnitRecord unitRecord) {
        TreeMap<MappedSector, UnitRecord> changed = new TreeMap<>(units);
        changed.put(unit, unitRecord);
        return new Metadata(uuid, name, geometry, sequence + 1, changed, retired);
    }

    /** This state with nothing recorded for a unit: it is where it always was. */
    public Metadata without(MappedSector unit) {
        TreeMap<MappedSector, UnitRecord> changed = new TreeMap<>(units);
        changed.remove(unit);
        return new Metadata(uuid, name, geometry, sequence + 1, changed, retired);
    }

    public Metadata withRetired(Spare spare) {
        TreeSet<Spare> changed = new TreeSet<>(retired);
        changed.add(spare);
        return new Metadata(uuid, name, geometry, sequence + 1, units, changed);
    }

    /** The same state under another number. */
    public Metadata numbered(long number) {
        return new Metadata(uuid, name, geometry, number, units, retired);
    }

    public Optional<UnitRecord> unit(MappedSector unit) {
        return Optional.ofNullable(units.get(unit));
    }

    /** The spare that a unit has. */
    public Optional<Spare> spareOf(MappedSector unit) {
        return unit(unit).flatMap(Metadata::spare);
    }

    /** Units that have a spare, and which. */
    public SortedMap<MappedSector, Spare> mappings() {
        TreeMap<MappedSector, Spare> mappings = new TreeMap<>();
        for (Map.Entry<MappedSector, UnitRecord> unit : units.entrySet()) {
            spare(unit.getValue()).ifPresent(spare -> mappings.put(unit.getKey(), spare));
        }
        return mappings;
    }

    /** Spares that could still be used. */
    public int freeSpares() {
        return geometry.spares() - retired.size() - mappings().size();
    }

    private static Optional<Spare> spare(UnitRecord unitRecord) {
        return unitRecord instanceof UnitRecord.Mapped mapped ? Optional.of(mapped.spare()) : Optional.empty();
    }
}
