package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.remapd.agent.port.Clock;

/**
 * What others do on a disk that somebody reads beside them.
 *
 * <p>A disk's own counters hold the reader's requests, too, and these cannot be taken away from them: the kernel splits a read as the driver likes it,
 * and at any moment some of it is counted and some is not. Therefore those are counted who come through something that lies on the disk, or on what
 * the disk lies on: the remap device, other partitions, other logical volumes. The reader reads the disk itself, so he is in none of
 * them, and each is counted exactly by the kernel. Who reads the bare disk, too, with dd, is not seen; and nobody where the kernel
 * is told not to count ({@code queue/iostats}).
 *
 * <p>Reads sysfs, which waits for no disk. For one thread.
 */
public final class OtherUse {

    /** Now and then there is a new partition or a new volume. */
    private static final long LOOK_EVERY = Duration.ofSeconds(10).toNanos();

    private final String disk;
    private final KernelNames names;
    private final BlockTree tree;
    private final Clock clock;

    private Set<String> users = Set.of();
    private long looked;
    private Map<String, DiskStat> before = new HashMap<>();

    /** Of a disk by its kernel's name, with sysfs somewhere. */
    OtherUse(String disk, Path sys, Clock clock) throws IOException {
        this.disk = disk;
        this.names = new KernelNames(sys);
        this.tree = new BlockTree(sys);
        this.clock = clock;
        look();
        sinceLast();
    }

    /**
     * Of the disk at a path; what it counts begins now.
     *
     * @throws IOException if there is none
     */
    public static OtherUse of(String path, Clock clock) throws IOException {
        return new OtherUse(KernelNames.ofNode(path), Path.of("/sys"), clock);
    }

    /** What came to its end since this was asked last, and what is under way. */
    public DiskStat sinceLast() throws IOException {
        if (clock.nanos() - looked >= LOOK_EVERY) {
            look();
        }
        DiskStat all = DiskStat.NONE;
        Map<String, DiskStat> now = new HashMap<>();
        for (String user : users) {
            Optional<DiskStat> stat = stat(user);
            if (stat.isPresent()) {
                now.put(user, stat.get());
                all = all.plus(stat.get().since(before.getOrDefault(user, stat.get())));
            }
        }
        before = now;
        return all;
    }

    private void look() throws IOException {
        Set<String> layers = tree.below(disk);
        Set<String> found = new LinkedHashSet<>();
        for (String layer : layers) {
            found.addAll(tree.directlyOn(layer));
        }
        found.removeAll(layers);
        users = found;
        looked = clock.nanos();
    }

    private Optional<DiskStat> stat(String user) throws IOException {
        try {
            return SysFile.word(names.directory(user).resolve("stat")).map(DiskStat::parse);
        } catch (IllegalArgumentException e) {
            throw new IOException(user + ": " + e.getMessage(), e);
        }
    }
}
