package org.remapd.agent.device;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;

/**
 * A disk of whose requests somebody is told how they ended, whoever made them, on the thread that did.
 *
 * @param failures told of those that failed
 * @param reads    told of all reads
 */
public record WitnessedDevice(BlockDevice disk, Consumer<IoResult.Failed> failures, Reads reads, Clock clock)
        implements BlockDevice {

    /** Is told of reads. */
    public interface Reads {
        /** This is about to be asked for. */
        default void begun(SectorRange where, long begun) {}

        /** This was asked for at {@code begun}, in {@link Clock#nanos}, and ended just now. */
        void ended(SectorRange where, long begun, IoResult result);
    }

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
        long begun = clock.nanos();
        reads.begun(range, begun);
        IoResult result = told(disk.read(range, into));
        reads.ended(range, begun, result);
        return result;
    }

    /** For those who are told of reads it is one: the kernel may say the same of it. */
    @Override
    public IoResult verify(SectorRange range) {
        long begun = clock.nanos();
        reads.begun(range, begun);
        IoResult result = disk.verify(range);
        reads.ended(range, begun, result);
        return result;
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
            failures.accept(failed);
        }
        return result;
    }

    @Override
    public void close() {
        disk.close();
    }
}
