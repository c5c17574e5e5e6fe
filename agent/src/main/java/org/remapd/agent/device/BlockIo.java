package org.remapd.agent.device;

import java.nio.ByteBuffer;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.Location;
import org.remapd.agent.port.BlockDevice;

/** Single blocks of metadata, to a disk and back. */
final class BlockIo {

    private BlockIo() {}

    static IoResult write(BlockDevice disk, Location at, Block block) {
        ByteBuffer buffer = BlockDevice.buffer(Block.SECTORS);
        buffer.put(block.encode(at)).flip();
        return disk.write(range(at), buffer);
    }

    /** Whether what was written reads back as it was. */
    static IoResult verify(BlockDevice disk, Location at, Block block) {
        ByteBuffer back = BlockDevice.buffer(Block.SECTORS);
        IoResult read = disk.read(range(at), back);
        return !read.ok() || back.equals(ByteBuffer.wrap(block.encode(at)))
                ? read
                : new IoResult.Failed(IoError.MEDIUM, at + " reads back as something else");
    }

    /** Writes, flushes and reads back. */
    static IoResult durable(BlockDevice disk, Location at, Block block) {
        IoResult result = write(disk, at, block);
        if (result.ok()) {
            result = disk.flush();
        }
        return result.ok() ? verify(disk, at, block) : result;
    }

    static SectorRange range(Location at) {
        return new SectorRange(at.sector(), Block.SECTORS);
    }
}
