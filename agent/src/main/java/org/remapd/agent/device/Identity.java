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
                    if (Files.exists(link) && link.toRealPath().equals(real)) {
                        names.add(String.valueOf(link.getFileName()));
                    }
                }
            }
        }
        return names.stream().min(Comparator.comparingInt(Identity::rank).thenComparing(Comparator.naturalOrder()));
    }

    /** A world-wide name is the same on every bus; the others name the model too, which people like. */
    private static int rank(String name) {
        return name.startsWith("wwn-") || name.startsWith("nvme-eui.") ? 0 : 1;
    }

    /** The device that has this name now. */
    public static Optional<String> find(String identity) throws IOException {
        Path link = BY_ID.resolve(identity);
        boolean plain = !identity.isEmpty()
                && link.getParent() != null
                && link.getParent().equals(BY_ID);
        return plain && Files.exists(link) ? Optional.of(link.toRealPath().toString()) : Optional.empty();
    }
}
