package org.remapd.agent.owner.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.remapd.agent.owner.Mount;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Libc;

/** The top of a mounted file system, open for looking at; it is held as long as it is open. */
final class MountedTree implements AutoCloseable {

    private static final byte[] HERE = {'.'};

    private final long device;
    private final int tree;
    private final int top;

    private MountedTree(long device, int tree, int top) {
        this.device = device;
        this.tree = tree;
        this.top = top;
    }

    /** By the first of its mounts that another does not hide. */
    static MountedTree open(List<Mount> mounts) throws SearchException {
        try {
            for (Mount mount : mounts) {
                int tree = Libc.openTree(mount.point().bytes());
                long device = device(tree);
                if (Mount.device(device).equals(mount.device())) {
                    return new MountedTree(
                            device, tree, Libc.openAt(tree, HERE, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOATIME));
                }
                Libc.closeFile(tree);
            }
        } catch (IOException e) {
            throw new SearchException("what is mounted cannot be looked at: " + e.getMessage(), e);
        }
        throw new SearchException("where it is mounted something else is mounted over it");
    }

    private static long device(int fd) throws IOException {
        return (Long) Files.getAttribute(Path.of("/proc/self/fd/" + fd), "unix:dev");
    }

    /** The number of the file system's device, as stat(2) tells it. */
    long device() {
        return device;
    }

    /** An open directory, for system calls. */
    int top() {
        return top;
    }

    @Override
    public void close() throws ErrnoException {
        Libc.closeFile(top);
        Libc.closeFile(tree);
    }
}
