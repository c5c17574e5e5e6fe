package org.remapd.agent.owner.btrfs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.remapd.agent.owner.FilePath;
import org.remapd.agent.owner.OwnedFile;
import org.remapd.agent.owner.Owner;

/** A btrfs, asked to whom places on one of its devices belong. For one thread. */
public final class Btrfs {

    /** Trees of the file system's own, and what is in them. */
    private static final Map<Long, String> OWN_TREES = Map.ofEntries(
            Map.entry(1L, "the tree of trees"),
            Map.entry(2L, "the extent tree"),
            Map.entry(3L, "the chunk tree"),
            Map.entry(4L, "the device tree"),
            Map.entry(7L, "the tree of checksums"),
            Map.entry(8L, "the tree of quotas"),
            Map.entry(9L, "the tree of UUIDs"),
            Map.entry(10L, "the tree of free space"),
            Map.entry(11L, "the tree of block groups"),
            Map.entry(-9L, "the tree that data is moved with"));

    /** Ids of trees with files in them, but for {@link Names#TOP_TREE}; those behind are special again. */
    private static final long FIRST_SUBVOLUME = 256;

    /** An extent's own bytes behind where a file uses it first: no extent is larger, unpacked or not. */
    private static final long LARGEST_EXTENT = 128L << 20;

    private static final int INLINE = 0;
    private static final int EXTENT_DATA_BYTES = 53;

    private final Trees trees;
    private final Sharing sharing;
    private final Names names;

    /** Of the top first, then in the order in which subvolumes were made. */
    private record File(long tree, long inode) implements Comparable<File> {
        @Override
        public int compareTo(File other) {
            int trees = Long.compareUnsigned(tree, other.tree);
            return trees == 0 ? Long.compareUnsigned(inode, other.inode) : trees;
        }
    }

    private Btrfs(Trees trees) {
        this.trees = trees;
        this.sharing = new Sharing(trees);
        this.names = new Names(trees);
    }

    /** As it was committed last. */
    public static Btrfs open(Disk disk) throws UnreadableException {
        return new Btrfs(Trees.open(disk));
    }

    /** Whose a byte of this device is. */
    public Owner owner(long at) throws UnreadableException {
        for (long place : Superblock.PLACES) {
            if (at >= place && at - place < Superblock.BYTES) {
                return new Owner.Metadata("the superblock" + (place == Superblock.PLACES[0] ? "" : ", a copy of it"));
            }
        }
        if (at >= trees.superblock().deviceBytes()) {
            return Owner.BEHIND;
        }
        Optional<Chunk> chunk = trees.chunkAt(at);
        if (chunk.isEmpty()) {
            return at < Superblock.RESERVED
                    ? new Owner.Metadata("the first MiB, which btrfs leaves to boot loaders")
                    : new Owner.Free("space that btrfs has not given to anything yet");
        }
        OptionalLong logical = trees.toLogical(at);
        if (logical.isEmpty()) {
            return new Owner.Unknown("it is in a chunk of RAID5 or RAID6, which is not followed");
        }
        Optional<Extent> extent = Extent.at(trees, logical.getAsLong());
        if (extent.isEmpty()) {
            String of = chunk.get().isForData() ? "data" : "metadata";
            return new Owner.Free("free space of the btrfs file system, in a chunk of " + of);
        }
        return extent.get().tree() ? node(extent.get()) : data(extent.get(), logical.getAsLong());
    }

    private Owner node(Extent extent) throws UnreadableException {
        boolean leaf = trees.node(extent.start()).level() == 0;
        Set<Long> in = sharing.treesWith(extent.start());
        List<String> words = new ArrayList<>();
        for (long tree : in) {
            words.add(tree(tree));
        }
        String what = leaf ? "a leaf of " : "an inner node of ";
        boolean files = leaf && in.stream().anyMatch(Btrfs::hasFiles);
        return new Owner.Metadata(what
                + (words.isEmpty() ? "a tree" : String.join(", ", words))
                + (files ? ": names, inodes, contents of small files" : ""));
    }

    private String tree(long tree) throws UnreadableException {
        if (!hasFiles(tree)) {
            return OWN_TREES.getOrDefault(tree, "tree " + Long.toUnsignedString(tree));
        }
        Optional<FilePath> path = names.ofSubvolume(tree);
        return path.isEmpty() ? "a deleted subvolume" : "the subvolume " + path.get();
    }

    private static boolean hasFiles(long tree) {
        return tree == Names.TOP_TREE || tree >= FIRST_SUBVOLUME;
    }

    private Owner data(Extent extent, long address) throws UnreadableException {
        Set<File> users = new TreeSet<>();
        for (Extent.Reference reference : extent.references()) {
            if (reference instanceof Extent.Reference.OfFile file) {
                addUsers(file, extent, address, users);
            } else if (reference instanceof Extent.Reference.InLeaf leaf) {
                addUsers(trees.node(leaf.leaf()), extent, address, users);
            }
        }
        Map<File, OwnedFile> files = new LinkedHashMap<>();
        for (File user : users) {
            if (!hasFiles(user.tree())) {
                return new Owner.Metadata("data of " + tree(user.tree()));
            }
            files.put(
                    user,
                    OwnedFile.of(
                            OwnedFile.Kind.FILE,
                            OwnedFile.Part.CONTENTS,
                            user.inode(),
                            names.of(user.tree(), user.inode())));
        }
        return files.isEmpty()
                ? new Owner.Used(
                        "part of an extent whose other parts are in use: what lies there, no file has any more")
                : new Owner.Files(List.copyOf(files.values()));
    }

    private void addUsers(Extent.Reference.OfFile file, Extent extent, long address, Set<File> users)
            throws UnreadableException {
        long from = Math.max(file.offset(), 0);
        long to = file.offset() + Math.max(extent.length(), LARGEST_EXTENT);
        trees.scan(
                file.tree(),
                new Key(file.inode(), Key.EXTENT_DATA, from),
                new Key(file.inode(), Key.EXTENT_DATA, to),
                (key, data, leaf) -> {
                    if (uses(data, extent, address)) {
                        addSharers(leaf, file.inode(), users);
                    }
                    return true;
                });
    }

    private void addUsers(Node leaf, Extent extent, long address, Set<File> users) throws UnreadableException {
        for (int item = 0; item < leaf.count(); item++) {
            Key key = leaf.key(item);
            if (key.type() == Key.EXTENT_DATA && uses(leaf.data(item), extent, address)) {
                addSharers(leaf, key.id(), users);
            }
        }
    }

    private void addSharers(Node leaf, long inode, Set<File> users) throws UnreadableException {
        for (long tree : sharing.treesWith(leaf.logical())) {
            users.add(new File(tree, inode));
        }
    }

    /**
     * Whether a piece of a file, {@code struct btrfs_file_extent_item}, needs what lies there: of what is compressed, it needs all.
     */
    private static boolean uses(ByteBuffer piece, Extent extent, long address) {
        boolean here =
                piece.limit() >= EXTENT_DATA_BYTES && piece.get(20) != INLINE && piece.getLong(21) == extent.start();
        if (!here) {
            return false;
        }
        boolean compressed = piece.get(16) != 0;
        long offset = address - extent.start() - piece.getLong(37);
        return compressed || (offset >= 0 && offset < piece.getLong(45));
    }
}
