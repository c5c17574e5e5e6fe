package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is going on around a disk: its machine, the drives that it lies on, and the arrays that have a part on them. Any thread. */
public final class DiskSurroundings {

    /** Of {@code sync_action} of md: nothing, or nothing any more for now (Documentation/admin-guide/md.rst). */
    private static final Set<String> AT_REST = Set.of("idle", "frozen");

    private final String disk;
    private final Path sys;
    private final KernelNames names;
    private final BlockTree tree;

    /** Of a disk by its kernel's name, with sysfs somewhere. */
    public DiskSurroundings(String disk, Path sys) {
        this.disk = disk;
        this.sys = sys;
        this.names = new KernelNames(sys);
        this.tree = new BlockTree(sys);
    }

    /**
     * Of the disk at a path.
     *
     * @throws IOException if there is none
     */
    public static DiskSurroundings of(String path) throws IOException {
        return new DiskSurroundings(KernelNames.ofNode(path), Path.of("/sys"));
    }

    /** Whether the machine runs on battery. */
    public boolean onBattery() throws IOException {
        return PowerSupply.isBattery(sys.resolve("class/power_supply"));
    }

    /** Whether an array is being resynchronised, rebuilt, reshaped or checked that the disk lies on, or that has a part on one of its drives. */
    public boolean resync() throws IOException {
        for (String device : tree.above(tree.below(disk))) {
            Optional<String> action = SysFile.word(names.directory(device).resolve("md/sync_action"));
            if (action.isPresent() && !AT_REST.contains(action.get())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the kernel has put one of the drives to sleep. */
    public boolean asleep() throws IOException {
        return tree.below(disk).stream().anyMatch(drive -> RuntimePower.isSuspended(drive, sys.resolve("class/block")));
    }

    /** How hot the drives are that tell. It waits for them, perhaps for long, and may keep them awake. */
    public List<DriveHeat> heat() throws IOException {
        List<DriveHeat> heat = new ArrayList<>();
        for (String drive : tree.below(disk)) {
            DriveHeat.of(names.directory(drive)).ifPresent(heat::add);
        }
        return heat;
    }
}
