package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.blocktrace.TraceLine;

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
 * and the tracepoint's, a {@link TraceLine}.
 */
final class BlockClues {

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
        return TraceLine.parse(message)
                .map(line -> new Clue.Traced(
                        BlockError.ofErrno(line.errno()),
                        line.disk(),
                        line.sector(),
                        line.count(),
                        requestOf(line.operation())))
                .orElse(null);
    }

    private static Request requestOf(TraceLine.Operation operation) {
        return switch (operation) {
            case READ -> Request.READ;
            case WRITE -> Request.WRITE;
            case OTHER -> Request.OTHER;
        };
    }
}
