package org.remapd.agent.sensor.kernellog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * libata's report on a failed command (drivers/ata/libata-eh.c):
 *
 * <pre>
 * ata3.00: exception Emask 0x0 SAct 0x2 SErr 0x0 action 0x0
 * ata3.00: failed command: READ FPDMA QUEUED
 * ata3.00: cmd 60/f0:08:75:79:2d/00:00:14:00:00/40 tag 1 ncq 122880 in
 *          res 41/40:00:e0:79:2d/00:00:14:00:00/40 Emask 0x409 (media error) &lt;F&gt;
 * ata3.00: error: { UNC }
 * </pre>
 *
 * where cmd and res are one record of two lines, which some logs part.
 */
final class AtaClues {

    /** As it is, and as rsyslog writes it, which has it from the system call or from /dev/kmsg. */
    private static final List<String> NEWLINES = List.of("\n", "#012", "\\x0a");

    private AtaClues() {}

    static Clue.@Nullable Ata read(String message) {
        Cursor c = new Cursor(message);
        if (c.skip("res ")) {
            Clue.AtaResult result = result(c);
            return result == null ? null : new Clue.Ata(null, result);
        }
        String port = port(c);
        Clue.AtaFact fact = port == null ? null : fact(c);
        return fact == null ? null : new Clue.Ata(port, fact);
    }

    /** {@code ata3.00}: a device; what is said of {@code ata3}, the port, is no I/O error. */
    private static @Nullable String port(Cursor c) {
        boolean device = c.skip("ata") && c.decimal() >= 0 && c.skip('.') && c.decimal() >= 0;
        String port = device ? c.since(0) : null;
        return c.skip(": ") ? port : null;
    }

    private static Clue.@Nullable AtaFact fact(Cursor c) {
        if (c.skip("cmd ")) {
            return command(c);
        }
        if (c.skip("exception Emask ") || c.skip("failed command: ")) {
            return new Clue.AtaReport();
        }
        if (c.skip("error: {")) {
            String flags = " " + c.rest();
            return new Clue.AtaErrors(
                    (flags.contains(" UNC ") || flags.contains(" AMNF ")) && !flags.contains(" ICRC "));
        }
        return null;
    }

    private static Clue.@Nullable AtaCommand command(Cursor c) {
        Taskfile command = Taskfile.parse(c);
        if (command == null) {
            return null;
        }
        long tag = c.skip(" tag ") ? c.decimal() : Cursor.NONE;
        boolean together = NEWLINES.stream().anyMatch(newline -> c.before(newline) != null)
                && c.blanks().skip("res ");
        return new Clue.AtaCommand(command, tag, together ? result(c) : null);
    }

    private static Clue.@Nullable AtaResult result(Cursor c) {
        Taskfile registers = Taskfile.parse(c);
        boolean masked = c.skip(" Emask 0x");
        return registers == null || !masked ? null : new Clue.AtaResult(registers, c.hex());
    }
}
