package org.remapd.agent.sensor.kernellog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines that the SCSI layer prints for one failed command (drivers/scsi/scsi_logging.c):
 *
 * <pre>
 * sd 4:0:4:0: [sdj] tag#229 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_SENSE cmd_age=0s
 * sd 4:0:4:0: [sdj] tag#229 Sense Key : Medium Error [current] [descriptor]
 * sd 4:0:4:0: [sdj] tag#229 Add. Sense: Unrecovered read error
 * sd 4:0:4:0: [sdj] tag#229 CDB: Read(10) 28 00 03 39 d8 08 00 20 00 00
 * </pre>
 *
 * in numbers without CONFIG_SCSI_CONSTANTS, without tags before 4.x; 3.x and before part each line behind the name, and the
 * part then stands alone.
 */
final class ScsiClues {

    private static final List<String> KEYS = List.of(
            "No Sense",
            "Recovered Error",
            "Not Ready",
            "Medium Error",
            "Hardware Error",
            "Illegal Request",
            "Unit Attention",
            "Data Protect",
            "Blank Check",
            "Vendor Specific",
            "Copy Aborted",
            "Aborted Command",
            "Equal",
            "Volume Overflow",
            "Miscompare",
            "Completed");

    /** The additional senses of a medium that cannot be read or written (T10 "ASC/ASCQ Assignments"), by their beginning. */
    private static final List<String> MEDIUM_SENSES = List.of(
            "Unrecovered read error",
            "Address mark not found",
            "Read retries exhausted",
            "Error too long to correct",
            "Multiple read errors",
            "L-EC uncorrectable error",
            "CIRC unrecovered error",
            "Miscorrected error",
            "ID CRC or ECC error",
            "Data synchronization mark error",
            "Record not found",
            "Recorded entity not found",
            "Peripheral device write fault",
            "Write error",
            "No defect spare location available",
            "Defect list update failure");

    /** What drives answer whoever asks for their registers, as smartctl does. */
    private static final String NO_ERROR = "ATA pass through information available";

    private static final List<String> TROUBLES = List.of(
            "Device offlined",
            "Medium access timeout failure",
            "rejecting I/O to offline device",
            "rejecting I/O to dead device",
            "timing out command",
            "uas_eh_abort_handler",
            "uas_eh_device_reset_handler");

    private ScsiClues() {}

    /** A line that names its device. */
    static @Nullable Clue read(String message) {
        Cursor c = new Cursor(message);
        if (!c.skip("sd ") && !c.skip("sr ") && !c.skip("scsi ")) {
            return continuation(message);
        }
        String address = address(c);
        if (address == null) {
            return null;
        }
        String disk = null;
        if (c.blanks().skip('[')) {
            disk = c.name();
            if (disk.isEmpty() || !c.skip(']')) {
                return null;
            }
        }
        long tag = c.blanks().skip("tag#") ? c.decimal() : Cursor.NONE;
        c.blanks();
        Clue geometry = disk == null ? null : geometry(disk, c);
        if (geometry != null) {
            return geometry;
        }
        Clue.ScsiFact fact = fact(c);
        return fact == null ? null : new Clue.Scsi(address, disk, tag, fact);
    }

    /** A part of a line that lost its device's name. */
    static Clue.@Nullable Scsi continuation(String message) {
        Cursor c = new Cursor(message);
        String ancient = ancientDisk(c);
        Clue.ScsiFact fact;
        if (ancient != null) {
            fact = sense(c);
        } else if (message.startsWith("Read(") || message.startsWith("Write(") || message.startsWith("cdb[0]=")) {
            fact = message.contains(" @ LBA ") ? null : command(c);
        } else {
            fact = namelessFact(c);
        }
        return fact == null ? null : new Clue.Scsi(null, ancient, Cursor.NONE, fact);
    }

    private static Clue.@Nullable ScsiFact namelessFact(Cursor c) {
        Clue.ScsiFact fact = fact(c);
        return fact instanceof Clue.Heading ? null : fact;
    }

    /** host:channel:target:lun, with the colon behind. */
    private static @Nullable String address(Cursor c) {
        int start = c.position();
        for (int i = 0; i < 4; i++) {
            if (c.decimal() == Cursor.NONE || !c.skip(':')) {
                return null;
            }
        }
        String address = c.since(start);
        return address.substring(0, address.length() - 1);
    }

    private static Clue.@Nullable Geometry geometry(String disk, Cursor c) {
        int start = c.position();
        long blocks = c.decimal();
        long bytes = blocks >= 0 && c.skip(' ') ? c.decimal() : Cursor.NONE;
        if (bytes >= 512 && bytes <= 4096 && bytes % 512 == 0 && c.skip("-byte logical blocks")) {
            return new Clue.Geometry(disk, (int) bytes / 512);
        }
        c.back(start);
        return null;
    }

    private static Clue.@Nullable ScsiFact fact(Cursor c) {
        if (c.atEnd()) {
            return new Clue.Heading();
        }
        if (c.skip("Sense Key : ") || c.skip("Sense Key: ")) {
            return sense(c);
        }
        if (c.skip("Add. Sense: ") || c.skip("Additional sense: ")) {
            return c.skip(NO_ERROR) ? null : new Clue.AddSense(c.skipAny(MEDIUM_SENSES));
        }
        if (c.skip("ASC=0x")) {
            long code = c.hex();
            return new Clue.AddSense(isMedium(code, c.skip(" ASCQ=0x") ? c.hex() : 0));
        }
        if (c.skip("CDB:")) {
            return c.blanks().atEnd() ? new Clue.Heading() : command(c);
        }
        if (c.skip("CDB[")) {
            return commandPart(c);
        }
        if (c.skip("Unhandled ")) {
            return new Clue.Heading();
        }
        if (c.skipAny(TROUBLES)) {
            return new Clue.DeviceTrouble();
        }
        return hostResult(c);
    }

    private static Clue.@Nullable Command command(Cursor c) {
        Cdb bytes = Cdb.parse(c);
        Extent extent = bytes == null ? null : bytes.extent();
        return extent == null ? null : new Clue.Command(extent);
    }

    /** {@code 00]: 7f 00 ...}, {@code 10]: ...}, in hexadecimal. */
    private static Clue.@Nullable CommandPart commandPart(Cursor c) {
        long from = c.hex();
        Cdb bytes = (from == 0 || from == 16) && c.skip("]:") ? Cdb.parse(c) : null;
        return bytes == null ? null : new Clue.CommandPart((int) from, bytes);
    }

    private static Clue.@Nullable SenseKey sense(Cursor c) {
        int key = c.skip("0x") ? (int) c.hex() & 0xf : c.indexOf(KEYS);
        return key < 0 ? null : new Clue.SenseKey(key, c.rest().startsWith(" [deferred]"));
    }

    /** 2.6: {@code Current sda: sense key Medium Error}, {@code sda: Current: sense key: Medium Error}; moves to the key. */
    private static @Nullable String ancientDisk(Cursor c) {
        boolean before = c.skip("Current ");
        String disk = c.name();
        boolean found = before
                ? c.skip(": sense key ")
                : c.skip(": Current: sense key: ") || c.skip(": Current [descriptor]: sense key: ");
        if (!found) {
            c.back(0);
        }
        return found ? disk : null;
    }

    /** Additional sense codes of reading and writing the medium: 0x03, 0x0c, 0x10 to 0x16, 0x19, 0x32; not of its protection information. */
    private static boolean isMedium(long code, long qualifier) {
        boolean protection = code == 0x10 && qualifier != 0;
        boolean medium = code == 0x03 || code == 0x0c || (code >= 0x10 && code <= 0x16) || code == 0x19 || code == 0x32;
        return medium && !protection;
    }

    private static Clue.@Nullable HostResult hostResult(Cursor c) {
        String before = c.before("Result: hostbyte=");
        // "Stop Unit failed: Result" and the like are of commands that are no I/O.
        if (before == null || before.length() > 24 || before.contains("failed")) {
            return null;
        }
        String host = c.word();
        // DID_MEDIUM_ERROR is how the middle layer hands the drive's sense on to the block layer.
        return new Clue.HostResult(
                host.equals("DID_OK") || host.equals("0x00") || host.equals("DID_MEDIUM_ERROR") || host.equals("0x13"));
    }
}
