package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/**
 * A SCSI command descriptor block as the kernel prints it: {@code Read(10) 28 00 00 1d 20 a0 00 00 20 00}, before 4.x with
 * a colon behind the name, without CONFIG_SCSI_CONSTANTS as {@code opcode=0x28 28 00 ...} or {@code cdb[0]=0x28: 28 00 ...}.
 * What is longer than 16 bytes has 4.x on lines of its own, {@code CDB[00]: 7f 00 ...} and {@code CDB[10]: ...}. Layouts:
 * SBC-4.
 */
final class Cdb {

    private static final int LONGEST = 32;

    private final int[] bytes;
    private final int count;

    private Cdb(int[] bytes, int count) {
        this.bytes = bytes;
        this.count = count;
    }

    /** The bytes behind whatever name the command is given; null if there are none. */
    static @Nullable Cdb parse(Cursor c) {
        int[] bytes = new int[LONGEST];
        int count = 0;
        while (!c.blanks().atEnd() && count < LONGEST) {
            Cursor word = new Cursor(c.word());
            int octet = word.octet();
            if (octet >= 0 && word.atEnd()) {
                bytes[count++] = octet;
            } else if (count > 0) {
                break;
            }
        }
        return count == 0 ? null : new Cdb(bytes, count);
    }

    /** This, and behind its first {@code from} bytes {@code rest}. */
    Cdb with(Cdb rest, int from) {
        int[] joined = bytes.clone();
        int more = Math.min(rest.count, LONGEST - from);
        System.arraycopy(rest.bytes, 0, joined, from, more);
        return new Cdb(joined, Math.min(count, from) + more);
    }

    /** Where the command goes; null if some of its bytes are missing. */
    @Nullable
    Extent extent() {
        return count < length() ? null : whole();
    }

    /** By the group that the operation code is of; at least 6, which all have. */
    private int length() {
        return switch (bytes[0] >> 5) {
            case 1, 2 -> 10;
            case 3 -> bytes[0] == 0x7f ? LONGEST : 6;
            case 4 -> 16;
            case 5 -> 12;
            default -> 6;
        };
    }

    private Extent whole() {
        return switch (bytes[0]) {
            case 0x08 -> six(Request.READ);
            case 0x0a -> six(Request.WRITE);
            case 0x28, 0x2f -> new Extent(Request.READ, number(2, 4), number(7, 2));
            case 0x2a, 0x2e, 0x41 -> new Extent(Request.WRITE, number(2, 4), number(7, 2));
            case 0xa8, 0xaf -> new Extent(Request.READ, number(2, 4), number(6, 4));
            case 0xaa, 0xae -> new Extent(Request.WRITE, number(2, 4), number(6, 4));
            case 0x88, 0x8f -> new Extent(Request.READ, number(2, 8), number(10, 4));
            case 0x8a, 0x8b, 0x8e, 0x93 -> new Extent(Request.WRITE, number(2, 8), number(10, 4));
            case 0x89 -> new Extent(Request.WRITE, number(2, 8), number(13, 1));
            case 0x9c -> new Extent(Request.WRITE, number(2, 8), number(12, 2));
            case 0x7f -> variable();
            default -> Extent.NOWHERE;
        };
    }

    private Extent six(Request request) {
        long count = bytes[4] == 0 ? 256 : bytes[4];
        return new Extent(request, number(1, 3) & 0x1fffff, count);
    }

    /** The 32-byte commands, told apart by their service action. */
    private Extent variable() {
        return switch ((int) number(8, 2)) {
            case 0x09, 0x0a -> new Extent(Request.READ, number(12, 8), number(28, 4));
            case 0x0b, 0x0c, 0x0d -> new Extent(Request.WRITE, number(12, 8), number(28, 4));
            default -> Extent.NOWHERE;
        };
    }

    private long number(int at, int length) {
        long number = 0;
        for (int i = at; i < at + length; i++) {
            number = (number << 8) | bytes[i];
        }
        return number;
    }
}
