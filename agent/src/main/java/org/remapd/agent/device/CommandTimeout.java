package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long the kernel waits for a disk to do what it was told, before it resets it. */
public final class CommandTimeout {

    private static final Logger LOG = LoggerFactory.getLogger(CommandTimeout.class);

    private CommandTimeout() {}

    /** Of a whole disk by its name, such as {@code sda}; empty where the kernel does not say: it does of SATA, SAS and USB. */
    public static Optional<Duration> of(String wholeDisk) {
        return of(wholeDisk, Path.of("/sys/block"));
    }

    /** The same with sysfs somewhere else. */
    static Optional<Duration> of(String wholeDisk, Path block) {
        Path file = block.resolve(wholeDisk).resolve("device/timeout");
        try {
            return SysFile.word(file).map(Long::parseLong).map(Duration::ofSeconds);
        } catch (IOException | NumberFormatException e) {
            LOG.debug("{}: {}", file, e.getMessage());
            return Optional.empty();
        }
    }
}
