package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The udev rule by which an adopted disk without metadata of ours is known to be part of a remap device, so that nobody is
 * offered the raw disk to mount. It comes before the rules that are installed, which make of it what has to be made.
 */
public final class HidingRule {

    private static final Path CLASS_BLOCK = Path.of("/sys/class/block");

    /** Where drives say who they are, below their directory in sysfs or that of what they hang on. */
    private static final List<String> ATTRIBUTES = List.of("wwid", "device/wwid", "serial", "device/serial");

    private HidingRule() {}

    /** Where the rule of a remap device lies. */
    public static Path file(String name) {
        return Path.of("/etc/udev/rules.d/58-remapd-" + name + ".rules");
    }

    /** The rule for the disk at {@code path}, of the remap device {@code name}; empty if the disk says nothing to know it by. */
    public static Optional<String> of(String path, String name) throws IOException {
        return of(CLASS_BLOCK.resolve(Path.of(path).toRealPath().getFileName()).toRealPath(), path, name);
    }

    static Optional<String> of(Path sys, String path, String name) throws IOException {
        boolean partition = Files.exists(sys.resolve("partition"));
        Path disk = partition ? sys.resolve("..").normalize() : sys;
        for (String attribute : ATTRIBUTES) {
            Optional<String> value = value(disk.resolve(attribute));
            if (value.isPresent()) {
                String which = partition
                        ? "ATTR{partition}==\""
                                + Files.readString(sys.resolve("partition")).strip() + "\""
                        : "ENV{DEVTYPE}==\"disk\"";
                // A pattern matches on whatever level of the tree the drive's own directory is.
                String key = attribute.substring(attribute.lastIndexOf('/') + 1);
                return Optional.of("# The disk of remapd's device " + name + ", " + path
                        + " when it was adopted. remapd forget takes this away.\n"
                        + "SUBSYSTEM==\"block\", " + which + ", ATTRS{" + key + "}==\"" + value.get()
                        + "\", ENV{REMAPD_MEMBER}=\"1\"\n");
            }
        }
        return Optional.empty();
    }

    /** As a pattern of udev's, in which blanks at either end do not count, and any other odd character may be any. */
    private static Optional<String> value(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String value = Files.readString(file).strip();
        return value.isEmpty() ? Optional.empty() : Optional.of(value.replaceAll("[^A-Za-z0-9 ._:-]", "?"));
    }
}
