package org.remapd.agent.owner.btrfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * What a btrfs begins with: {@code struct btrfs_super_block}.
 *
 * @param generation      of what was committed last
 * @param root            where the tree of trees begins
 * @param chunkRoot       where the tree of chunks begins
 * @param chunkGeneration of that one's first node
 * @param devices         that the file system lies on
 * @param device          which of them this is
 * @param deviceBytes     how far the file system reaches on it
 * @param crc             whether blocks are protected by CRC32C, and not by another sum, which is not looked at here
 * @param chunks          those chunks that the chunk tree itself lies in: keys and chunk items in turn
 */
record Superblock(
        long generation,
        long root,
        long chunkRoot,
        long chunkGeneration,
        long devices,
        int nodeBytes,
        long device,
        long deviceBytes,
        boolean crc,
        ByteBuffer chunks) {

    static final int BYTES = 4096;

    /** Where it lies, and its copies if the device is so large. */
    static final long[] PLACES = {64L << 10, 64L << 20, 256L << 30};

    /** Nothing of btrfs's lies before this. */
    static final long RESERVED = 1 << 20;

    private static final long MAGIC = 0x4d5f53665248425fL;
    private static final int AT_MAGIC = 0x40;
    private static final int AT_CHUNKS = 0x32b;
    private static final int MOST_CHUNK_BYTES = 2048;
    private static final int MOST_NODE_BYTES = 65536;

    /** Up to RAID1C34: what came later may mean that the trees are others. */
    private static final long KNOWN_FEATURES = 0xfff;

    static Superblock read(Disk disk) throws UnreadableException {
        return of(disk.read(PLACES[0], BYTES));
    }

    private static Superblock of(byte[] block) throws UnreadableException {
        ByteBuffer in = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getLong(AT_MAGIC) != MAGIC) {
            throw new UnreadableException("there is no btrfs superblock");
        }
        boolean crc = in.getShort(0xc4) == 0;
        if (crc && sum(block) != in.getInt(0)) {
            throw new UnreadableException("the superblock's checksum is wrong");
        }
        long unknown = in.getLong(0xbc) & ~KNOWN_FEATURES;
        if (unknown != 0) {
            throw new UnreadableException(
                    "the file system has features that are not known here: 0x" + Long.toHexString(unknown));
        }
        int nodeBytes = in.getInt(0x94);
        int chunkBytes = in.getInt(0xa0);
        boolean sane = nodeBytes >= BYTES
                && nodeBytes <= MOST_NODE_BYTES
                && nodeBytes % BYTES == 0
                && chunkBytes >= 0
                && chunkBytes <= MOST_CHUNK_BYTES;
        if (!sane) {
            throw new UnreadableException("the superblock contradicts itself");
        }
        return new Superblock(
                in.getLong(0x48),
                in.getLong(0x50),
                in.getLong(0x58),
                in.getLong(0xa4),
                in.getLong(0x88),
                nodeBytes,
                in.getLong(0xc9),
                in.getLong(0xd1),
                crc,
                in.slice(AT_CHUNKS, chunkBytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Over all of a block but the place of the sum itself. */
    static int sum(byte[] block) {
        CRC32C sum = new CRC32C();
        sum.update(block, 32, block.length - 32);
        return (int) sum.getValue();
    }
}
