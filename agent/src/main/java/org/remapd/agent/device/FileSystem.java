package org.remapd.agent.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A file system that is to stay where it is.
 *
 * @param type  as libblkid calls it
 * @param bytes how far it reaches, from the beginning of the disk
 */
public record FileSystem(String type, long bytes) {

    /** Of a disk's beginning, what has to be read to know how far its file system reaches. */
    static final int HEAD_BYTES = 128 * 1024;

    private static final Set<String> EXT = Set.of("ext2", "ext3", "ext4");

    private static final int EXT_SUPERBLOCK = 1024;
    private static final int EXT_MAGIC = 0xef53;
    private static final int EXT_64BIT = 0x80;

    private static final int BTRFS_SUPERBLOCK = 64 * 1024;

    /** Sectors of 512 bytes that it reaches into. */
    public long sectors() {
        return (bytes + 511) / 512;
    }

    /**
     * How far the file system of a type reaches, from its superblock.
     *
     * @param head the disk's first {@value #HEAD_BYTES} bytes
     * @return empty if that cannot be told: another type, or one that lies on several disks
     */
    static OptionalLong reach(String type, ByteBuffer head) {
        if (EXT.contains(type)) {
            return ext(head.duplicate().order(ByteOrder.LITTLE_ENDIAN));
        }
        if (type.equals("xfs")) {
            return xfs(head.duplicate().order(ByteOrder.BIG_ENDIAN));
        }
        return type.equals("btrfs") ? btrfs(head.duplicate().order(ByteOrder.LITTLE_ENDIAN)) : OptionalLong.empty();
    }

    private static OptionalLong ext(ByteBuffer head) {
        if (Short.toUnsignedInt(head.getShort(EXT_SUPERBLOCK + 0x38)) != EXT_MAGIC) {
            return OptionalLong.empty();
        }
        int shift = head.getInt(EXT_SUPERBLOCK + 0x18);
        boolean wide = (head.getInt(EXT_SUPERBLOCK + 0x60) & EXT_64BIT) != 0;
        long low = Integer.toUnsignedLong(head.getInt(EXT_SUPERBLOCK + 0x4));
        long high = wide ? Integer.toUnsignedLong(head.getInt(EXT_SUPERBLOCK + 0x150)) : 0;
        return shift < 0 || shift > 6 ? OptionalLong.empty() : product(high << 32 | low, 1024L << shift);
    }

    private static OptionalLong xfs(ByteBuffer head) {
        boolean xfs = head.getInt(0) == 0x58465342;
        return xfs ? product(head.getLong(8), Integer.toUnsignedLong(head.getInt(4))) : OptionalLong.empty();
    }

    /** By its own record of this disk; of several disks, none is left to itself. */
    private static OptionalLong btrfs(ByteBuffer head) {
        boolean single = head.getLong(BTRFS_SUPERBLOCK + 0x88) == 1;
        return single ? product(head.getLong(BTRFS_SUPERBLOCK + 0xd1), 1) : OptionalLong.empty();
    }

    private static OptionalLong product(long blocks, long bytes) {
        boolean sane = blocks > 0 && bytes > 0 && Math.multiplyHigh(blocks, bytes) == 0 && blocks * bytes > 0;
        return sane ? OptionalLong.of(blocks * bytes) : OptionalLong.empty();
    }
}
