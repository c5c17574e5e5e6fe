package org.remapd.agent.device;

import java.util.Optional;

/**
 * Something on a disk by which it is known what the disk holds.
 *
 * @param type as libblkid calls it: ext4, gpt, LVM2_member
 * @param byteOffset where it lies
 */
public record Signature(String type, long byteOffset) {

    /** A line of {@code wipefs --noheadings --output TYPE,OFFSET}; empty if it is none. */
    static Optional<Signature> parse(String line) {
        String[] words = line.strip().split("\\s+");
        try {
            return words.length == 2 ? Optional.of(new Signature(words[0], Long.decode(words[1]))) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return type + " (at byte 0x" + Long.toHexString(byteOffset) + ")";
    }
}
