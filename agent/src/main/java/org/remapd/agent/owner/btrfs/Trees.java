package org.remapd.agent.owner.btrfs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The trees of a btrfs, as they were committed last; each is known by its id. Nodes are read when they are needed, checked, and kept
 * as long as there is room. For one thread.
 */
final class Trees {

    static final long ROOTS = 1;
    static final long EXTENTS = 2;
    static final long CHUNKS = 3;

    private static final int MOST_NODES_KEPT = 512;
    /** More than telling of any place should take; a tree in which it does not suffice is damaged. */
    private static final int MOST_NODES_READ = 1_000_000;

    private static final int AT_GENERATION = 160;
    private static final int AT_ROOT = 176;

    private final Disk disk;
    private final Superblock superblock;
    private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
    private int nodesRead;

    private final Map<Long, Node> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Node> eldest) {
            return size() > MOST_NODES_KEPT;
        }
    };

    /** An item of a leaf; {@link #accept} says whether to go on. */
    interface Visitor {
        boolean accept(Key key, ByteBuffer data, Node leaf) throws UnreadableException;
    }

    private Trees(Disk disk, Superblock superblock) {
        this.disk = disk;
        this.superblock = superblock;
    }

    static Trees open(Disk disk) throws UnreadableException {
        Trees trees = new Trees(disk, Superblock.read(disk));
        trees.readFirstChunks();
        trees.scan(CHUNKS, new Key(0, 0, 0), new Key(-1, 255, -1), (key, data, leaf) -> {
            if (key.type() == Key.CHUNK_ITEM) {
                trees.chunks.put(key.offset(), Chunk.of(key.offset(), data));
            }
            return true;
        });
        return trees;
    }

    /** Without these the chunk tree itself could not be found. */
    private void readFirstChunks() throws UnreadableException {
        ByteBuffer in = superblock.chunks();
        int at = 0;
        while (at < in.limit()) {
            try {
                Key key = Key.at(in, at);
                ByteBuffer item =
                        in.slice(at + Key.BYTES, in.limit() - at - Key.BYTES).order(in.order());
                chunks.put(key.offset(), Chunk.of(key.offset(), item));
                at += Key.BYTES + Chunk.bytes(item);
            } catch (IndexOutOfBoundsException e) {
                throw new UnreadableException("the superblock's chunks end too early");
            }
        }
    }

    Superblock superblock() {
        return superblock;
    }

    /** The chunk that has something at a place of this device. */
    Optional<Chunk> chunkAt(long physical) {
        return chunks.values().stream()
                .filter(chunk -> chunk.lies(superblock.device(), physical))
                .findFirst();
    }

    OptionalLong toLogical(long physical) {
        return chunkAt(physical)
                .map(chunk -> chunk.toLogical(superblock.device(), physical))
                .orElse(OptionalLong.empty());
    }

    /** The first node of a tree; empty if there is no such tree (any more). */
    Optional<Node> root(long tree) throws UnreadableException {
        if (tree == ROOTS) {
            return Optional.of(node(superblock.root(), superblock.generation()));
        }
        if (tree == CHUNKS) {
            return Optional.of(node(superblock.chunkRoot(), superblock.chunkGeneration()));
        }
        List<ByteBuffer> items = new ArrayList<>();
        scan(ROOTS, Key.first(tree, Key.ROOT_ITEM), Key.last(tree, Key.ROOT_ITEM), (key, data, leaf) -> {
            items.add(data);
            return true;
        });
        if (items.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer item = items.get(items.size() - 1);
        if (item.limit() < AT_ROOT + 8) {
            throw new UnreadableException("the item of tree " + tree + " is too short");
        }
        return Optional.of(node(item.getLong(AT_ROOT), item.getLong(AT_GENERATION)));
    }

    /** A node by its logical address. */
    Node node(long logical) throws UnreadableException {
        Node node = kept.get(logical);
        if (node == null) {
            node = read(logical);
            kept.put(logical, node);
        }
        return node;
    }

    private Node node(long logical, long generation) throws UnreadableException {
        Node node = node(logical);
        if (node.generation() != generation) {
            throw new UnreadableException("the file system changes while it is looked at");
        }
        return node;
    }

    private Node read(long logical) throws UnreadableException {
        if (nodesRead++ > MOST_NODES_READ) {
            throw new UnreadableException("the trees do not lead anywhere");
        }
        Map.Entry<Long, Chunk> chunk = chunks.floorEntry(logical);
        if (chunk == null || !chunk.getValue().contains(logical)) {
            throw new UnreadableException("a tree leads to " + logical + ", which is in no chunk");
        }
        UnreadableException failure = new UnreadableException("a tree leads to " + logical
                + ", which lies on another of the file system's " + superblock.devices() + " devices");
        for (long place : chunk.getValue().toPhysical(superblock.device(), logical)) {
            try {
                return Node.of(disk.read(place, superblock.nodeBytes()), logical, superblock.crc());
            } catch (UnreadableException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** Visits the items of a tree from one key to another, both included, in their order. */
    void scan(long tree, Key from, Key to, Visitor visitor) throws UnreadableException {
        Optional<Node> root = root(tree);
        if (root.isPresent()) {
            scan(root.get(), from, to, visitor);
        }
    }

    private boolean scan(Node node, Key from, Key to, Visitor visitor) throws UnreadableException {
        for (int i = Math.max(node.floor(from), 0);
                i < node.count() && node.key(i).compareTo(to) <= 0;
                i++) {
            boolean more;
            if (node.level() > 0) {
                more = scan(child(node, i), from, to, visitor);
            } else {
                more = node.key(i).compareTo(from) < 0 || visitor.accept(node.key(i), node.data(i), node);
            }
            if (!more) {
                return false;
            }
        }
        return true;
    }

    /** Visits the items that are not behind this key, from there backwards. */
    void scanBack(long tree, Key from, Visitor visitor) throws UnreadableException {
        Optional<Node> root = root(tree);
        if (root.isPresent()) {
            scanBack(root.get(), from, visitor);
        }
    }

    private boolean scanBack(Node node, Key from, Visitor visitor) throws UnreadableException {
        for (int i = node.floor(from); i >= 0; i--) {
            boolean more = node.level() > 0
                    ? scanBack(child(node, i), from, visitor)
                    : visitor.accept(node.key(i), node.data(i), node);
            if (!more) {
                return false;
            }
        }
        return true;
    }

    /** The nodes of a tree that lead to a key, from its first down to that of a level; none if there is no such tree. */
    List<Node> path(long tree, Key key, int level) throws UnreadableException {
        List<Node> path = new ArrayList<>();
        Optional<Node> root = root(tree);
        if (root.isPresent()) {
            Node node = root.get();
            path.add(node);
            while (node.level() > level && node.count() > 0) {
                node = child(node, Math.max(node.floor(key), 0));
                path.add(node);
            }
        }
        return path;
    }

    private Node child(Node node, int number) throws UnreadableException {
        Node child = node(node.child(number), node.childGeneration(number));
        if (child.level() != node.level() - 1) {
            throw new UnreadableException("a tree's levels are out of order at " + child.logical());
        }
        return child;
    }
}
