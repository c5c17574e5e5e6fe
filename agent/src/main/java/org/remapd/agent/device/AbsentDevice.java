package org.remapd.agent.device;

import java.nio.ByteBuffer;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/** A disk that is not there: for those who look at what is left. */
public record AbsentDevice(long sectors) implements BlockDevice {

    private static final IoResult GONE = new IoResult.Failed(IoError.GONE, "the disk is not there");

    @Override
    public String path() {
        return "(missing)";
    }

    @Override
    public int logicalBlockSize() {
        return SECTOR_BYTES;
    }

    @Override
    public int physicalBlockSize() {
        return SECTOR_BYTES;
    }

    @Override
    public IoResult read(SectorRange range, ByteBuffer into) {
        return GONE;
    }

    @Override
    public IoResult write(SectorRange range, ByteBuffer from) {
        return GONE;
    }

    @Override
    public IoResult flush() {
        return GONE;
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
