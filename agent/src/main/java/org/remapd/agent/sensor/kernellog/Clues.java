package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/** Finds out whose message a text is. Looks at its beginning only, so that a quotation within is none. */
final class Clues {

    private static final String SUPPRESSED = " callbacks suppressed";

    private Clues() {}

    static @Nullable Clue read(String text) {
        String message = text.strip();
        if (message.length() < 8 || message.length() > 4096) {
            return null;
        }
        Clue clue = switch (message.charAt(0)) {
            case 's', 'A', 'C', 'R', 'S', 'W', 'c' -> ScsiClues.read(message);
            case 'a', 'r' -> AtaClues.read(message);
            case 'n' -> NvmeClues.read(message);
            default -> null;
        };
        return clue != null ? clue : other(message);
    }

    private static @Nullable Clue other(String message) {
        if (message.endsWith(SUPPRESSED)) {
            return suppressed(message);
        }
        if (message.contains(" error, dev ")) {
            return BlockClues.read(message);
        }
        if (message.contains("block_rq_error: ")) {
            return BlockClues.traced(message);
        }
        return message.contains(" @ LBA ") ? NvmeClues.read(message) : null;
    }

    /** Of the functions that print requests or commands; what upper layers left out matters to nobody. */
    private static @Nullable Clue suppressed(String message) {
        Cursor c = new Cursor(message);
        String function = c.name();
        boolean whole = c.skip(": ") && c.decimal() != Cursor.NONE && c.rest().equals(SUPPRESSED);
        return whole
                ? switch (function) {
                    case "blk_update_request",
                            "end_request",
                            "print_req_error",
                            "blk_print_req_error",
                            "nvme_log_error",
                            "nvme_log_err_passthru",
                            "scsi_io_completion",
                            "scsi_io_completion_action" -> new Clue.Suppressed(function);
                    default -> null;
                }
                : null;
    }
}
