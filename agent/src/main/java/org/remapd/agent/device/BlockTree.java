package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which block devices lie on which, by the kernel's names: partitions on their disk, and on any of them what the device mapper, md or another made
 * of it ({@code slaves} and {@code holders} in sysfs, block/holder.c). Below a loop device nothing is looked for.
 */
final class BlockTree {

    /** So many are followed. */
    private static final int MOST = 256;

    private final KernelNames names;

    BlockTree(Path sys) {
        this.names = new KernelNames(sys);
    }

    /** What lies below or above one device. */
    private interface Neighbours {
        Collection<String> of(String name) throws IOException;
    }

    /** A device, and all that it lies on. */
    Set<String> below(String name) throws IOException {
        return follow(Set.of(name), this::directlyBelow);
    }

    /** These devices, and all that lies on one of them. */
    Set<String> above(Set<String> devices) throws IOException {
        return follow(devices, this::directlyOn);
    }

    private static Set<String> follow(Set<String> from, Neighbours neighbours) throws IOException {
        Set<String> found = new LinkedHashSet<>(from);
        Deque<String> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            for (String next : neighbours.of(open.remove())) {
                if (found.size() < MOST && found.add(next)) {
                    open.add(next);
                }
            }
        }
        return found;
    }

    private List<String> directlyBelow(String name) throws IOException {
        Optional<String> disk = names.diskOf(name);
        return disk.isPresent()
                ? List.of(disk.get())
                : SysDirectory.names(names.directory(name).resolve("slaves"));
    }

    /** The partitions of a device, and what was made of it as a whole. */
    List<String> directlyOn(String name) throws IOException {
        Path directory = names.directory(name);
        List<String> on = SysDirectory.names(directory.resolve("holders"));
        for (String child : SysDirectory.names(directory)) {
            if (child.startsWith(name) && Files.exists(directory.resolve(child).resolve("partition"))) {
                on.add(child);
            }
        }
        return on;
    }
}
