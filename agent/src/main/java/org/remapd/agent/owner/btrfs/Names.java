package org.remapd.agent.owner.btrfs;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.remapd.agent.owner.FilePath;

/** What files are called, from the top of the file system, through the subvolumes that they are in. */
final class Names {

    /** Where the top of the file system is, and of each subvolume within its tree. */
    static final long TOP_TREE = 5;

    private static final long TOP_INODE = 256;
    private static final int DEEPEST = 2000;

    private final Trees trees;
    private final Map<Inode, Optional<FilePath>> directories = new HashMap<>();

    private record Inode(long tree, long number) {}

    /** An entry of a directory. */
    private record Entry(long directory, FilePath name) {}

    Names(Trees trees) {
        this.trees = trees;
    }

    /** All the paths of a file; none for one that is deleted, or whose subvolume is. */
    List<FilePath> of(long tree, long inode) throws UnreadableException {
        List<FilePath> paths = new ArrayList<>();
        for (Entry entry : entries(tree, inode)) {
            directory(new Inode(tree, entry.directory()), 0).ifPresent(above -> paths.add(above.resolve(entry.name())));
        }
        return paths;
    }

    /** Where a subvolume is; empty if it is deleted. */
    Optional<FilePath> ofSubvolume(long tree) throws UnreadableException {
        return directory(new Inode(tree, TOP_INODE), 0);
    }

    private Optional<FilePath> directory(Inode directory, int depth) throws UnreadableException {
        if (depth > DEEPEST) {
            throw new UnreadableException("directories lie within each other without end");
        }
        Optional<FilePath> known = directories.get(directory);
        if (known == null) {
            known = directory.number() == TOP_INODE ? subvolume(directory.tree(), depth) : above(directory, depth);
            directories.put(directory, known);
        }
        return known;
    }

    private Optional<FilePath> above(Inode directory, int depth) throws UnreadableException {
        List<Entry> entries = entries(directory.tree(), directory.number());
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Entry entry = entries.get(0);
        return directory(new Inode(directory.tree(), entry.directory()), depth + 1)
                .map(above -> above.resolve(entry.name()));
    }

    private Optional<FilePath> subvolume(long tree, int depth) throws UnreadableException {
        if (tree == TOP_TREE) {
            return Optional.of(FilePath.of("/"));
        }
        List<Inode> in = new ArrayList<>();
        List<FilePath> names = new ArrayList<>();
        trees.scan(
                Trees.ROOTS, Key.first(tree, Key.ROOT_BACKREF), Key.last(tree, Key.ROOT_BACKREF), (key, data, leaf) -> {
                    in.add(new Inode(key.offset(), data.getLong(0)));
                    names.add(name(data.position(16)));
                    return false;
                });
        if (in.isEmpty()) {
            return Optional.empty();
        }
        return directory(in.get(0), depth + 1).map(above -> above.resolve(names.get(0)));
    }

    private List<Entry> entries(long tree, long inode) throws UnreadableException {
        List<Entry> entries = new ArrayList<>();
        trees.scan(tree, Key.first(inode, Key.INODE_REF), Key.last(inode, Key.INODE_EXTREF), (key, data, leaf) -> {
            while (data.hasRemaining()) {
                entries.add(entry(key, data));
            }
            return true;
        });
        return entries;
    }

    private static Entry entry(Key key, ByteBuffer in) throws UnreadableException {
        try {
            long directory = key.type() == Key.INODE_EXTREF ? in.getLong() : key.offset();
            in.getLong();
            return new Entry(directory, name(in));
        } catch (BufferUnderflowException e) {
            throw new UnreadableException("a name of inode " + key.id() + " is cut off");
        }
    }

    private static FilePath name(ByteBuffer in) throws UnreadableException {
        try {
            byte[] name = new byte[Short.toUnsignedInt(in.getShort())];
            in.get(name);
            return FilePath.of(name);
        } catch (BufferUnderflowException e) {
            throw new UnreadableException("a name is cut off");
        }
    }
}
