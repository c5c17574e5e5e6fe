package org.remapd.agent.owner.search;

import java.nio.ByteBuffer;
import org.remapd.agent.owner.DirectoryEntry;
import org.remapd.agent.owner.FilePath;
import org.remapd.agent.owner.OwnedFile;
import org.remapd.agent.sys.Errno;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Libc;

/**
 * Visits every name in a mounted file system, and leaves no trace: no directory's time of access changes, and what is mounted
 * within it does not hide what is there.
 */
final class TreeWalk {

    private static final int DEEPEST = 1000;
    private static final int DIRECTORY = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_NOATIME;
    private static final int FILE = Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NOATIME | Libc.O_NONBLOCK;

    private final Tools tools;
    private final Visitor visitor;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(32 << 10);
    private int unreadable;

    /** What is done at a name. */
    interface Visitor {

        /** Whether {@link #open} is wanted of it, too. */
        boolean name(OwnedFile.Kind kind, long inode, FilePath path);

        /** The file or directory itself, open for reading. */
        void open(int fd, OwnedFile.Kind kind, long inode, FilePath path) throws ErrnoException;
    }

    TreeWalk(Tools tools, Visitor visitor) {
        this.tools = tools;
        this.visitor = visitor;
    }

    /** Names and directories that could not be opened, so far. */
    int unreadable() {
        return unreadable;
    }

    /** From the top of the file system, an open directory. */
    void from(int top) throws SearchException {
        try {
            int fd = Libc.openAt(top, new byte[] {'.'}, DIRECTORY);
            directory(fd, FilePath.of("/"), 0);
        } catch (ErrnoException e) {
            throw new SearchException(e);
        }
    }

    /** Closes it afterwards. */
    private void directory(int fd, FilePath path, int depth) throws SearchException, ErrnoException {
        try {
            if (depth > DEEPEST) {
                throw new SearchException(
                        "there are directories more than " + DEEPEST + " deep, which are not looked into");
            }
            for (int bytes = Libc.readDirectory(fd, buffer); bytes > 0; bytes = Libc.readDirectory(fd, buffer)) {
                tools.requireTime();
                for (DirectoryEntry entry : DirectoryEntry.parse(buffer, bytes)) {
                    if (entry.isSelf() && depth == 0) {
                        visit(fd, entry, OwnedFile.Kind.DIRECTORY, path);
                    } else if (!entry.isSelf() && !entry.isAbove()) {
                        entry(fd, entry, path.resolve(entry.name()), depth);
                    }
                }
            }
        } finally {
            Libc.closeFile(fd);
        }
    }

    private void entry(int fd, DirectoryEntry entry, FilePath path, int depth) throws SearchException {
        visit(fd, entry, entry.kind(), path);
        if (entry.kind() == OwnedFile.Kind.DIRECTORY || entry.kind() == OwnedFile.Kind.UNKNOWN) {
            try {
                directory(Libc.openAt(fd, entry.name().bytes(), DIRECTORY), path, depth + 1);
            } catch (ErrnoException e) {
                failed(e);
            }
        }
    }

    private void visit(int directory, DirectoryEntry entry, OwnedFile.Kind kind, FilePath path) {
        if (!visitor.name(kind, entry.inode(), path)) {
            return;
        }
        try {
            int fd = Libc.openAt(directory, entry.name().bytes(), FILE);
            try {
                visitor.open(fd, kind, entry.inode(), path);
            } finally {
                Libc.closeFile(fd);
            }
        } catch (ErrnoException e) {
            failed(e);
        }
    }

    /** What has gone meanwhile, or was no directory, is no failure. */
    private void failed(ErrnoException e) {
        if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR) {
            unreadable++;
        }
    }
}
