package org.remapd.agent.device;

import java.nio.ByteBuffer;
import java.util.Arrays;
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

    /**
     * As {@link #durable}, where something damaged lies. It may be a write that was cut off, of which the sectors are
     * missing that this block would bring: were this one cut off too, they could make that whole. So it is wiped first.
     */
    static IoResult durableOverDamage(BlockDevice disk, Location at, Block block) {
        byte[] nothing = new byte[Block.BYTES];
        Arrays.fill(nothing, (byte) 0xFF);
        ByteBuffer buffer = BlockDevice.buffer(Block.SECTORS);
        buffer.put(nothing).flip();
        IoResult result = disk.write(range(at), buffer);
        if (result.ok()) {
            result = disk.flush();
        }
        return result.ok() ? durable(disk, at, block) : result;
    }

    static SectorRange range(Location at) {
        return new SectorRange(at.sector(), Block.SECTORS);
    }
}
