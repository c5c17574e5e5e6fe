package org.remapd.agent.owner.search;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.remapd.agent.device.DirectDevice;
import org.remapd.agent.device.IsolatedDevice;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.owner.Owner;
import org.remapd.agent.owner.UpperSector;
import org.remapd.agent.owner.btrfs.Btrfs;
import org.remapd.agent.owner.btrfs.Disk;
import org.remapd.agent.owner.btrfs.UnreadableException;
import org.remapd.agent.port.BlockDevice;

/** Reads a btrfs past every cache, since the kernel writes its trees past the device's own. */
final class BtrfsSearch {

    /** While it is mounted, what was just read may be written elsewhere. */
    private static final int LOOKS = 5;

    /** What fails is tried again for so long by whoever heals it. */
    private static final Duration LIMIT = Duration.ofSeconds(100);

    private final String device;
    private final Tools tools;

    BtrfsSearch(String device, Tools tools) {
        this.device = device;
        this.tools = tools;
    }

    Owner owner(UpperSector sector) throws SearchException {
        try (BlockDevice disk = new IsolatedDevice(DirectDevice.openReadOnly(device), LIMIT)) {
            return owner(sector, (at, bytes) -> read(disk, at, bytes));
        } catch (IOException e) {
            throw new SearchException(e);
        }
    }

    private Owner owner(UpperSector sector, Disk disk) throws SearchException {
        for (int look = 1; true; look++) {
            try {
                return Btrfs.open(disk).owner(sector.toBytes());
            } catch (UnreadableException e) {
                tools.requireTime();
                if (look == LOOKS) {
                    throw new SearchException("btrfs: " + e.getMessage(), e);
                }
            }
        }
    }

    private byte[] read(BlockDevice disk, long at, int bytes) throws UnreadableException {
        if (tools.left().isNegative()) {
            throw new UnreadableException("it took too long; --patience gives it more time");
        }
        SectorRange range = SectorRange.of(at / BlockDevice.SECTOR_BYTES, bytes / BlockDevice.SECTOR_BYTES);
        if (range.end().number() > disk.sectors()) {
            throw new UnreadableException("the file system leads behind the end of " + device);
        }
        ByteBuffer buffer = BlockDevice.buffer(range.count());
        if (disk.read(range, buffer) instanceof IoResult.Failed failed) {
            throw new UnreadableException(device + " cannot be read at byte " + at + ": " + failed.detail());
        }
        byte[] block = new byte[bytes];
        buffer.get(0, block);
        return block;
    }
}
