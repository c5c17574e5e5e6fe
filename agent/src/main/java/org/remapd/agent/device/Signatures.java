package org.remapd.agent.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.MetadataProblem;

/** What a disk already holds, as far as libblkid can tell (wipefs(8), which without options only looks), and ours. */
public final class Signatures {

    private static final long LIMIT_SECONDS = 60;

    private Signatures() {}

    /** In words, one for each thing found; empty for a disk that seems blank. */
    public static List<String> on(DirectDevice disk) throws IOException {
        List<String> found = new ArrayList<>();
        known(disk.path()).forEach(signature -> found.add(signature.toString()));
        ours(disk).ifPresent(found::add);
        return found;
    }

    /** All that libblkid knows, wherever on the disk it lies. */
    static List<Signature> known(String path) throws IOException {
        Process wipefs = new ProcessBuilder("wipefs", "--noheadings", "--output", "TYPE,OFFSET", path)
                .redirectErrorStream(true)
                .start();
        try {
            if (!wipefs.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(path + ": wipefs has not answered within " + LIMIT_SECONDS + " s");
            }
            String output = new String(wipefs.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (wipefs.exitValue() != 0) {
                throw new IOException(path + ": wipefs cannot tell what is on it: " + output.strip());
            }
            List<Signature> found = new ArrayList<>();
            for (String line : output.lines().toList()) {
                found.add(Signature.parse(line)
                        .orElseThrow(() -> new IOException(path + ": wipefs says what is not understood: " + line)));
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            wipefs.destroyForcibly();
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
