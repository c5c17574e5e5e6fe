package org.remapd.agent.owner.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.remapd.agent.owner.Mount;

/** Where file systems are mounted, for this process. */
final class Mounts {

    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path FILE_SYSTEMS = Path.of("/sys/fs");

    private Mounts() {}

    /**
     * Where what lies on a device is mounted, those first that show the most of it.
     *
     * @param device {@code major:minor}
     * @param kernel its name for the kernel
     */
    static List<Mount> of(String device, String kernel) throws IOException {
        // A character for each byte.
        List<Mount> all = Mount.parse(Files.readString(MOUNTS, StandardCharsets.ISO_8859_1));
        Set<String> btrfs = btrfsWith(kernel);
        return Mount.widestFirst(all.stream()
                .filter(mount -> mount.device().equals(device)
                        || (mount.type().equals("btrfs") && btrfs.contains(kernelName(mount.source()))))
                .toList());
    }

    /** All devices of a mounted btrfs that lies on this one, by their names for the kernel: any of them may be said to be mounted. */
    private static Set<String> btrfsWith(String kernel) throws IOException {
        Set<String> devices = new HashSet<>();
        Path mounted = FILE_SYSTEMS.resolve("btrfs");
        if (Files.isDirectory(mounted)) {
            try (DirectoryStream<Path> each = Files.newDirectoryStream(mounted)) {
                for (Path fileSystem : each) {
                    Set<String> own = names(fileSystem.resolve("devices"));
                    devices.addAll(own.contains(kernel) ? own : Set.of());
                }
            }
        }
        return devices;
    }

    private static Set<String> names(Path directory) throws IOException {
        Set<String> names = new HashSet<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                entries.forEach(entry -> names.add(entry.getFileName().toString()));
            }
        }
        return names;
    }

    private static String kernelName(String source) {
        Path path = Path.of(source);
        try {
            return Files.exists(path) ? path.toRealPath().getFileName().toString() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is mounted by anybody, also where this process does not see it. */
    static boolean anywhere(String type, String kernel) {
        String driver = type.startsWith("ext") ? "ext4" : type;
        return Files.exists(FILE_SYSTEMS.resolve(driver).resolve(kernel));
    }
}
