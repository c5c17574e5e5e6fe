package org.remapd.daemon.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.remapd.agent.device.HidingRule;

/** The udev rule file of an adopted disk without metadata of ours: written, taken away, and udev told. */
final class HidingRuleFile {

    private static final long LIMIT_SECONDS = 30;

    private HidingRuleFile() {}

    /** Writes it; what came of it, in words. */
    static String write(String path, String name) throws IOException {
        Path file = HidingRule.file(name);
        Optional<String> rule = HidingRule.of(path, name);
        if (rule.isEmpty()) {
            return path
                    + " says nothing of itself by which udev could know it: take care that nobody mounts it, but only"
                    + " /dev/mapper/" + name;
        }
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, rule.get());
        tellUdev(path);
        return "added " + file + ", so that " + path + " itself is not offered for mounting";
    }

    /** Takes it away, if it is there. */
    static Optional<String> remove(String name, String path) throws IOException {
        Path file = HidingRule.file(name);
        if (!Files.deleteIfExists(file)) {
            return Optional.empty();
        }
        tellUdev(path);
        return Optional.of("removed " + file);
    }

    /** That udev does not hear of it at once does no harm: it will with the next boot. */
    private static void tellUdev(String path) throws IOException {
        run("udevadm", "control", "--reload");
        run("udevadm", "trigger", "--settle", "--name-match=" + path);
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroy();
        }
    }
}
