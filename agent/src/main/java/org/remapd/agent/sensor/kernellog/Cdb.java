package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/**
 * A SCSI command descriptor block as the kernel prints it: {@code Read(10) 28 00 00 1d 20 a0 00 00 20 00}, before 4.x with
 * a colon behind the name, without CONFIG_SCSI_CONSTANTS as {@code opcode=0x28 28 00 ...} or {@code cdb[0]=0x28: 28 00 ...}.
 * Layouts: SBC-3.
 */
final class Cdb {

    private static final int LONGEST = 32;

    private final int[] bytes;

    private Cdb(int[] bytes) {
        this.bytes = bytes;
    }

    /** Where the command goes; null if no bytes follow. */
    static @Nullable Extent parse(Cursor c) {
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
        return count < 6 ? null : new Cdb(bytes).extent();
    }

    private Extent extent() {
        return switch (bytes[0]) {
            case 0x08 -> six(Request.READ);
            case 0x0a -> six(Request.WRITE);
            case 0x28, 0x2f -> new Extent(Request.READ, number(2, 4), number(7, 2));
            case 0x2a, 0x2e -> new Extent(Request.WRITE, number(2, 4), number(7, 2));
            case 0xa8, 0xaf -> new Extent(Request.READ, number(2, 4), number(6, 4));
            case 0xaa, 0xae -> new Extent(Request.WRITE, number(2, 4), number(6, 4));
            case 0x88, 0x8f -> new Extent(Request.READ, number(2, 8), number(10, 4));
            case 0x8a, 0x8e -> new Extent(Request.WRITE, number(2, 8), number(10, 4));
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
            case 0x0b, 0x0c -> new Extent(Request.WRITE, number(12, 8), number(28, 4));
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
