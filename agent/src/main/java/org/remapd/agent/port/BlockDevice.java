package org.remapd.agent.port;

import java.nio.ByteBuffer;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;

/**
 * A disk, read and written past every cache of the kernel. Ranges are aligned to {@link #logicalBlockSize()}; buffers come
 * from {@link #buffer} and have exactly the range's bytes remaining. Any call may block as long as the drive does, unless
 * the implementation says otherwise. One thread at a time.
 */
public interface BlockDevice extends AutoCloseable {

    /** Bytes of a sector. Always. */
    int SECTOR_BYTES = 512;

    /** The path it was opened by, for people. */
    String path();

    /** Sectors of the whole device. */
    long sectors();

    /** Bytes that one request moves at the least: 512 or 4096. */
    int logicalBlockSize();

    /** Bytes that the drive keeps as one; at least {@link #logicalBlockSize()}. */
    int physicalBlockSize();

    /** The range, widened to whole physical blocks within the disk. */
    default SectorRange wholeBlocks(SectorRange range) {
        long block = physicalBlockSize() / SECTOR_BYTES;
        long first = range.first().number() / block * block;
        long end = Math.min(sectors(), (range.end().number() + block - 1) / block * block);
        return SectorRange.of(first, end - first);
    }

    IoResult read(SectorRange range, ByteBuffer into);

    /**
     * Has the drive read a range and hand nothing over. To be believed only of a drive that was seen to tell when it cannot; one that has
     * no such command fails with an error that says so, and {@link IoError#mayBeMedium} does not hold of it.
     */
    default IoResult verify(SectorRange range) {
        return new IoResult.Failed(IoError.OTHER, path() + " cannot be verified");
    }

    IoResult write(SectorRange range, ByteBuffer from);

    /** All writes that were acknowledged before are durable when this is ok. */
    IoResult flush();

    /** A buffer fit for direct I/O. */
    static ByteBuffer buffer(long sectors) {
        int bytes = Math.toIntExact(sectors * SECTOR_BYTES);
        // alignedSlice moves both ends inwards, each by up to a block.
        return ByteBuffer.allocateDirect(bytes + 2 * 4096)
                .alignedSlice(4096)
                .limit(bytes)
                .slice();
    }

    @Override
    void close();
}
