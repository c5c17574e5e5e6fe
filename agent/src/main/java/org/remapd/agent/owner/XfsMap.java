package org.remapd.agent.owner;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a mounted XFS says of itself, taken apart: the structures are those of {@code linux/fsmap.h} and
 * {@code fs/xfs/libxfs/xfs_fs.h}.
 *
 * @param blockBytes  bytes of a block
 * @param blocks      of the whole file system
 * @param groupBlocks blocks of an allocation group but the last
 * @param inodeBytes  bytes of an inode
 * @param logStart    the journal's first block, as the file system numbers blocks; 0 if it is on another device
 * @param logBlocks   its length
 */
public record XfsMap(int blockBytes, long blocks, int groupBlocks, int inodeBytes, long logStart, int logBlocks) {

    private static final int EXTENT_BYTES = 48;
    private static final int LAST = 0x4;
    private static final int INODES_OF_A_CHUNK = 64;

    /** Of {@code struct xfs_fsop_geom_v1}. */
    public static XfsMap of(ByteBuffer geometry) {
        return new XfsMap(
                geometry.getInt(0),
                geometry.getLong(32),
                geometry.getInt(8),
                geometry.getInt(24),
                geometry.getLong(56),
                geometry.getInt(16));
    }

    /** As the file system numbers it: the upper bits say the group, the lower ones the block within it. */
    private long block(UpperSector sector) {
        long flat = sector.inBlocksOf(blockBytes);
        return ((flat / groupBlocks) << bitsFor(groupBlocks)) | (flat % groupBlocks);
    }

    private static int bitsFor(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    }

    /** What has its place for ever, and what lies outside. */
    public Optional<Owner> fixed(UpperSector sector) {
        if (sector.inBlocksOf(blockBytes) >= blocks) {
            return Optional.of(Owner.BEHIND);
        }
        if (sector.inBlocksOf(blockBytes) % groupBlocks == 0) {
            return Optional.of(XfsOwner.ofCode(XfsOwner.HEADERS));
        }
        long inLog = block(sector) - logStart;
        return logStart != 0 && inLog >= 0 && inLog < logBlocks
                ? Optional.of(XfsOwner.ofCode(XfsOwner.JOURNAL))
                : Optional.empty();
    }

    /** The first inode that would lie in the block, if inodes do. */
    public long firstInode(UpperSector sector) {
        return block(sector) * inodesOfABlock();
    }

    private int inodesOfABlock() {
        return blockBytes / inodeBytes;
    }

    /**
     * Whether the block holds inodes that are in use.
     *
     * @param chunk {@code struct xfs_inumbers}, or nothing
     */
    public boolean holdsInodes(UpperSector sector, ByteBuffer chunk) {
        if (!chunk.hasRemaining()) {
            return false;
        }
        long offset = firstInode(sector) - chunk.getLong(0);
        long ofTheBlock = inodesOfABlock() >= Long.SIZE ? -1 : (1L << inodesOfABlock()) - 1;
        return offset >= 0 && offset < INODES_OF_A_CHUNK && (chunk.getLong(8) >>> offset & ofTheBlock) != 0;
    }

    /**
     * Whom the file system's own record of owners names.
     *
     * @param structures any number of {@code struct fsmap}
     * @return the special owner, or the inodes, without their names; empty if there is no such record, but the place is in use
     */
    public static Optional<Owner> recorded(ByteBuffer structures, UpperSector sector) {
        List<Fsmap> maps = Fsmap.of(structures, sector.toBytes());
        Optional<Fsmap> special = maps.stream().filter(Fsmap::isSpecial).findFirst();
        if (special.isPresent()) {
            return special.get().isUnknown()
                    ? Optional.empty()
                    : Optional.of(special.get().special());
        }
        List<OwnedFile> files = maps.stream()
                .map(map -> OwnedFile.of(OwnedFile.Kind.UNKNOWN, map.part(), map.owner(), List.of()))
                .distinct()
                .toList();
        return files.isEmpty() ? Optional.empty() : Optional.of(new Owner.Files(files));
    }

    /** Whether one of these {@code struct getbmapx} has the sector. */
    public static boolean covers(ByteBuffer extents, UpperSector sector) {
        for (int at = 0; at + EXTENT_BYTES <= extents.limit(); at += EXTENT_BYTES) {
            long block = extents.getLong(at + 8);
            if (block >= 0 && sector.number() >= block && sector.number() - block < extents.getLong(at + 16)) {
                return true;
            }
        }
        return false;
    }

    /** Behind these {@code struct getbmapx}: the sector of the file from where there are more; empty at the end. */
    public static OptionalLong next(ByteBuffer extents) {
        int last = extents.limit() / EXTENT_BYTES * EXTENT_BYTES - EXTENT_BYTES;
        return last < 0 || (extents.getInt(last + 36) & LAST) != 0
                ? OptionalLong.empty()
                : OptionalLong.of(extents.getLong(last) + extents.getLong(last + 16));
    }
}
