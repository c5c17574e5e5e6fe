package org.remapd.agent.owner.btrfs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which trees share a node: a snapshot shares all of what it is of, until one of the two is changed. */
final class Sharing {

    /** More ways up from a node than a few thousand snapshots make. */
    private static final int MOST_NODES = 50_000;

    private final Trees trees;

    Sharing(Trees trees) {
        this.trees = trees;
    }

    /** The ids of the trees that lead to a node: by themselves, or because they share a node above it. */
    Set<Long> treesWith(long logical) throws UnreadableException {
        Set<Long> found = new TreeSet<>(Long::compareUnsigned);
        Set<Long> seen = new HashSet<>(Set.of(logical));
        Deque<Long> up = new ArrayDeque<>(seen);
        while (!up.isEmpty()) {
            Extent extent = extentOf(up.remove());
            for (Extent.Reference reference : extent.references()) {
                if (reference instanceof Extent.Reference.OfTree of) {
                    found.add(of.tree());
                    above(of.tree(), extent.start(), seen, up);
                } else if (reference instanceof Extent.Reference.BelowNode below) {
                    add(below.parent(), seen, up);
                }
            }
        }
        return found;
    }

    private Extent extentOf(long logical) throws UnreadableException {
        return Extent.at(trees, logical)
                .filter(extent -> extent.tree() && extent.start() == logical)
                .orElseThrow(() -> new UnreadableException("the extent tree does not know of the node at " + logical));
    }

    /** What is above a node in this tree. */
    private void above(long tree, long logical, Set<Long> seen, Deque<Long> up) throws UnreadableException {
        Node node = trees.node(logical);
        if (node.count() == 0) {
            return;
        }
        List<Node> path = trees.path(tree, node.key(0), node.level());
        boolean leadsThere = path.size() > 1 && path.get(path.size() - 1).logical() == logical;
        if (leadsThere) {
            add(path.get(path.size() - 2).logical(), seen, up);
        }
    }

    private static void add(long logical, Set<Long> seen, Deque<Long> up) throws UnreadableException {
        if (seen.size() > MOST_NODES) {
            throw new UnreadableException("it is shared by too many trees");
        }
        if (seen.add(logical)) {
            up.add(logical);
        }
    }
}
