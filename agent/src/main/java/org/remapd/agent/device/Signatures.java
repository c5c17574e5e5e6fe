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

    private Signatures() {}

    /** In words, one for each thing found; empty for a disk that seems blank. */
    public static List<String> on(DirectDevice disk) throws IOException {
        List<String> found = new ArrayList<>();
        known(disk.path()).forEach(signature -> found.add(signature.toString()));
        ours(disk).ifPresent(found::add);
        return found;
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
     * what a partition held may begin where the data will. By force, for the disk is held.
     */
    public static void erase(String path) throws IOException {
        Path entry = BLOCK.resolve(Path.of(path).toRealPath().getFileName());
        for (String inner : SysDirectory.names(entry)) {
            if (Files.exists(entry.resolve(inner).resolve("partition"))) {
                eraseAlone("/dev/" + inner);
            }
        }
        eraseAlone(path);
    }

    private static void eraseAlone(String path) throws IOException {
        wipefs("cannot erase what is on it", path, "--all", "--force", "--quiet");
    }

    private static String wipefs(String failure, String path, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("wipefs"));
        command.addAll(List.of(options));
        command.add(path);
        try (Program wipefs = Program.start(command, MOST_OUTPUT)) {
            Program.Output output = wipefs.output(LIMIT);
            if (output.status() != 0) {
                throw new IOException(
                        path + ": wipefs " + failure + ": " + output.errors().strip());
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
