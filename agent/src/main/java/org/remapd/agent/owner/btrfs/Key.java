package org.remapd.agent.owner.btrfs;

import java.nio.ByteBuffer;

/** What the items of a tree are sorted by. Ids are unsigned. */
record Key(long id, int type, long offset) implements Comparable<Key> {

    static final int BYTES = 17;

    static final int INODE_ITEM = 1;
    static final int INODE_REF = 12;
    static final int INODE_EXTREF = 13;
    static final int EXTENT_DATA = 108;
    static final int ROOT_ITEM = 132;
    static final int ROOT_BACKREF = 144;
    static final int EXTENT_ITEM = 168;
    static final int METADATA_ITEM = 169;
    static final int EXTENT_OWNER_REF = 172;
    static final int TREE_BLOCK_REF = 176;
    static final int EXTENT_DATA_REF = 178;
    static final int SHARED_BLOCK_REF = 182;
    static final int SHARED_DATA_REF = 184;
    static final int CHUNK_ITEM = 228;

    private static final int LAST_TYPE = 255;

    static Key at(ByteBuffer in, int at) {
        return new Key(in.getLong(at), Byte.toUnsignedInt(in.get(at + 8)), in.getLong(at + 9));
    }

    /** Before all that have this id and type. */
    static Key first(long id, int type) {
        return new Key(id, type, 0);
    }

    /** Behind all that have this id and type. */
    static Key last(long id, int type) {
        return new Key(id, type, -1);
    }

    /** Behind all that have this id. */
    static Key last(long id) {
        return new Key(id, LAST_TYPE, -1);
    }

    @Override
    public int compareTo(Key other) {
        int ids = Long.compareUnsigned(id, other.id);
        if (ids != 0) {
            return ids;
        }
        return type != other.type ? Integer.compare(type, other.type) : Long.compareUnsigned(offset, other.offset);
    }
}
