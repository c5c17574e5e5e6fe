package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The number under which the kernel knows a disk, as {@code 8:16}. */
public final class DiskNumber {

    private DiskNumber() {}

    /** The kernel's name of the disk with this number, such as {@code sdb}; empty if there is none, or it has no node of its own. */
    public static Optional<String> name(String number) throws IOException {
        return name(number, Path.of("/sys/dev/block"));
    }

    /** The same with sysfs somewhere else. */
    static Optional<String> name(String number, Path devBlock) throws IOException {
        try {
            return Optional.of(String.valueOf(
                    Files.readSymbolicLink(devBlock.resolve(number)).getFileName()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
