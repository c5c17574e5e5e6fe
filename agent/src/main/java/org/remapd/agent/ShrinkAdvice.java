package org.remapd.agent;

import java.util.List;
import org.remapd.agent.device.FileSystem;

/** How to make room behind a file system, in words. Pure. */
final class ShrinkAdvice {

    private static final long PAGE = 4096;

    private ShrinkAdvice() {}

    /**
     * Says what to do.
     *
     * @param path        the disk
     * @param diskSectors its size
     * @param limit       sectors that the file system may have at most
     */
    static String of(FileSystem found, String path, long diskSectors, long limit) {
        return path + ": the " + found.type() + " file system reaches to sector " + found.sectors() + " of "
                + diskSectors
                + ", and remapd needs what is behind sector " + limit + ". Either make it smaller"
                + how(found, path, limit * 512 / PAGE * PAGE)
                + "\nor keep the spares on another disk, with nothing written to this one: --spare-device DEV2";
    }

    private static String how(FileSystem found, String path, long bytes) {
        List<String> lines = switch (found.type()) {
            case "ext2", "ext3", "ext4" ->
                List.of(" (unmounted):", "e2fsck -f " + path, "resize2fs " + path + " " + bytes / 1024 + "K");
            case "btrfs" ->
                List.of(
                        ", then unmount it:",
                        "mount " + path + " /mnt",
                        "btrfs filesystem resize " + bytes + " /mnt",
                        "umount /mnt");
            default -> List.of(" (what nothing can do with " + found.type() + ")");
        };
        return String.join("\n  ", lines);
    }
}
