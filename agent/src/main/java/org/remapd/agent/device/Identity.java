package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a disk is called for ever, whatever port it is plugged into: its name under /dev/disk/by-id, as udev makes it. */
public final class Identity {

    private static final Path BY_ID = Path.of("/dev/disk/by-id");

    private Identity() {}

    /** The name that says the most of the block device at {@code path}; empty if it has none. */
    public static Optional<String> of(String path) throws IOException {
        return of(Path.of(path), BY_ID);
    }

    static Optional<String> of(Path device, Path byId) throws IOException {
        Path real = device.toRealPath();
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(byId)) {
            try (DirectoryStream<Path> links = Files.newDirectoryStream(byId)) {
                for (Path link : links) {
                    if (isOfTheDisk(link)
                            && Files.exists(link)
                            && link.toRealPath().equals(real)) {
                        names.add(String.valueOf(link.getFileName()));
                    }
                }
            }
        }
        return names.stream().min(Comparator.comparingInt(Identity::rank).thenComparing(Comparator.naturalOrder()));
    }

    /** A name that comes from what lies on a disk is not the disk's own: a copy has it, too. */
    private static boolean isOfTheDisk(Path link) {
        return !String.valueOf(link.getFileName()).startsWith("lvm-pv-uuid-");
    }

    /** A world-wide name is the same on every bus; the others name the model too, which people like. */
    private static int rank(String name) {
        return name.startsWith("wwn-") || name.startsWith("nvme-eui.") ? 0 : 1;
    }

    /** The device that has this name now. */
    public static Optional<String> find(String identity) throws IOException {
        return find(identity, BY_ID);
    }

    static Optional<String> find(String identity, Path byId) throws IOException {
        Path link = byId.resolve(identity);
        // It may have been read from a disk.
        boolean plain = !identity.isEmpty() && byId.equals(link.getParent()) && link.equals(link.normalize());
        return plain && Files.exists(link) ? Optional.of(link.toRealPath().toString()) : Optional.empty();
    }
}
