package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/**
 * The error register in words, as the IDE drivers of before 5.14 print it (drivers/ide/ide-atapi.c, {@code ide_dump_ata_error}):
 *
 * <pre>
 * hda: dma_intr: error=0x40 { UncorrectableError }, LBAsect=104823, sector=104823
 * </pre>
 *
 * Taken for the sense data that other drivers make of it.
 */
final class IdeClues {

    private static final int MEDIUM_ERROR = 3;
    private static final int HARDWARE_ERROR = 4;
    private static final int ABORTED_COMMAND = 11;

    private IdeClues() {}

    static Clue.@Nullable Scsi read(String message) {
        Cursor c = new Cursor(message);
        String disk = c.name();
        boolean register = disk.length() == 3
                && disk.startsWith("hd")
                && c.skip(": ")
                && !c.name().isEmpty()
                && c.skip(": error=0x")
                && c.hex() >= 0;
        String errors = register && c.skip(" {") ? c.before("}") : null;
        if (errors == null) {
            return null;
        }
        return new Clue.Scsi(null, disk, Cursor.NONE, new Clue.SenseKey(key(errors), false));
    }

    private static int key(String errors) {
        if (errors.contains(" BadCRC ")) {
            return ABORTED_COMMAND;
        }
        boolean medium = errors.contains(" UncorrectableError ") || errors.contains(" AddrMarkNotFound ");
        return medium ? MEDIUM_ERROR : HARDWARE_ERROR;
    }
}
