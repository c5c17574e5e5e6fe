package org.remapd.agent.sensor.blocktrace;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line of the tracepoint says (include/trace/events/block.h, {@code block_rq_error}):
 *
 * <pre>
 * TASK-PID [CPU] FLAGS SECONDS: block_rq_error: MAJOR,MINOR RWBS (COMMAND) SECTOR + COUNT [-ERRNO]                   from 5.18
 * TASK-PID [CPU] FLAGS SECONDS: block_rq_error: MAJOR,MINOR RWBS (COMMAND) SECTOR + COUNT PRIO,HINT,LEVEL [-ERRNO]   from 6.11
 * </pre>
 *
 * @param disk   the number of the whole disk, as {@code 8:16}
 * @param sector the first that was not served, in 512 bytes of that disk
 * @param count  sectors; 0 of requests that carry no data
 * @param errno  positive
 */
public record TraceLine(String disk, Operation operation, long sector, long count, int errno) {

    /** What the request wanted. */
    public enum Operation {
        READ,
        WRITE,
        /** No data of a sector: flush, discard and the like. */
        OTHER
    }

    private static final String EVENT = "block_rq_error:";

    /** {@code kworker/0:1H-38 [000] ..... 8.480387: }; perf adds the event's group. Else somebody quotes it. */
    private static final Pattern HEAD = Pattern.compile(".*\\d: *(?:block:)?");

    /** Numbers as long as their fields can hold: dev_t, sector_t, unsigned int, int. */
    private static final Pattern FIELDS = Pattern.compile(
            "(\\d{1,4}),(\\d{1,7}) ([A-Z]{0,9}) \\([^)]*\\) (\\d{1,18}) \\+ (\\d{1,10}) (?:[a-z0-9]+,\\d+,\\d+ )?\\[-(\\d{1,5})\\]");

    /** Whether the line is of this tracepoint, however little can be made of it. */
    public static boolean isOne(String line) {
        return line.contains(EVENT);
    }

    /** Empty if it is not such a line from its event to its end. */
    public static Optional<TraceLine> parse(String line) {
        int event = line.indexOf(EVENT);
        if (event < 0 || !HEAD.matcher(line.substring(0, event)).matches()) {
            return Optional.empty();
        }
        Matcher fields = FIELDS.matcher(line.substring(event + EVENT.length()).strip());
        return fields.matches() ? Optional.of(of(fields)) : Optional.empty();
    }

    private static TraceLine of(Matcher fields) {
        return new TraceLine(
                Integer.parseInt(fields.group(1)) + ":" + Integer.parseInt(fields.group(2)),
                operation(fields.group(3)),
                Long.parseLong(fields.group(4)),
                Long.parseLong(fields.group(5)),
                Integer.parseInt(fields.group(6)));
    }

    /** The first letter, behind an F for a flush before (kernel/trace/blktrace.c, {@code blk_fill_rwbs}). */
    private static Operation operation(String rwbs) {
        String letters = rwbs.startsWith("F") ? rwbs.substring(1) : rwbs;
        return letters.startsWith("R") ? Operation.READ : letters.startsWith("W") ? Operation.WRITE : Operation.OTHER;
    }
}
