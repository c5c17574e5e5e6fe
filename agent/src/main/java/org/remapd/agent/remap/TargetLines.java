package org.remapd.agent.remap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.RemapTarget;

/** The lines that the target takes and gives; their grammar is in {@code kernel/README.md}. Pure. */
final class TargetLines {

    static final String TARGET = "remap";

    private static final String COUNT = "\\d{1,9}";
    private static final String TOTAL = "\\d{1,18}";

    /** Further words may come with a newer target. */
    private static final Pattern STATUS = Pattern.compile("(?<mode>ok|loading|stalled) " + COUNT
            + " (?<used>" + COUNT + ")/(?<spares>" + COUNT + ") (?<unreadable>" + TOTAL + ")"
            + " (?<reads>" + TOTAL + ") (?<sectorsRead>" + TOTAL + ")"
            + " (?<writes>" + TOTAL + ") (?<sectorsWritten>" + TOTAL + ")"
            + " (?<pieces>" + TOTAL + ") (?<failed>" + TOTAL + ")( .*)?");

    private TargetLines() {}

    /** What the daemon loads: managed, and parked until all mappings are in. */
    static String table(List<String> disks, Geometry geometry) {
        List<String> options = new ArrayList<>();
        Optional<SectorRange> own = ownPool(geometry);
        options.addAll(List.of("pool", Long.toString(own.map(SectorRange::count).orElse(0L))));
        options.addAll(List.of("unit", Integer.toString(geometry.unitSectors())));
        for (Extent run : furtherRuns(geometry)) {
            options.add("spares");
            options.add(disks.get(run.member()));
            options.add(run.range().first().toString());
            options.add(Long.toString(run.range().count()));
        }
        options.addAll(List.of("managed", "loading"));
        return String.join(
                " ",
                disks.get(0),
                geometry.data().first().toString(),
                own.map(range -> range.first().toString()).orElse("0"),
                Integer.toString(options.size()),
                String.join(" ", options));
    }

    /** The run that the table's fixed arguments name: the first, if it lies on the data's disk. */
    private static Optional<SectorRange> ownPool(Geometry geometry) {
        Extent first = geometry.pool().get(0);
        return first.member() == 0 ? Optional.of(first.range()) : Optional.empty();
    }

    private static List<Extent> furtherRuns(Geometry geometry) {
        List<Extent> pool = geometry.pool();
        return ownPool(geometry).isPresent() ? pool.subList(1, pool.size()) : pool;
    }

    /** A spare by its sector, in a further run with the run's number in front. */
    static String spare(Geometry geometry, Spare spare) {
        Extent at = geometry.spare(spare);
        List<Extent> further = furtherRuns(geometry);
        for (int run = 0; run < further.size(); run++) {
            if (further.get(run).contains(at)) {
                return (run + 1) + ":" + at.range().first();
            }
        }
        return at.range().first().toString();
    }

    static String remap(Geometry geometry, MappedSector unit, Spare spare) {
        return "remap " + unit + " " + spare(geometry, spare);
    }

    /** One of the triples of {@code load}. */
    static String loaded(Geometry geometry, Mapping mapping) {
        String poison = mapping.poison().isEmpty()
                ? "-"
                : Long.toHexString(mapping.poison().toMask());
        return " " + mapping.unit() + " " + spare(geometry, mapping.spare()) + " " + poison;
    }

    /** Whether an answer to {@code list} begins with this unit. */
    static boolean begins(String answer, MappedSector unit) {
        return answer.startsWith(unit + " ");
    }

    /**
     * What the target says of itself.
     *
     * @throws IllegalArgumentException if the words are not those of the grammar
     */
    static RemapTarget.Status status(String line) {
        Matcher words = STATUS.matcher(line.trim());
        if (!words.matches()) {
            throw new IllegalArgumentException("not the status of a remap target: \"" + line + "\"");
        }
        return new RemapTarget.Status(
                !words.group("mode").equals("ok"),
                Integer.parseInt(words.group("used")),
                Integer.parseInt(words.group("spares")),
                Long.parseLong(words.group("unreadable")),
                Long.parseLong(words.group("reads")),
                Long.parseLong(words.group("sectorsRead")),
                Long.parseLong(words.group("writes")),
                Long.parseLong(words.group("sectorsWritten")),
                Long.parseLong(words.group("pieces")),
                Long.parseLong(words.group("failed")));
    }
}
