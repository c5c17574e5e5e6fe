package org.remapd.agent.remap;

import java.util.Optional;
import java.util.SortedMap;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.port.RemapTarget;

/** The lines that the target takes and gives; their grammar is in {@code kernel/README.md}. Pure. */
final class TargetLines {

    static final String TARGET = "remap";

    private static final int STATUS_WORDS = 10;

    private TargetLines() {}

    /** What the daemon loads: managed, and parked until all mappings are in. */
    static String table(String disk, Geometry geometry) {
        return String.join(
                " ",
                disk,
                geometry.data().first().toString(),
                geometry.pool().first().toString(),
                "6 pool",
                Long.toString(geometry.pool().count()),
                "unit",
                Integer.toString(geometry.unitSectors()),
                "managed loading");
    }

    static String remap(MappedSector unit, DiskSector spare) {
        return "remap " + unit + " " + spare;
    }

    /** Empty if the words are not those of the grammar. */
    static Optional<RemapTarget.Status> status(String line) {
        String[] words = line.trim().split("\\s+");
        if (words.length < STATUS_WORDS) {
            return Optional.empty();
        }
        String[] spares = words[2].split("/");
        try {
            return Optional.of(new RemapTarget.Status(
                    !words[0].equals("ok"),
                    Integer.parseInt(spares[0]),
                    Integer.parseInt(spares[1]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]),
                    Long.parseLong(words[7]),
                    Long.parseLong(words[8]),
                    Long.parseLong(words[9])));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /**
     * Takes in one answer to {@code list}.
     *
     * @return where to go on, empty if that was all
     */
    static Optional<MappedSector> addMappings(String answer, SortedMap<MappedSector, DiskSector> mappings) {
        for (String line : answer.lines().toList()) {
            if (line.equals("end")) {
                return Optional.empty();
            }
            String[] words = line.split(" ");
            mappings.put(new MappedSector(Long.parseLong(words[0])), new DiskSector(Long.parseLong(words[1])));
        }
        return mappings.isEmpty()
                ? Optional.empty()
                : Optional.of(mappings.lastKey().plus(1));
    }
}
