package org.remapd.agent.device;

import java.util.Arrays;
import java.util.StringTokenizer;

/**
 * What the kernel counts of a block device, from its file {@code stat} in sysfs (Documentation/block/stat.rst). Reads, writes, discards
 * and flushes are counted together.
 *
 * @param requests     that came to their end
 * @param inFlight     that are with the driver
 * @param waitedMillis how long those that came to their end had taken, all together
 */
public record DiskStat(long requests, long inFlight, long waitedMillis) {

    static final DiskStat NONE = new DiskStat(0, 0, 0);

    /** Linux 4.18 added four of discards, 5.5 two of flushes. */
    private static final int LEAST_FIELDS = 11;

    /**
     * Reads the line.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static DiskStat parse(String line) {
        StringTokenizer words = new StringTokenizer(line);
        if (words.countTokens() < LEAST_FIELDS) {
            throw new IllegalArgumentException("no statistics of a block device: " + line);
        }
        long[] fields = new long[words.countTokens()];
        Arrays.setAll(fields, n -> Long.parseLong(words.nextToken()));
        return new DiskStat(
                fields[0] + fields[4] + field(fields, 11) + field(fields, 15),
                fields[8],
                fields[3] + fields[7] + field(fields, 14) + field(fields, 16));
    }

    private static long field(long[] fields, int number) {
        return number < fields.length ? fields[number] : 0;
    }

    /** What came to its end after an earlier look; nothing, if that was at another device of the name. */
    DiskStat since(DiskStat before) {
        return requests < before.requests || waitedMillis < before.waitedMillis
                ? new DiskStat(0, inFlight, 0)
                : new DiskStat(requests - before.requests, inFlight, waitedMillis - before.waitedMillis);
    }

    DiskStat plus(DiskStat other) {
        return new DiskStat(requests + other.requests, inFlight + other.inFlight, waitedMillis + other.waitedMillis);
    }
}
