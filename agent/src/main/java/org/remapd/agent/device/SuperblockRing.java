package org.remapd.agent.device;

import java.util.Arrays;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Location;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.metadata.Told;
import org.remapd.agent.port.BlockDevice;

/** The places of one copy's superblock, and which version goes where. */
final class SuperblockRing {

    private final BlockDevice disk;
    private final CopyArea area;
    private final int copy;

    /** The sequence of what lies at each place, -1 for nothing that is whole. */
    private final long[] places = new long[CopyArea.SUPERBLOCKS];

    private SuperblockRing(BlockDevice disk, CopyArea area, int copy) {
        this.disk = disk;
        this.area = area;
        this.copy = copy;
    }

    /** One that has been read. */
    static SuperblockRing of(BlockDevice disk, CopyArea area, int copy, Told told) {
        SuperblockRing ring = new SuperblockRing(disk, area, copy);
        ring.know(told);
        return ring;
    }

    /** Takes in what has been read again. */
    void know(Told told) {
        Arrays.setAll(places, told::sequence);
    }

    /** The highest sequence that it holds. */
    long sequence() {
        return Arrays.stream(places).max().orElse(-1);
    }

    /** One of which nothing is to be kept. */
    static SuperblockRing blank(BlockDevice disk, CopyArea area, int copy) {
        SuperblockRing ring = new SuperblockRing(disk, area, copy);
        Arrays.fill(ring.places, -1);
        return ring;
    }

    /** Fills all places, so that one that is blank later on is known to be damaged; bad ones are left. */
    IoResult prime(Superblock superblock, long sequence) {
        for (int place = 0; place < places.length; place++) {
            IoResult written = BlockIo.write(disk, area.superblock(place), block(superblock, sequence));
            if (written instanceof IoResult.Failed failed && !failed.error().mayBeMedium()) {
                return failed;
            }
            places[place] = written.ok() ? sequence : -1;
        }
        return disk.flush();
    }

    /** Writes the version that there is to places where nothing is whole, as many as take it. */
    IoResult fill(Superblock superblock, long sequence) {
        for (int place = 0; place < places.length; place++) {
            if (places[place] < 0
                    && put(place, superblock, sequence) instanceof IoResult.Failed failed
                    && !failed.error().mayBeMedium()) {
                return failed;
            }
        }
        return write(superblock, sequence);
    }

    /**
     * Writes a superblock behind the newest one, and again behind that until the place that comes next is whole and older: a
     * bad place is never the one of which it matters what lies there.
     */
    IoResult write(Superblock superblock, long sequence) {
        if (isCertainOf(sequence)) {
            return new IoResult.Ok();
        }
        int start = newest();
        IoResult last = new IoResult.Ok();
        for (int step = 1; step <= places.length; step++) {
            int place = (start + step) % places.length;
            boolean lastResort = place == start && places[place] >= 0;
            if (!lastResort) {
                last = put(place, superblock, sequence);
            }
            if (last instanceof IoResult.Failed failed && !failed.error().mayBeMedium()) {
                return failed;
            }
            if (isCertainOf(sequence)) {
                return new IoResult.Ok();
            }
        }
        return new IoResult.Failed(IoError.MEDIUM, "its superblock has too few good places");
    }

    private IoResult put(int place, Superblock superblock, long sequence) {
        Location at = area.superblock(place);
        Block block = block(superblock, sequence);
        IoResult written =
                places[place] < 0 ? BlockIo.durableOverDamage(disk, at, block) : BlockIo.durable(disk, at, block);
        places[place] = written.ok() ? sequence : -1;
        return written;
    }

    private Block block(Superblock superblock, long sequence) {
        return new Block(superblock.device(), Block.Kind.SUPERBLOCK, copy, 0, sequence, superblock.body());
    }

    private boolean isCertainOf(long sequence) {
        return sequence() == sequence && isCertain();
    }

    boolean isCertain() {
        return Told.isCertain(places);
    }

    /** Of the places with the highest sequence the one that is followed by an older version, or at least by something bad. */
    private int newest() {
        long highest = sequence();
        int newest = places.length - 1;
        boolean beforeWhole = false;
        for (int i = 0; i < places.length; i++) {
            long next = places[(i + 1) % places.length];
            if (places[i] == highest && next < highest && !beforeWhole) {
                newest = i;
                beforeWhole = next >= 0;
            }
        }
        return newest;
    }
}
