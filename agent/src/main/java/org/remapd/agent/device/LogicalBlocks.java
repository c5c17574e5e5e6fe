package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Path;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How large the blocks are in which a disk is addressed: 512 bytes, or 4096 of a 4Kn drive, now or a moment ago: an NVMe namespace can
 * be formatted anew. Any thread.
 */
public final class LogicalBlocks {

    private static final Logger LOG = LoggerFactory.getLogger(LogicalBlocks.class);

    private final KernelNames names;
    private final Lately<String, Integer> lately;

    LogicalBlocks(Path sys, Clock clock) {
        this.names = new KernelNames(sys);
        this.lately = new Lately<>(clock);
    }

    /** Of the running kernel's disks. */
    public static LogicalBlocks system() {
        return new LogicalBlocks(Path.of("/sys"), Clock.SYSTEM);
    }

    /** Of a disk by any of the names that the kernel's log has for it, in sectors; 0 if that is not known. */
    public int sectors(String logged) {
        try {
            return lately.of(logged, this::read);
        } catch (IOException | NumberFormatException e) {
            LOG.debug("{}: {}", logged, e.getMessage());
            return 0;
        }
    }

    private int read(String logged) throws IOException {
        Path size = names.directory(names.of(logged).orElse(logged)).resolve("queue/logical_block_size");
        String bytes = SysFile.word(size).orElseThrow(() -> new IOException("there is no " + size));
        return Integer.parseInt(bytes) / BlockDevice.SECTOR_BYTES;
    }
}
