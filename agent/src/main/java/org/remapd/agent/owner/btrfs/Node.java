package org.remapd.agent.owner.btrfs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A node of a tree: a leaf, at level 0, has items, another one points at children. {@code struct btrfs_header} and what follows. */
final class Node {

    private static final int AT_LOGICAL = 0x30;
    private static final int AT_GENERATION = 0x50;
    private static final int AT_COUNT = 0x60;
    private static final int AT_LEVEL = 0x64;
    private static final int HEAD_BYTES = 0x65;
    private static final int ITEM_BYTES = Key.BYTES + 8;
    private static final int POINTER_BYTES = Key.BYTES + 16;
    private static final int MOST_LEVEL = 7;

    private final ByteBuffer block;

    private Node(ByteBuffer block) {
        this.block = block;
    }

    /** Checks it: every number that is used later leads to within the block. */
    static Node of(byte[] bytes, long logical, boolean crc) throws UnreadableException {
        ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (crc && Superblock.sum(bytes) != block.getInt(0)) {
            throw new UnreadableException("a tree's node at " + logical + " has a wrong checksum");
        }
        Node node = new Node(block);
        int room = (bytes.length - HEAD_BYTES) / (node.level() == 0 ? ITEM_BYTES : POINTER_BYTES);
        boolean sane = node.logical() == logical
                && node.level() <= MOST_LEVEL
                && node.count() >= 0
                && node.count() <= room
                && (node.level() > 0 || node.hasItemsWithin(bytes.length));
        if (!sane) {
            throw new UnreadableException("what lies at " + logical + " is no node of a tree");
        }
        return node;
    }

    private boolean hasItemsWithin(int bytes) {
        for (int item = 0; item < count(); item++) {
            long begin = HEAD_BYTES + Integer.toUnsignedLong(block.getInt(itemAt(item) + Key.BYTES));
            long length = Integer.toUnsignedLong(block.getInt(itemAt(item) + Key.BYTES + 4));
            if (begin + length > bytes) {
                return false;
            }
        }
        return true;
    }

    long logical() {
        return block.getLong(AT_LOGICAL);
    }

    long generation() {
        return block.getLong(AT_GENERATION);
    }

    int level() {
        return Byte.toUnsignedInt(block.get(AT_LEVEL));
    }

    /** Items of a leaf, or children. */
    int count() {
        return block.getInt(AT_COUNT);
    }

    Key key(int number) {
        return Key.at(block, level() == 0 ? itemAt(number) : pointerAt(number));
    }

    /** Of a leaf: what the item holds. */
    ByteBuffer data(int number) {
        int at = itemAt(number) + Key.BYTES;
        return block.slice(HEAD_BYTES + block.getInt(at), block.getInt(at + 4)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Of a node that is no leaf. */
    long child(int number) {
        return block.getLong(pointerAt(number) + Key.BYTES);
    }

    long childGeneration(int number) {
        return block.getLong(pointerAt(number) + Key.BYTES + 8);
    }

    /** The last one whose key is not behind this; -1 if all are. */
    int floor(Key key) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (key(middle).compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private static int itemAt(int number) {
        return HEAD_BYTES + number * ITEM_BYTES;
    }

    private static int pointerAt(int number) {
        return HEAD_BYTES + number * POINTER_BYTES;
    }
}
