package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the kernel has put a disk to sleep by itself (Documentation/power/runtime_pm.rst): any command, even one that asks, wakes it. */
public final class RuntimePower {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimePower.class);

    private RuntimePower() {}

    /** Of a whole disk by its name, such as {@code sda}; false where the kernel does not say. */
    public static boolean isSuspended(String wholeDisk) {
        return isSuspended(wholeDisk, Path.of("/sys/block"));
    }

    /** The same with sysfs somewhere else. */
    static boolean isSuspended(String wholeDisk, Path block) {
        Path file = block.resolve(wholeDisk).resolve("device/power/runtime_status");
        try {
            return SysFile.word(file).filter("suspended"::equals).isPresent();
        } catch (IOException e) {
            LOG.debug("{}: {}", file, e.getMessage());
            return false;
        }
    }
}
