package org.remapd.agent.owner.btrfs;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A place in use, as the extent tree has it. In logical addresses.
 *
 * @param tree whether it is a node of a tree, and not data
 */
record Extent(long start, long length, boolean tree, List<Reference> references) {

    private static final int HEAD_BYTES = 24;
    private static final int NODE_BYTES = Key.BYTES + 1;
    private static final long OF_A_TREE = 2;

    /** Who uses it. */
    sealed interface Reference {

        /** A node of this tree, and of all that share what leads to it. */
        record OfTree(long tree) implements Reference {}

        /** A node that another one, at this address, leads to. */
        record BelowNode(long parent) implements Reference {}

        /**
         * Data of a file in this tree.
         *
         * @param offset in the file; of the extent's first byte, which the file may not use, so that it may be less than 0
         */
        record OfFile(long tree, long inode, long offset) implements Reference {}

        /** Data of files of which the leaf at this address has items. */
        record InLeaf(long leaf) implements Reference {}
    }

    /** That which a logical address lies in; empty for an unused one. */
    static Optional<Extent> at(Trees trees, long address) throws UnreadableException {
        List<Extent> found = new ArrayList<>();
        trees.scanBack(Trees.EXTENTS, Key.last(address), (key, data, leaf) -> {
            boolean extent = key.type() == Key.EXTENT_ITEM || key.type() == Key.METADATA_ITEM;
            if (extent) {
                found.add(of(key, data, trees.superblock().nodeBytes()));
            }
            return !extent;
        });
        if (found.isEmpty() || address - found.get(0).start() >= found.get(0).length()) {
            return Optional.empty();
        }
        Extent extent = found.get(0);
        List<Reference> all = new ArrayList<>(extent.references());
        trees.scan(
                Trees.EXTENTS,
                Key.first(extent.start(), Key.TREE_BLOCK_REF),
                Key.last(extent.start(), Key.SHARED_DATA_REF),
                (key, data, leaf) -> {
                    reference(key.type(), key.offset(), data).ifPresent(all::add);
                    return true;
                });
        return Optional.of(new Extent(extent.start(), extent.length(), extent.tree(), all));
    }

    /** With those references that are part of the item itself. */
    private static Extent of(Key key, ByteBuffer item, int nodeBytes) throws UnreadableException {
        try {
            boolean skinny = key.type() == Key.METADATA_ITEM;
            boolean tree = (item.getLong(16) & OF_A_TREE) != 0;
            item.position(HEAD_BYTES + (tree && !skinny ? NODE_BYTES : 0));
            List<Reference> references = new ArrayList<>();
            while (item.hasRemaining()) {
                int type = Byte.toUnsignedInt(item.get());
                long offset = type == Key.EXTENT_DATA_REF ? 0 : item.getLong();
                reference(type, offset, item).ifPresent(references::add);
            }
            return new Extent(key.id(), skinny ? nodeBytes : key.offset(), tree, references);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new UnreadableException("the extent at " + key.id() + " is described by an item that is too short");
        }
    }

    /** Takes from {@code in} what there is for such a reference. */
    private static Optional<Reference> reference(int type, long offset, ByteBuffer in) throws UnreadableException {
        try {
            return switch (type) {
                case Key.TREE_BLOCK_REF -> Optional.of(new Reference.OfTree(offset));
                case Key.SHARED_BLOCK_REF -> Optional.of(new Reference.BelowNode(offset));
                case Key.SHARED_DATA_REF -> {
                    in.getInt();
                    yield Optional.of(new Reference.InLeaf(offset));
                }
                case Key.EXTENT_DATA_REF -> {
                    Reference file = new Reference.OfFile(in.getLong(), in.getLong(), in.getLong());
                    in.getInt();
                    yield Optional.of(file);
                }
                case Key.EXTENT_OWNER_REF -> Optional.empty();
                default -> throw new UnreadableException("a reference of a kind that is not known here: " + type);
            };
        } catch (BufferUnderflowException e) {
            throw new UnreadableException("a reference is too short");
        }
    }
}
