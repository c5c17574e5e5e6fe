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
            case 'h' -> IdeClues.read(message);
            case 'L', '-' -> boot(message);
            case '*' -> dropped(message);
            default -> null;
        };
        return clue != null ? clue : other(message);
    }

    /** The kernel's first line, or what journalctl puts between two boots. */
    private static Clue.@Nullable Boot boot(String message) {
        boolean boot = message.startsWith("Linux version ")
                || message.startsWith("-- Boot ")
                || message.startsWith("-- Reboot --");
        return boot ? new Clue.Boot() : null;
    }

    /** {@code ** 57 printk messages dropped **}: a console was too slow for them. */
    private static Clue.@Nullable Suppressed dropped(String message) {
        Cursor c = new Cursor(message);
        boolean dropped = c.skip("** ") && c.decimal() > 0 && c.skip(" printk messages dropped **");
        return dropped ? new Clue.Suppressed("printk") : null;
    }

    private static @Nullable Clue other(String message) {
        if (message.endsWith(SUPPRESSED)) {
            return suppressed(message);
        }
        if (message.contains(" error, dev ")) {
            return BlockClues.read(message);
        }
        if (message.contains(" @ LBA ")) {
            return NvmeClues.read(message);
        }
        return message.contains("block_rq_error:") ? BlockClues.traced(message) : null;
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
