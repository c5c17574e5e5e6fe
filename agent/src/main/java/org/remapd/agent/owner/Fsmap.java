package org.remapd.agent.owner;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What FS_IOC_GETFSMAP says of a place on XFS: {@code struct fsmap} of {@code linux/fsmap.h}, 64 bytes each.
 *
 * @param physical where it begins, in bytes
 * @param owner    an inode, or a code
 * @param length   in bytes
 */
record Fsmap(int flags, long physical, long owner, long length) {

    private static final int BYTES = 64;
    private static final int ATTRIBUTES = 0x2;
    private static final int MAP = 0x4;
    private static final int SPECIAL = 0x10;

    /** {@code FMR_OWN_FREE}, {@code FMR_OWN_UNKNOWN}; what only XFS has carries an X in its upper half. */
    private static final long FREE = 1;

    private static final long UNKNOWN = 2;
    private static final long OF_XFS = 'X';

    /** Those that hold the byte. */
    static List<Fsmap> of(ByteBuffer structures, long at) {
        List<Fsmap> maps = new ArrayList<>();
        for (int from = 0; from + BYTES <= structures.limit(); from += BYTES) {
            Fsmap map = new Fsmap(
                    structures.getInt(from + 4),
                    structures.getLong(from + 8),
                    structures.getLong(from + 16),
                    structures.getLong(from + 32));
            if (at >= map.physical && at - map.physical < map.length) {
                maps.add(map);
            }
        }
        return maps;
    }

    /** Whether the file system knows no more than that it is in use, for it keeps no record of owners. */
    boolean isUnknown() {
        return isSpecial() && owner == UNKNOWN;
    }

    boolean isSpecial() {
        return (flags & SPECIAL) != 0;
    }

    /** Of what is special. */
    Owner special() {
        if (owner == FREE) {
            return XfsOwner.FREE;
        }
        boolean ofXfs = owner >>> 32 == OF_XFS;
        return ofXfs ? XfsOwner.ofCode((int) owner + 2) : new Owner.Metadata("something of the file system's own");
    }

    /** What of the inode. */
    OwnedFile.Part part() {
        if ((flags & MAP) != 0) {
            return OwnedFile.Part.BLOCK_MAP;
        }
        return (flags & ATTRIBUTES) != 0 ? OwnedFile.Part.ATTRIBUTES : OwnedFile.Part.CONTENTS;
    }
}
