package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/**
 * The NVMe driver's line on a failed command, of 5.18 on:
 *
 * <pre>
 * nvme0n1: Read(0x2) @ LBA N, N blocks, Unrecovered Read Error (sct 0x2 / sc 0x81) [MORE ][DNR ]
 * </pre>
 *
 * with {@code I/O Cmd} and {@code I/O Error} for the words without CONFIG_NVME_VERBOSE_ERRORS; and its lines on a controller
 * that does not answer. Status codes: NVM Express Base Specification, "Media and Data Integrity Errors".
 */
final class NvmeClues {

    private static final int MEDIA_AND_DATA_INTEGRITY = 2;
    private static final int WRITE_FAULT = 0x80;
    private static final int UNRECOVERED_READ_ERROR = 0x81;

    private NvmeClues() {}

    static @Nullable Clue read(String message) {
        Cursor c = new Cursor(message);
        if (c.skip("nvme ")) {
            return trouble(c);
        }
        String device = c.name();
        boolean named = device.startsWith("nvme") && c.skip(": ");
        if (!named) {
            c.back(0);
        }
        String operation = c.before(" @ LBA ");
        if (operation == null || operation.length() > 40 || (!named && isQuoted(operation))) {
            return null;
        }
        long first = c.decimal();
        long blocks = c.skip(", ") ? c.decimal() : Cursor.NONE;
        if (blocks < 0 || c.before(" (sct 0x") == null) {
            return null;
        }
        long type = c.hex();
        long code = c.skip(" / sc 0x") ? c.hex() : Cursor.NONE;
        boolean medium = type == MEDIA_AND_DATA_INTEGRITY && (code == WRITE_FAULT || code == UNRECOVERED_READ_ERROR);
        return new Clue.Nvme(named ? device : null, new Extent(request(operation), first, blocks), medium);
    }

    /** Whether something else is in front; the driver prints a question mark for the name of a disk that is gone. */
    private static boolean isQuoted(String operation) {
        return operation.contains(": ") && !operation.startsWith("?: ");
    }

    /** By the opcode in parentheses behind the operation's name. */
    private static Request request(String operation) {
        if (operation.endsWith("(0x2)")) {
            return Request.READ;
        }
        return operation.endsWith("(0x1)") ? Request.WRITE : Request.OTHER;
    }

    private static @Nullable Clue trouble(Cursor c) {
        String name = c.before(": ");
        if (name == null || name.length() > 32) {
            return null;
        }
        // Before it has a name, or losing it, a controller is called by its PCI address: any may be meant.
        String controller = name.startsWith("nvme") ? name : Clue.ControllerTrouble.ANY;
        String rest = c.rest();
        boolean trouble = rest.startsWith("controller is down")
                || (rest.startsWith("I/O ") && rest.contains(" timeout, "))
                || rest.startsWith("Device not ready")
                || rest.startsWith("Removing after probe failure")
                || rest.startsWith("Disabling device after reset failure");
        return trouble ? new Clue.ControllerTrouble(controller) : null;
    }
}
