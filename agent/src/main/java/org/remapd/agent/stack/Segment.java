package org.remapd.agent.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.SectorRange;

/**
 * Sectors of a device that lie on another, one after the other: of the {@code length} from {@code start}, the first
 * {@code chunk} of every {@code step}. For all but the stripes of a striped device these are simply all.
 *
 * @param start      the first of them, in the device above
 * @param length     in sectors, 1 or more
 * @param chunk      1 to {@code step}
 * @param below      the kernel's name of the other device
 * @param belowStart the other device's sector that is {@code start}
 */
public record Segment(long start, long length, long chunk, long step, String below, long belowStart) {

    public Segment {
        if (start < 0 || belowStart < 0 || length < 1 || chunk < 1 || chunk > step) {
            throw new IllegalArgumentException(
                    length + " sectors from " + start + ", " + chunk + " of every " + step + ", at " + belowStart);
        }
        Math.addExact(start, length);
        Math.addExact(belowStart, length);
    }

    /** All of {@code length} sectors. */
    public static Segment linear(long start, long length, String below, long belowStart) {
        return new Segment(start, length, length, length, below, belowStart);
    }

    /** The same on a device that is called {@code name}. */
    public Segment on(String name) {
        return new Segment(start, length, chunk, step, name, belowStart);
    }

    /** Where those sectors of the device above that lie here are on the one below. */
    public Optional<SectorRange> down(SectorRange above) {
        return above.intersection(SectorRange.of(start, length)).flatMap(mine -> {
            long first = before(mine.first().number() - start);
            long count = before(mine.end().number() - start) - first;
            return count == 0 ? Optional.empty() : Optional.of(SectorRange.of(belowStart + first, count));
        });
    }

    /** How many of the first {@code sectors} lie here. */
    private long before(long sectors) {
        return sectors / step * chunk + Math.min(sectors % step, chunk);
    }

    /** Which sectors of the device above these of the one below are, in order: as many ranges as chunks are touched. */
    public List<SectorRange> up(SectorRange there) {
        List<SectorRange> above = new ArrayList<>();
        there.intersection(SectorRange.of(belowStart, before(length))).ifPresent(mine -> {
            long end = mine.end().number() - belowStart;
            for (long at = mine.first().number() - belowStart; at < end; at = (at / chunk + 1) * chunk) {
                long count = Math.min(chunk - at % chunk, end - at);
                above.add(SectorRange.of(start + at / chunk * step + at % chunk, count));
            }
        });
        return above;
    }
}
