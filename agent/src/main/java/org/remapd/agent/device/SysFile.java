package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A file of sysfs, which holds one word (Documentation/filesystems/sysfs.rst). */
public final class SysFile {

    private SysFile() {}

    /** What it says; empty if there is no such file. */
    public static Optional<String> word(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
