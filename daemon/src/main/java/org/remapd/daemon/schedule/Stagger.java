package org.remapd.daemon.schedule;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * A device's own place among many, the same for ever: those that are due at the same time begin one after the other. Pure.
 *
 * @param share from 0 to less than 1, as likely here as there
 */
record Stagger(double share) {

    /** Of the device with that UUID; also on another machine. */
    static Stagger of(UUID device) {
        CRC32 mixed = new CRC32();
        mixed.update(ByteBuffer.allocate(16)
                .putLong(device.getMostSignificantBits())
                .putLong(device.getLeastSignificantBits())
                .flip());
        return new Stagger(mixed.getValue() / 0x1p32);
    }

    /** Less than {@code most}; whole seconds. */
    Duration within(Duration most) {
        return Duration.ofSeconds((long) (share * most.toSeconds()));
    }
}
