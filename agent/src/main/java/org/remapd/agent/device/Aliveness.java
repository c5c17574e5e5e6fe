package org.remapd.agent.device;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/**
 * Whether a disk reads anything at all: its first, middle and last physical block, and places that are known to have been good, but for
 * the one in question.
 */
public final class Aliveness {

    private final BlockDevice disk;
    private final List<SectorRange> good;
    private final Runnable asking;

    public Aliveness(BlockDevice disk) {
        this(disk, List.of());
    }

    /**
     * With more places.
     *
     * @param good that were read before; in whole physical blocks
     */
    public Aliveness(BlockDevice disk, List<SectorRange> good) {
        this(disk, good, () -> {});
    }

    /** @param asking run before each read: each may take as long as the drive does */
    public Aliveness(BlockDevice disk, List<SectorRange> good, Runnable asking) {
        this.disk = disk;
        this.good = List.copyOf(good);
        this.asking = asking;
    }

    /** True as soon as one of them reads. */
    public boolean besides(SectorRange suspect) {
        long last = disk.sectors() / blockSectors() - 1;
        return Stream.concat(LongStream.of(0, last / 2, last).mapToObj(this::block), good.stream())
                .filter(place -> !place.overlaps(suspect))
                .anyMatch(this::reads);
    }

    /** Whether either end of a range reads that does not as a whole: on a small disk there is nothing besides it. */
    public boolean within(SectorRange range) {
        return LongStream.of(range.first().number(), range.end().number() - 1)
                .mapToObj(sector -> block(sector / blockSectors()))
                .anyMatch(this::reads);
    }

    private boolean reads(SectorRange place) {
        asking.run();
        return disk.read(place, BlockDevice.buffer(place.count())).ok();
    }

    private SectorRange block(long number) {
        return SectorRange.of(number * blockSectors(), blockSectors());
    }

    private long blockSectors() {
        return disk.physicalBlockSize() / BlockDevice.SECTOR_BYTES;
    }
}
