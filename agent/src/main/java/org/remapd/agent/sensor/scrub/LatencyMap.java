package org.remapd.agent.sensor.scrub;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.remapd.agent.fault.SectorRange;

/**
 * How long reads took over the surface of a disk, in cells of equal size but for the last, from its first sector to its last. What the present
 * scrub has not come to is shown as a scrub before left it: a map of mixed age says more than one with a hole. Pure.
 *
 * @param diskSectors of the whole disk
 * @param cellSectors of each cell
 * @param started     when the scrub began, to the second
 */
public record LatencyMap(long diskSectors, long cellSectors, Instant started, List<Cell> cells) {

    /** There are no more cells than this, however large the disk. */
    public static final int MOST_CELLS = 1024;

    /** 1 MiB: no cell is smaller, and each is a multiple of it. */
    static final long LEAST_SECTORS = 2048;

    /**
     * What is known of a cell.
     *
     * @param sectors    of reads whose time counts; 0 for none
     * @param nanos      that these took, all together
     * @param slowest    nanoseconds that the slowest of them took, also if only a part of that lies here
     * @param disturbed  whether these reads may have waited for others: none is known that did not
     * @param unreadable whether sectors of it could not be read
     * @param earlier    whether all of this is by a scrub before
     */
    public record Cell(long sectors, long nanos, long slowest, boolean disturbed, boolean unreadable, boolean earlier) {

        /** Nothing is known. */
        public static final Cell UNKNOWN = new Cell(0, 0, 0, false, false, false);

        public Cell {
            if (sectors < 0 || nanos < 0 || slowest < 0 || (sectors == 0 && (nanos > 0 || slowest > 0 || disturbed))) {
                throw new IllegalArgumentException(
                        sectors + " sectors in " + nanos + " ns, the slowest read in " + slowest + " ns");
            }
        }

        boolean isUnknown() {
            return sectors == 0 && !unreadable;
        }

        /** Milliseconds for each MiB; empty if no read of it counts. */
        public OptionalDouble millisPerMib() {
            return sectors == 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(nanos / 1e6 / ((double) sectors / LEAST_SECTORS));
        }

        /** Whether its times say more than the other's. */
        private boolean tellsMoreThan(Cell other) {
            return sectors > 0 && (other.sectors == 0 || (other.disturbed && !disturbed));
        }

        /** With what else the same scrub has read of it. */
        private Cell and(Cell more) {
            boolean unreadable = this.unreadable || more.unreadable;
            if (tellsMoreThan(more)) {
                return new Cell(sectors, nanos, slowest, disturbed, unreadable, false);
            }
            if (more.tellsMoreThan(this)) {
                return new Cell(more.sectors, more.nanos, more.slowest, more.disturbed, unreadable, false);
            }
            return new Cell(
                    Math.addExact(sectors, more.sectors),
                    Math.addExact(nanos, more.nanos),
                    Math.max(slowest, more.slowest),
                    disturbed,
                    unreadable,
                    false);
        }

        private Cell ofEarlier() {
            return new Cell(sectors, nanos, slowest, disturbed, unreadable, !isUnknown());
        }
    }

    public LatencyMap {
        cells = List.copyOf(cells);
        if (diskSectors < 1 || cellSectors != cellSectors(diskSectors) || cells.size() != cells(diskSectors)) {
            throw new IllegalArgumentException(
                    cells.size() + " cells of " + cellSectors + " sectors are not a disk of " + diskSectors);
        }
    }

    /** Of each cell, for a disk of so many sectors. */
    static long cellSectors(long diskSectors) {
        return ceiling(ceiling(diskSectors, MOST_CELLS), LEAST_SECTORS) * LEAST_SECTORS;
    }

    /** How many cells such a disk has. */
    static int cells(long diskSectors) {
        return Math.toIntExact(ceiling(diskSectors, cellSectors(diskSectors)));
    }

    private static long ceiling(long number, long by) {
        return number / by + (number % by == 0 ? 0 : 1);
    }

    /** Where a cell lies. */
    public SectorRange where(int cell) {
        long first = cell * cellSectors;
        return SectorRange.of(first, Math.min(cellSectors, diskSectors - first));
    }

    /**
     * The same with what was known before. If that is by the same scrub, which went on, both are added up; else it fills the holes. Of a disk of
     * another size it says nothing.
     */
    public LatencyMap over(LatencyMap before) {
        if (before.diskSectors != diskSectors) {
            return this;
        }
        boolean same = before.started.getEpochSecond() == started.getEpochSecond();
        return new LatencyMap(
                diskSectors,
                cellSectors,
                started,
                IntStream.range(0, cells.size())
                        .mapToObj(n -> over(cells.get(n), before.cells.get(n), same))
                        .toList());
    }

    private static Cell over(Cell now, Cell before, boolean same) {
        if (same && !before.earlier) {
            return now.and(before);
        }
        boolean stays = now.isUnknown() || (now.disturbed && !now.unreadable && before.tellsMoreThan(now));
        return stays ? before.ofEarlier() : now;
    }
}
