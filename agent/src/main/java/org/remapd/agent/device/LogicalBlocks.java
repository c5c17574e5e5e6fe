package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Path;
import org.remapd.agent.port.BlockDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How large the blocks are in which a disk is addressed: 512 bytes, or 4096 of a 4Kn drive. */
public final class LogicalBlocks {

    private static final Logger LOG = LoggerFactory.getLogger(LogicalBlocks.class);

    private LogicalBlocks() {}

    /** Of a disk by any of the names that the kernel's log has for it, in sectors; 0 if that is not known. */
    public static int sectors(String logged) {
        return sectors(logged, Path.of("/sys"));
    }

    /** The same with sysfs somewhere else. */
    static int sectors(String logged, Path sys) {
        KernelNames names = new KernelNames(sys);
        try {
            Path size = names.directory(names.of(logged).orElse(logged)).resolve("queue/logical_block_size");
            return SysFile.word(size).map(Integer::parseInt).orElse(0) / BlockDevice.SECTOR_BYTES;
        } catch (IOException | NumberFormatException e) {
            LOG.debug("{}: {}", logged, e.getMessage());
            return 0;
        }
    }
}
