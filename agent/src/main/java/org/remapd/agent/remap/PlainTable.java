package org.remapd.agent.remap;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.Spare;

/**
 * A remap device as a table of the device mapper's own targets, for a kernel without ours: {@code linear} for each run of
 * sectors that lie one after the other, {@code error} for what is lost. A line at a time, since there may be millions. Pure.
 */
public final class PlainTable {

    private final Metadata metadata;
    private final List<Optional<String>> disks;
    private final Consumer<String> lines;

    /** What is yet to be printed: sectors from {@code start}, at {@code at}, or nowhere. */
    private long start;

    private long length;
    private Optional<String> disk = Optional.empty();
    private long at;

    private PlainTable(Metadata metadata, List<Optional<String>> disks, Consumer<String> lines) {
        this.metadata = metadata;
        this.disks = disks;
        this.lines = lines;
    }

    /**
     * Prints it.
     *
     * @param disks paths of the device's disks, in their order; what lies on a missing one reads as errors
     */
    public static void print(Metadata metadata, List<Optional<String>> disks, Consumer<String> lines) {
        new PlainTable(metadata, disks, lines).print();
    }

    private void print() {
        Geometry geometry = metadata.geometry();
        long from = 0;
        long[] moved = metadata.mapped()
                .mapToLong(mapping -> mapping.unit().number())
                .sorted()
                .toArray();
        for (long unit : moved) {
            inPlace(from, unit);
            onSpare(new MappedSector(unit));
            from = unit + geometry.unitSectors();
        }
        inPlace(from, geometry.data().count());
        flush();
    }

    private void inPlace(long from, long end) {
        if (from < end) {
            Geometry geometry = metadata.geometry();
            add(from, end - from, disks.get(0), geometry.data().first().number() + from);
        }
    }

    private void onSpare(MappedSector unit) {
        Spare spare = metadata.spareOf(unit).orElseThrow();
        Extent extent = metadata.geometry().spare(spare);
        long first = extent.range().first().number();
        LostSectors lost = metadata.at(spare).holder().orElseThrow().poison();
        if (lost.isEmpty()) {
            add(unit.number(), extent.range().count(), disks.get(extent.member()), first);
            return;
        }
        for (int i = 0; i < extent.range().count(); i++) {
            Optional<String> where = lost.contains(i) ? Optional.empty() : disks.get(extent.member());
            add(unit.number() + i, 1, where, first + i);
        }
    }

    private void add(long sector, long count, Optional<String> where, long sectorThere) {
        boolean goesOn = length > 0 && where.equals(disk) && (where.isEmpty() || at + length == sectorThere);
        if (!goesOn) {
            flush();
            start = sector;
            length = 0;
            disk = where;
            at = sectorThere;
        }
        length += count;
    }

    private void flush() {
        if (length > 0) {
            lines.accept(start + " " + length
                    + disk.map(path -> " linear " + path + " " + at).orElse(" error"));
        }
    }
}
