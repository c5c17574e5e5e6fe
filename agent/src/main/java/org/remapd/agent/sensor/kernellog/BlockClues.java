package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/**
 * The block layer's line on a failed request:
 *
 * <pre>
 * end_request:        CLASS error, dev DISK, sector N                                                    to 3.x
 * blk_update_request: CLASS error, dev DISK, sector N                                                    4.x
 * print_req_error:    CLASS error, dev DISK, sector N [flags X]                                          4.13 to 5.1
 * blk_update_request: CLASS error, dev DISK, sector N op 0xX[:(NAME)] flags 0xX [phys_seg N prio class N]  5.2 to 5.15
 *                     CLASS error, dev DISK, sector N op 0xX:(NAME) flags 0xX phys_seg N prio class N    5.16 on
 * </pre>
 *
 * and the tracepoint's, {@code block_rq_error: MAJOR,MINOR RWBS (CDB) SECTOR + COUNT [PRIO,HINT,LEVEL] [-ERRNO]}.
 */
final class BlockClues {

    private static final String TRACEPOINT = "block_rq_error:";

    private BlockClues() {}

    static Clue.@Nullable Block read(String message) {
        Cursor c = new Cursor(message);
        boolean prefixed = c.skip("blk_update_request: ")
                || c.skip("print_req_error: ")
                || c.skip("end_request: ")
                || c.skip("blk_print_req_error: ");
        String name = c.before(" error, dev ");
        BlockError error = name == null ? null : BlockError.named(name);
        String device = c.diskName();
        if (error == null || device.isEmpty() || device.length() > 32 || !c.skip(", sector")) {
            return null;
        }
        long sector = c.skip(' ') ? c.decimal() : Cursor.NONE;
        Request request = request(c);
        long segments = c.before(" phys_seg ") == null ? Cursor.NONE : c.decimal();
        boolean empty = request == Request.WRITE && segments == 0;
        return new Clue.Block(error, device, sector, empty ? Request.FLUSH : request, segments, prefixed);
    }

    /** By the operation's number (include/linux/blk_types.h, {@code req_op}). */
    private static Request request(Cursor c) {
        if (!c.skip(" op 0x")) {
            return Request.UNKNOWN;
        }
        return switch ((int) Math.min(c.hex(), Integer.MAX_VALUE)) {
            case 0 -> Request.READ;
            case 1 -> Request.WRITE;
            case 2 -> Request.FLUSH;
            default -> Request.OTHER;
        };
    }

    static Clue.@Nullable Traced traced(String message) {
        Cursor c = new Cursor(message);
        if (!isTimeOfEvent(c.before(TRACEPOINT))) {
            return null;
        }
        long major = c.blanks().decimal();
        long minor = c.skip(',') ? c.decimal() : Cursor.NONE;
        if (major < 0 || minor < 0 || !c.skip(' ')) {
            return null;
        }
        String rwbs = c.word();
        if (!c.skip(" (") || c.before(") ") == null) {
            return null;
        }
        long sector = c.decimal();
        long count = c.skip(" + ") ? c.decimal() : Cursor.NONE;
        if (sector < 0 || count < 0 || c.before(" [-") == null) {
            return null;
        }
        BlockError error = BlockError.ofErrno(c.decimal());
        return new Clue.Traced(error, major + ":" + minor, sector, count, requestOf(rwbs));
    }

    /** {@code kworker/0:1H-38 [000] ..... 8.480387: }; perf adds the event's group. Else somebody quotes it. */
    private static boolean isTimeOfEvent(@Nullable String before) {
        if (before == null) {
            return false;
        }
        String time = (before.endsWith("block:") ? before.substring(0, before.length() - 6) : before).stripTrailing();
        int colon = time.length() - 1;
        return colon > 0 && time.charAt(colon) == ':' && Character.isDigit(time.charAt(colon - 1));
    }

    /** The first letter, behind an F for a flush before (kernel/trace/blktrace.c, {@code blk_fill_rwbs}). */
    private static Request requestOf(String rwbs) {
        String letters = rwbs.startsWith("F") ? rwbs.substring(1) : rwbs;
        return letters.startsWith("R") ? Request.READ : letters.startsWith("W") ? Request.WRITE : Request.OTHER;
    }
}
