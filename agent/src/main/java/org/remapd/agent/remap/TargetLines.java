package org.remapd.agent.remap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.LostSectors;
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

    private static final Pattern FAULT = Pattern.compile("(?<sector>" + TOTAL + ")"
            + " (?<hold>fault|draining|quiet|prepared|fenced) (?<reads>" + COUNT + ") (?<writes>" + COUNT + ")"
            + " (?<waiting>" + COUNT + ")"
            + "( (?<rewriting>rewriting|rewritten|unwritable|unreadable))?( .*)?");

    private static final Pattern CURE = Pattern.compile("(?<sector>" + TOTAL + ") (?<mask>[0-9a-f]{1,16})");

    private static final Pattern MAPPING =
            Pattern.compile("(?<sector>" + TOTAL + ") ((?<run>\\d):)?(?<spare>" + TOTAL + ") (-|[0-9a-f]{1,32})");

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

    /** One of the triples of {@code load}. */
    static String loaded(Geometry geometry, Mapping mapping) {
        return " " + mapping.unit() + " " + spare(geometry, mapping.spare()) + " " + mask(mapping.poison());
    }

    static String mask(LostSectors sectors) {
        return sectors.isEmpty() ? "-" : Long.toHexString(sectors.toMask());
    }

    /** A part of a list that the target gives, and whether there is no more to ask for. */
    record Part<T>(List<T> lines, boolean complete) {}

    /**
     * An answer to {@code faults}.
     *
     * @throws IllegalArgumentException if a line is not one of the grammar
     */
    static Part<RemapTarget.Held> faults(String answer) {
        return part(answer, FAULT, TargetLines::fault);
    }

    /**
     * An answer to {@code cures}.
     *
     * @throws IllegalArgumentException if a line is not one of the grammar
     */
    static Part<RemapTarget.Cure> cures(String answer) {
        return part(
                answer,
                CURE,
                words -> new RemapTarget.Cure(
                        sector(words), LostSectors.ofMask(Long.parseUnsignedLong(words.group("mask"), 16))));
    }

    /**
     * The spare of the unit that an answer to {@code list} begins with; empty if that is another one.
     *
     * @throws IllegalArgumentException if a line is not one of the grammar, or names a spare that there is not
     */
    static Optional<Spare> spareOf(Geometry geometry, MappedSector unit, String answer) {
        List<Optional<Spare>> first = part(
                        answer,
                        MAPPING,
                        words -> sector(words).equals(unit)
                                ? Optional.of(spare(geometry, words))
                                : Optional.<Spare>empty())
                .lines();
        return first.isEmpty() ? Optional.empty() : first.get(0);
    }

    private static <T> Part<T> part(String answer, Pattern line, Function<Matcher, T> meaning) {
        List<T> lines = new ArrayList<>();
        for (String text : answer.lines().toList()) {
            if (text.equals("end")) {
                return new Part<>(lines, true);
            }
            Matcher words = line.matcher(text);
            if (!words.matches()) {
                throw new IllegalArgumentException("not a line of the remap target's: \"" + text + "\"");
            }
            lines.add(meaning.apply(words));
        }
        return new Part<>(lines, false);
    }

    private static RemapTarget.Held fault(Matcher words) {
        String rewriting = words.group("rewriting");
        return new RemapTarget.Held(
                sector(words),
                RemapTarget.Hold.valueOf(words.group("hold").toUpperCase(Locale.ROOT)),
                Integer.parseInt(words.group("reads")),
                Integer.parseInt(words.group("writes")),
                Integer.parseInt(words.group("waiting")),
                rewriting == null
                        ? RemapTarget.Rewriting.NONE
                        : RemapTarget.Rewriting.valueOf(rewriting.toUpperCase(Locale.ROOT)));
    }

    private static MappedSector sector(Matcher words) {
        return new MappedSector(Long.parseLong(words.group("sector")));
    }

    /** The opposite of {@link #spare(Geometry, Spare)}. */
    private static Spare spare(Geometry geometry, Matcher words) {
        String run = words.group("run");
        int member = run == null
                ? 0
                : furtherRuns(geometry).get(Integer.parseInt(run) - 1).member();
        return geometry.spareAt(member, new DiskSector(Long.parseLong(words.group("spare"))))
                .orElseThrow(() -> new IllegalArgumentException("no such spare: \"" + words.group() + "\""));
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
