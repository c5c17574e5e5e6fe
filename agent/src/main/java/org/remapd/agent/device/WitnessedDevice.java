package org.remapd.agent.device;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/** A disk of whose failures somebody is told, whoever made the request. */
public record WitnessedDevice(BlockDevice disk, Consumer<IoResult.Failed> witness) implements BlockDevice {

    @Override
    public String path() {
        return disk.path();
    }

    @Override
    public long sectors() {
        return disk.sectors();
    }

    @Override
    public int logicalBlockSize() {
        return disk.logicalBlockSize();
    }

    @Override
    public int physicalBlockSize() {
        return disk.physicalBlockSize();
    }

    @Override
    public IoResult read(SectorRange range, ByteBuffer into) {
        return told(disk.read(range, into));
    }

    @Override
    public IoResult write(SectorRange range, ByteBuffer from) {
        return told(disk.write(range, from));
    }

    @Override
    public IoResult flush() {
        return told(disk.flush());
    }

    private IoResult told(IoResult result) {
        if (result instanceof IoResult.Failed failed) {
            witness.accept(failed);
        }
        return result;
    }

    @Override
    public void close() {
        disk.close();
    }
}
