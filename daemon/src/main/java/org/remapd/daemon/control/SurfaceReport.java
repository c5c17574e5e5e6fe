package org.remapd.daemon.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long the reads of scrubs took over the surface of a device's disk: what {@code remapd map NAME --json} prints. Names as here, in lower case
 * with underscores; absent is null. Sectors are of 512 bytes. Times are ISO 8601 in UTC.
 *
 * @param disk        path of the disk with the data; spare devices are not in it
 * @param cellSectors of each cell but the last, which may be shorter; absent without a scrub so far
 * @param started     when the scrub began of which this is; absent without one
 * @param running     whether it is not over
 * @param cells       all of the disk, from its first sector on, at most 1024; none without a scrub so far
 */
public record SurfaceReport(
        String device,
        String disk,
        long diskSectors,
        @Nullable Long cellSectors,
        @Nullable String started,
        boolean running,
        List<Cell> cells) {

    /**
     * A stretch of the disk. A scrub has two reads on their way at a time, so that each waits for the other: the times compare places, and are not
     * the disk's speed.
     *
     * @param range        the device's sectors in it, as {@code remapd scrub --range} takes them; absent if it holds none
     * @param readSectors  of the reads whose time counts: those of whole blocks
     * @param millisPerMib that these took; absent if there are none
     * @param slowestMillis of the slowest of them
     * @param disturbed    whether these may have waited for others who used the disk; as soon as one did not, only such count
     * @param unreadable   whether sectors could not be read
     * @param mapped       units of it that are served from spares
     * @param earlier      whether the present scrub knows nothing of it, and this is by one before
     */
    public record Cell(
            long diskSector,
            long sectors,
            @Nullable String range,
            long readSectors,
            @Nullable Double millisPerMib,
            @Nullable Double slowestMillis,
            boolean disturbed,
            boolean unreadable,
            int mapped,
            boolean earlier) {}
}
