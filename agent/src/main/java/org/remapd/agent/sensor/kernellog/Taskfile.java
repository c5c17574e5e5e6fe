package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/**
 * The ATA registers in libata's print of a command and of its result (drivers/ata/libata-eh.c, {@code ata_eh_link_report}):
 *
 * <pre>
 * command|status / feature|error : nsect : lbal : lbam : lbah / the same five's high-order bytes / device
 * 60/f0:08:75:79:2d/00:00:14:00:00/40
 * </pre>
 *
 * The layout of the address depends on the command, also in the result.
 */
record Taskfile(
        int command, int feature, int count, int lbaLow, int highFeature, int highCount, int lbaHigh, int device) {

    private static final int ERR = 0x01;
    private static final int UNC = 0x40;
    private static final int IDNF = 0x10;
    private static final int AMNF = 0x01;
    private static final int ICRC = 0x80;

    static @Nullable Taskfile parse(Cursor c) {
        int[] bytes = new int[12];
        for (int i = 0; i < bytes.length; i++) {
            char separator = i == 1 || i == 6 || i == 11 ? '/' : ':';
            if (i > 0 && !c.skip(separator)) {
                return null;
            }
            bytes[i] = c.octet();
            if (bytes[i] < 0) {
                return null;
            }
        }
        return new Taskfile(
                bytes[0],
                bytes[1],
                bytes[2],
                bytes[3] | (bytes[4] << 8) | (bytes[5] << 16),
                bytes[6],
                bytes[7],
                bytes[8] | (bytes[9] << 8) | (bytes[10] << 16),
                bytes[11]);
    }

    /** Where this command goes. */
    Extent extent() {
        Request request = request();
        if (request == Request.OTHER) {
            return Extent.NOWHERE;
        }
        return new Extent(request, address(this), blocks());
    }

    /** The address in {@code result}, of this command. */
    long address(Taskfile result) {
        return isLong()
                ? ((long) result.lbaHigh << 24) | result.lbaLow
                : ((long) (result.device & 0x0f) << 24) | result.lbaLow;
    }

    /** Of a result: the drive could not read the medium. */
    boolean isUncorrectable() {
        return (command & ERR) != 0 && (feature & (UNC | AMNF)) != 0 && (feature & ICRC) == 0;
    }

    /** Of a result: the drive did not find the place, which is one that cannot be read, or none that it has. */
    boolean isNotFound() {
        return (command & ERR) != 0 && (feature & IDNF) != 0;
    }

    /** Of a result: the cable garbled the data. */
    boolean isCable() {
        return (command & ERR) != 0 && (feature & ICRC) != 0;
    }

    private Request request() {
        return switch (command) {
            // READ SECTOR(S), VERIFY, MULTIPLE, DMA; EXT; FPDMA QUEUED
            case 0x20, 0x21, 0x40, 0x41, 0xc4, 0xc7, 0xc8, 0xc9, 0x24, 0x25, 0x26, 0x29, 0x42, 0x60 -> Request.READ;
            case 0x30, 0x31, 0xc5, 0xca, 0xcb, 0xcc, 0x34, 0x35, 0x36, 0x39, 0x3d, 0x3e, 0xce, 0x61 -> Request.WRITE;
            default -> Request.OTHER;
        };
    }

    private boolean isQueued() {
        return command == 0x60 || command == 0x61;
    }

    private boolean isLong() {
        return isQueued()
                || (command >= 0x24 && command <= 0x29)
                || (command >= 0x34 && command <= 0x3e)
                || command == 0x42
                || command == 0xce;
    }

    /** How many blocks, of which there are always some: 0 is the highest number, and one more. */
    private long blocks() {
        if (isQueued()) {
            int blocks = (highFeature << 8) | feature;
            return blocks == 0 ? 0x10000 : blocks;
        }
        if (isLong()) {
            int blocks = (highCount << 8) | count;
            return blocks == 0 ? 0x10000 : blocks;
        }
        return count == 0 ? 0x100 : count;
    }
}
