package org.remapd.agent.device;

import java.util.stream.LongStream;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/** Whether a disk reads anything at all: its first, middle and last physical block, but for the one in question. */
public final class Aliveness {

    private final BlockDevice disk;

    public Aliveness(BlockDevice disk) {
        this.disk = disk;
    }

    /** True as soon as one of them reads. */
    public boolean besides(SectorRange suspect) {
        long block = disk.physicalBlockSize() / BlockDevice.SECTOR_BYTES;
        long last = disk.sectors() / block - 1;
        return LongStream.of(0, last / 2, last)
                .mapToObj(number -> SectorRange.of(number * block, block))
                .filter(place -> !place.overlaps(suspect))
                .anyMatch(place -> disk.read(place, BlockDevice.buffer(block)).ok());
    }
}
