package org.remapd.agent.sensor.scrub;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;
import org.remapd.agent.fault.SectorRange;

/**
 * Where the time of a scrub goes: adds up, for each of the cells of a {@link LatencyMap}, what its reads took. 22 KiB at most whatever the disk,
 * and nothing more for a read. Pure; one thread at a time.
 *
 * <p>Only blocks count: of a small read most of the time is not the surface's. One that may have waited, for those who use the disk or for the
 * drive's attempts at a bad sector, counts until there is one of the same cell that did not, and is marked: that it was quick is true all the same.
 * A cell of which nothing counts is a hole, not a guess. Several reads are on their way at a time, each of which waits for the others at the drive: the
 * times compare places of one disk, and are not its speed.
 */
final class Surface {

    /** 64 KiB: what is left of a block between places that are not read may be less. */
    private static final long LEAST_SECTORS = 128;

    private static final int NANOS = 1000;

    private final long diskSectors;
    private final long cellSectors;
    private final Instant started;

    private final int[] sectors;
    private final long[] nanos;
    /** Microseconds. */
    private final int[] slowest;

    private final boolean[] disturbed;
    private final boolean[] unreadable;

    /** Of a disk of which nothing was read by a scrub that began then. */
    Surface(long diskSectors, Instant started) {
        this.diskSectors = diskSectors;
        this.cellSectors = LatencyMap.cellSectors(diskSectors);
        this.started = started.truncatedTo(ChronoUnit.SECONDS);
        int cells = LatencyMap.cells(diskSectors);
        this.sectors = new int[cells];
        this.nanos = new long[cells];
        this.slowest = new int[cells];
        this.disturbed = new boolean[cells];
        this.unreadable = new boolean[cells];
    }

    /**
     * A block was read, in so many nanoseconds. Of one in several cells each has its part.
     *
     * @param alone whether it did not wait for others
     */
    void read(SectorRange block, long took, boolean alone) {
        long count = block.count();
        if (count < LEAST_SECTORS) {
            return;
        }
        int micros = (int) Math.min(took / NANOS, Integer.MAX_VALUE);
        long end = Math.min(block.first().number() + count, diskSectors);
        for (long at = block.first().number(); at < end; ) {
            int cell = (int) (at / cellSectors);
            long part = Math.min(end, (cell + 1L) * cellSectors) - at;
            if (counts(cell, alone)) {
                sectors[cell] += (int) part;
                nanos[cell] += (long) ((double) took * part / count);
                slowest[cell] = Math.max(slowest[cell], micros);
            }
            at += part;
        }
    }

    /** The first that did not wait takes the place of all that did; from then on no other counts. */
    private boolean counts(int cell, boolean alone) {
        if (alone && disturbed[cell]) {
            sectors[cell] = 0;
            nanos[cell] = 0;
            slowest[cell] = 0;
            disturbed[cell] = false;
        }
        disturbed[cell] |= !alone && sectors[cell] == 0;
        return alone || disturbed[cell];
    }

    /** This could not be read. */
    void unreadable(SectorRange bad) {
        long last = Math.min(bad.end().number(), diskSectors) - 1;
        for (long cell = bad.first().number() / cellSectors; cell <= last / cellSectors; cell++) {
            unreadable[(int) cell] = true;
        }
    }

    /** As it is now. */
    LatencyMap map() {
        return new LatencyMap(
                diskSectors,
                cellSectors,
                started,
                IntStream.range(0, sectors.length).mapToObj(this::cell).toList());
    }

    private LatencyMap.Cell cell(int n) {
        return new LatencyMap.Cell(sectors[n], nanos[n], (long) slowest[n] * NANOS, disturbed[n], unreadable[n], false);
    }
}
