package org.remapd.agent.owner.search;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.remapd.agent.owner.FilePath;
import org.remapd.agent.owner.OwnedFile;
import org.remapd.agent.owner.Owner;
import org.remapd.agent.owner.UpperSector;
import org.remapd.agent.owner.XfsMap;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.XfsCalls;

/**
 * Asks the kernel about a mounted XFS: what is on the disk may lie behind, for changes wait in its journal. With a reverse map
 * (mkfs.xfs -m rmapbt=1, which newer ones make by themselves) it knows the owner of every block, and only names are looked for; without
 * one it knows what is free, and every file is asked for its extents.
 */
final class XfsMounted {

    private static final int MOST_RECORDS = 256;

    private final MountedTree tree;
    private final Tools tools;
    private final UpperSector sector;

    XfsMounted(MountedTree tree, Tools tools, UpperSector sector) {
        this.tree = tree;
        this.tools = tools;
        this.sector = sector;
    }

    Owner owner() throws SearchException {
        try {
            ByteBuffer records = XfsCalls.fsmap(tree.top(), (int) tree.device(), sector.toBytes(), MOST_RECORDS);
            Optional<Owner> recorded = XfsMap.recorded(records, sector);
            if (recorded.isPresent()) {
                return recorded.get() instanceof Owner.Files files ? named(files) : recorded.get();
            }
            XfsMap map = XfsMap.of(XfsCalls.geometry(tree.top()));
            Optional<Owner> fixed = map.fixed(sector);
            if (fixed.isPresent()) {
                return fixed.get();
            }
            ByteBuffer chunk = XfsCalls.inodesFrom(tree.top(), map.firstInode(sector));
            return map.holdsInodes(sector, chunk) ? new Owner.Metadata("inodes") : searched();
        } catch (IOException e) {
            throw new SearchException("XFS: " + e.getMessage(), e);
        }
    }

    /** With their names; whatever has none is told without. */
    private Owner named(Owner.Files files) throws SearchException {
        Map<Long, List<FilePath>> names = new LinkedHashMap<>();
        Map<Long, OwnedFile.Kind> kinds = new LinkedHashMap<>();
        files.files().forEach(file -> names.put(file.inode(), new ArrayList<>()));
        walk(new TreeWalk.Visitor() {
            @Override
            public boolean name(OwnedFile.Kind kind, long inode, FilePath path) {
                List<FilePath> paths = names.get(inode);
                if (paths != null) {
                    paths.add(path);
                    kinds.put(inode, kind);
                }
                return false;
            }

            @Override
            public void open(int fd, OwnedFile.Kind kind, long inode, FilePath path) {}
        });
        return new Owner.Files(files.files().stream()
                .map(file -> OwnedFile.of(
                        kinds.getOrDefault(file.inode(), file.kind()),
                        file.part(),
                        file.inode(),
                        names.getOrDefault(file.inode(), List.of())))
                .toList());
    }

    private record Found(OwnedFile.Kind kind, OwnedFile.Part part, long inode) {}

    /** Asks all. */
    private Owner searched() throws SearchException {
        Map<Found, List<FilePath>> found = new LinkedHashMap<>();
        TreeWalk walk = walk(new TreeWalk.Visitor() {
            @Override
            public boolean name(OwnedFile.Kind kind, long inode, FilePath path) {
                return kind == OwnedFile.Kind.FILE || kind == OwnedFile.Kind.DIRECTORY;
            }

            @Override
            public void open(int fd, OwnedFile.Kind kind, long inode, FilePath path) throws ErrnoException {
                for (OwnedFile.Part part : List.of(OwnedFile.Part.CONTENTS, OwnedFile.Part.ATTRIBUTES)) {
                    if (has(fd, part)) {
                        found.computeIfAbsent(new Found(kind, part, inode), first -> new ArrayList<>())
                                .add(path);
                    }
                }
            }
        });
        if (!found.isEmpty()) {
            return new Owner.Files(found.entrySet().stream()
                    .map(entry -> OwnedFile.of(
                            entry.getKey().kind(),
                            entry.getKey().part(),
                            entry.getKey().inode(),
                            entry.getValue()))
                    .toList());
        }
        return walk.unreadable() > 0
                ? new Owner.Unknown("it is in use; no file has it, but " + walk.unreadable() + " could not be opened")
                : new Owner.Metadata("a tree of the file system's own, or of a file that is deleted and still open");
    }

    private boolean has(int fd, OwnedFile.Part part) throws ErrnoException {
        boolean attributes = part == OwnedFile.Part.ATTRIBUTES;
        OptionalLong from = OptionalLong.of(0);
        while (from.isPresent()) {
            ByteBuffer extents = XfsCalls.extents(fd, attributes, from.getAsLong(), MOST_RECORDS);
            if (XfsMap.covers(extents, sector)) {
                return true;
            }
            from = XfsMap.next(extents);
        }
        return false;
    }

    private TreeWalk walk(TreeWalk.Visitor visitor) throws SearchException {
        TreeWalk walk = new TreeWalk(tools, visitor);
        walk.from(tree.top());
        return walk;
    }
}
