package org.remapd.agent.twin;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/**
 * A disk of 4096-byte blocks that are kept whole and shared between copies, so that a hundred thousand images of it can be
 * made and loaded. It has no cache: what a power cut does to writes is the business of whoever replays its log.
 */
public final class ImageDisk implements BlockDevice {

    public static final int BLOCK_BYTES = 4096;
    private static final int BLOCK_SECTORS = BLOCK_BYTES / SECTOR_BYTES;
    private static final byte[] ZEROS = new byte[BLOCK_BYTES];

    /** What the disk was asked to do, in order. */
    public sealed interface Request {}

    /** A block that was written. The bytes are not to be changed. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Write(int disk, long block, byte[] bytes) implements Request {}

    public record Flush(int disk) implements Request {}

    private final long sectors;
    private final Map<Long, byte[]> blocks;
    private final Set<Long> unreadable = new HashSet<>();
    private final Set<Long> unwritable = new HashSet<>();
    private int number;
    private List<Request> log = new ArrayList<>();
    private boolean logging;
    private long bytesWritten;
    private long flushes;

    private ImageDisk(long sectors, Map<Long, byte[]> blocks) {
        this.sectors = sectors;
        this.blocks = blocks;
    }

    public static ImageDisk of(long sectors) {
        return new ImageDisk(sectors, new HashMap<>());
    }

    /** One that was kept as a resource: the number of each block that is not all zeros, and its bytes, gzipped. */
    public static ImageDisk load(String resource, long sectors) throws IOException {
        ImageDisk disk = of(sectors);
        InputStream file = Objects.requireNonNull(ImageDisk.class.getResourceAsStream(resource), resource);
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(file))) {
            while (true) {
                long block;
                try {
                    block = in.readLong();
                } catch (EOFException e) {
                    return disk;
                }
                disk.put(block, in.readNBytes(BLOCK_BYTES));
            }
        }
    }

    /** The same contents and bad places. */
    public ImageDisk copy() {
        ImageDisk copy = new ImageDisk(sectors, new HashMap<>(blocks));
        copy.unreadable.addAll(unreadable);
        copy.unwritable.addAll(unwritable);
        return copy;
    }

    /** Requests go into this log from now on, as those of disk {@code number}. */
    public ImageDisk logTo(List<Request> requests, int number) {
        this.number = number;
        log = requests;
        logging = true;
        return this;
    }

    /** What is on the disk from now on. */
    public void put(long block, byte[] bytes) {
        blocks.put(block, bytes);
        unreadable.remove(block);
    }

    /** What a read of this block gives; not to be changed. */
    public byte[] block(long block) {
        return blocks.getOrDefault(block, ZEROS);
    }

    /** Blocks that have ever been written. */
    public Set<Long> used() {
        return Set.copyOf(blocks.keySet());
    }

    public ImageDisk failReads(long block) {
        unreadable.add(block);
        return this;
    }

    /** Writing this block fails from now on, and it does not read any more either. */
    public ImageDisk goBad(long block) {
        unreadable.add(block);
        unwritable.add(block);
        return this;
    }

    /** This block reads until somebody tries to write it; from then on it does neither. */
    public ImageDisk goBadWhenWritten(long block) {
        unwritable.add(block);
        return this;
    }

    public long bytesWritten() {
        return bytesWritten;
    }

    public long flushes() {
        return flushes;
    }

    @Override
    public String path() {
        return "/dev/image" + number;
    }

    @Override
    public long sectors() {
        return sectors;
    }

    @Override
    public int logicalBlockSize() {
        return BLOCK_BYTES;
    }

    @Override
    public int physicalBlockSize() {
        return BLOCK_BYTES;
    }

    @Override
    public IoResult read(SectorRange range, ByteBuffer into) {
        check(range, into);
        long first = range.first().number() / BLOCK_SECTORS;
        int count = (int) (range.count() / BLOCK_SECTORS);
        for (int i = 0; i < count; i++) {
            if (unreadable.contains(first + i)) {
                return new IoResult.Failed(IoError.MEDIUM, "unreadable");
            }
        }
        for (int i = 0; i < count; i++) {
            into.put(into.position() + i * BLOCK_BYTES, block(first + i));
        }
        return new IoResult.Ok();
    }

    @Override
    public IoResult write(SectorRange range, ByteBuffer from) {
        check(range, from);
        long first = range.first().number() / BLOCK_SECTORS;
        int count = (int) (range.count() / BLOCK_SECTORS);
        for (int i = 0; i < count; i++) {
            if (unwritable.contains(first + i)) {
                unreadable.add(first + i);
                return new IoResult.Failed(IoError.MEDIUM, "unwritable");
            }
        }
        bytesWritten += range.count() * SECTOR_BYTES;
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[BLOCK_BYTES];
            from.get(from.position() + i * BLOCK_BYTES, bytes);
            blocks.put(first + i, bytes);
            unreadable.remove(first + i);
            if (logging) {
                log.add(new Write(number, first + i, bytes));
            }
        }
        return new IoResult.Ok();
    }

    @Override
    public IoResult flush() {
        flushes++;
        if (logging) {
            log.add(new Flush(number));
        }
        return new IoResult.Ok();
    }

    private void check(SectorRange range, ByteBuffer buffer) {
        boolean aligned = range.first().number() % BLOCK_SECTORS == 0 && range.count() % BLOCK_SECTORS == 0;
        if (!aligned || range.end().number() > sectors) {
            throw new IllegalArgumentException(range + " of a disk of " + sectors + " sectors");
        }
        if (!buffer.isDirect() || buffer.remaining() != range.count() * SECTOR_BYTES) {
            throw new IllegalArgumentException("a buffer of " + buffer.remaining() + " bytes for " + range);
        }
    }

    @Override
    public void close() {}
}
