package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.MetadataProblem;
import org.remapd.agent.sys.Program;

/** What a disk already holds, as far as libblkid can tell (wipefs(8), which without options only looks), and ours. */
public final class Signatures {

    private static final Path BLOCK = Path.of("/sys/class/block");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MOST_OUTPUT = 1 << 20;
    private static final String LOCK_SECONDS = "30";

    private Signatures() {}

    /** In words, one for each thing found; empty for a disk that seems blank. */
    public static List<String> on(DirectDevice disk) throws IOException {
        List<String> found = new ArrayList<>();
        known(disk.path()).forEach(signature -> found.add(signature.toString()));
        ours(disk).ifPresent(found::add);
        for (String partition : partitions(disk.path())) {
            found.add(partition("/dev/" + partition));
        }
        return found;
    }

    /** As the kernel knows it, also if the table that it is from is there no longer. */
    private static String partition(String path) throws IOException {
        List<String> within = known(path).stream().map(Signature::toString).toList();
        return "the partition " + path + (within.isEmpty() ? "" : " with " + String.join(" and ", within));
    }

    /** All that libblkid knows, wherever on the disk it lies. */
    public static List<Signature> known(String path) throws IOException {
        List<Signature> found = new ArrayList<>();
        for (String line : wipefs("cannot tell what is on it", path, "--noheadings", "--output", "TYPE,OFFSET")
                .lines()
                .toList()) {
            found.add(Signature.parse(line)
                    .orElseThrow(() -> new IOException(path + ": wipefs says what is not understood: " + line)));
        }
        return found;
    }

    /**
     * Erases all that libblkid knows of a disk and its partitions: what was there before could be mounted, or checked, over what will be, and
     * what a partition held may begin where the data will. By force, for the disk is held. The kernel, too, knows its partitions no longer.
     */
    public static void erase(String path) throws IOException {
        List<String> partitions = partitions(path);
        for (String partition : partitions) {
            eraseAlone("/dev/" + partition);
        }
        eraseAlone(path);
        if (!partitions.isEmpty()) {
            forgetPartitions(path);
        }
    }

    private static List<String> partitions(String path) throws IOException {
        Path entry = BLOCK.resolve(Path.of(path).toRealPath().getFileName());
        return SysDirectory.names(entry).stream()
                .filter(inner -> Files.exists(entry.resolve(inner).resolve("partition")))
                .toList();
    }

    private static void eraseAlone(String path) throws IOException {
        wipefs("cannot erase what is on it", path, "--all", "--force", "--quiet");
    }

    /**
     * By itself the kernel reads no partition table of a disk that is held. With the lock that keeps udev from looking at what was just written
     * (systemd.io/BLOCK_DEVICE_LOCKING): a partition that somebody looks at cannot be taken away.
     */
    private static void forgetPartitions(String path) throws IOException {
        run(
                path + ": partx cannot take its old partitions away (is one of them in use?)",
                List.of("flock", "--verbose", "--wait", LOCK_SECONDS, path, "partx", "--delete", path));
    }

    private static String wipefs(String failure, String path, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("wipefs"));
        command.addAll(List.of(options));
        command.add(path);
        return run(path + ": wipefs " + failure, command);
    }

    private static String run(String failure, List<String> command) throws IOException {
        try (Program program = Program.start(command, MOST_OUTPUT)) {
            Program.Output output = program.output(LIMIT);
            if (output.status() != 0) {
                throw new IOException(failure + ": " + output.errors().strip());
            }
            return output.text();
        }
    }

    /** The remap device that the disk belongs to, or what is left of one. */
    static Optional<String> ours(DirectDevice disk) {
        try {
            return Optional.of("the remap device "
                    + MetadataReader.membership(disk).superblock().device());
        } catch (MetadataException e) {
            boolean nothing =
                    e.problem() instanceof MetadataProblem.Blank || e.problem() instanceof MetadataProblem.NotOurs;
            return nothing || e.problem() instanceof MetadataProblem.Unreadable
                    ? Optional.empty()
                    : Optional.of("remapd metadata (" + e.problem().describe() + ")");
        }
    }
}
