package org.remapd.agent.device;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.CopySelection;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataCodec;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.MetadataProblem;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.MetadataStore;

/**
 * The metadata on the disk it is about. Each save writes one slot of each copy and flushes before it counts. Any thread may ask
 * for the current state.
 */
public final class DeviceMetadataStore implements MetadataStore {

    private static final long PIECE_SECTORS = 8;

    private final BlockDevice disk;
    private volatile Metadata current;
    private volatile int copiesCurrent;
    private long nextSequence;

    private DeviceMetadataStore(BlockDevice disk, Metadata current, int copiesCurrent, long nextSequence) {
        this.disk = disk;
        this.current = current;
        this.copiesCurrent = copiesCurrent;
        this.nextSequence = nextSequence;
    }

    /** Reads what is there; writes nothing. */
    public static DeviceMetadataStore load(BlockDevice disk) throws MetadataException {
        if (disk.sectors() < 2 * Geometry.RESERVED_SECTORS) {
            throw new MetadataException(disk.path(), new MetadataProblem.NotOurs());
        }
        List<CopySelection.Found> found = new ArrayList<>();
        for (int copy = 0; copy < Geometry.COPIES; copy++) {
            for (int slot = 0; slot < Geometry.SLOTS; slot++) {
                found.add(new CopySelection.Found(copy, read(disk, Geometry.slot(disk.sectors(), copy, slot))));
            }
        }
        CopySelection.Selected selected = CopySelection.select(disk.path(), found);
        return new DeviceMetadataStore(
                disk,
                selected.metadata(),
                selected.copiesCurrent(),
                selected.metadata().sequence() + 1);
    }

    /** Makes a disk ours: whatever lay in front of the data and behind the spares is overwritten. */
    public static Recorded create(BlockDevice disk, Metadata first) throws MetadataException {
        DeviceMetadataStore store = new DeviceMetadataStore(disk, first, 0, first.sequence());
        store.wipe(Geometry.front());
        store.wipe(Geometry.tail(disk.sectors()));
        Recorded recorded = store.save(first);
        boolean believed =
                recorded instanceof Recorded.Durable && load(disk).current().equals(first);
        return believed || recorded instanceof Recorded.Failed
                ? recorded
                : new Recorded.Failed(new IoResult.Failed(IoError.OTHER, "it reads back as something else"));
    }

    /** Zeros, as far as the disk takes them; what it does not take is found out by reading back. */
    private void wipe(SectorRange range) {
        if (disk.write(range, BlockDevice.buffer(range.count())).ok()) {
            return;
        }
        long block = disk.physicalBlockSize() / BlockDevice.SECTOR_BYTES;
        for (long at = 0; at < range.count(); at += block) {
            long count = Math.min(block, range.count() - at);
            disk.write(new SectorRange(range.first().plus(at), count), BlockDevice.buffer(count));
        }
    }

    private static MetadataCodec.Reading read(BlockDevice disk, SectorRange slot) {
        ByteBuffer buffer = BlockDevice.buffer(slot.count());
        if (disk.read(slot, buffer).ok()) {
            return MetadataCodec.decode(bytes(buffer), slot.first());
        }
        return readInPieces(disk, slot);
    }

    /** A slot is rarely full: what it holds may lie in front of the bad place. The checksum tells. */
    private static MetadataCodec.Reading readInPieces(BlockDevice disk, SectorRange slot) {
        byte[] bytes = new byte[Math.toIntExact(slot.count()) * BlockDevice.SECTOR_BYTES];
        IoResult end = new IoResult.Ok();
        for (long at = 0; at < slot.count() && end.ok(); at += PIECE_SECTORS) {
            ByteBuffer piece = BlockDevice.buffer(PIECE_SECTORS);
            end = disk.read(new SectorRange(slot.first().plus(at), PIECE_SECTORS), piece);
            if (end.ok()) {
                piece.get(bytes, (int) at * BlockDevice.SECTOR_BYTES, piece.remaining());
            }
        }
        MetadataCodec.Reading reading = MetadataCodec.decode(bytes, slot.first());
        boolean told = reading instanceof MetadataCodec.State
                || (reading instanceof MetadataCodec.NoState none && none.problem() instanceof MetadataProblem.TooNew);
        return end instanceof IoResult.Failed failed && !told
                ? new MetadataCodec.NoState(new MetadataProblem.Unreadable(slot + ": " + failed.detail()))
                : reading;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public Metadata current() {
        return current;
    }

    @Override
    public int copiesCurrent() {
        return copiesCurrent;
    }

    /**
     * A number that was used once is never used for another state, even if recording it failed: it may be on the disk. Two
     * further on, and not one, since the slot that holds the newest safe state is not to be touched.
     */
    @Override
    public Recorded save(Metadata next) {
        Metadata numbered = next.numbered(nextSequence);
        int slot = (int) (nextSequence % Geometry.SLOTS);
        int copies = 0;
        IoResult.Failed why = null;
        for (int copy = 0; copy < Geometry.COPIES; copy++) {
            IoResult written =
                    write(numbered, Geometry.slot(disk.sectors(), copy, slot).first());
            if (written instanceof IoResult.Failed failed) {
                why = failed;
            } else {
                copies++;
            }
        }
        if (copies == 0 && why != null) {
            nextSequence += Geometry.SLOTS;
            return new Recorded.Failed(why);
        }
        nextSequence++;
        current = numbered;
        copiesCurrent = copies;
        return new Recorded.Durable(copies);
    }

    /** One copy is durable before the next is touched. */
    private IoResult write(Metadata next, DiskSector location) {
        byte[] bytes = MetadataCodec.encode(next, location);
        ByteBuffer buffer = BlockDevice.buffer(bytes.length / BlockDevice.SECTOR_BYTES);
        buffer.put(bytes).flip();
        IoResult written = disk.write(new SectorRange(location, bytes.length / BlockDevice.SECTOR_BYTES), buffer);
        return written.ok() ? disk.flush() : written;
    }
}
