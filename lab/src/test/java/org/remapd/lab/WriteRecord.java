package org.remapd.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What the block layer was asked to write, in order, as the kernel's device-mapper target {@code log-writes} records it
 * (drivers/md/dm-log-writes.c): of writes that no flush had come between, in the order of their completion.
 */
final class WriteRecord {

    private static final long MAGIC = 0x6a736677736872L;
    private static final int ENTRY_BYTES = 32;
    private static final int FLUSH = 1;
    private static final int FUA = 2;
    private static final int DISCARD = 4;
    private static final int MARK = 8;

    /** One request, or a mark. */
    sealed interface Entry {}

    /**
     * Sectors that were written.
     *
     * @param sector  the first
     * @param sectors what they hold now, each
     * @param durable at once, whatever becomes of what was written before
     */
    record Write(long sector, List<byte[]> sectors, boolean durable) implements Entry {}

    /** All that was written before is durable. */
    record Flush() implements Entry {}

    /** What somebody had to say at this point: {@code dmsetup message DEVICE 0 mark TEXT}. */
    record Mark(String text) implements Entry {}

    private final FileChannel file;
    private final int sectorBytes;
    private final List<Entry> entries = new ArrayList<>();
    private long position;

    private WriteRecord(FileChannel file) throws IOException {
        this.file = file;
        ByteBuffer head = at(0, 28);
        if (head.getLong(0) != MAGIC) {
            throw new IOException("no record of dm-log-writes");
        }
        sectorBytes = head.getInt(24);
        position = sectorBytes;
        for (long left = head.getLong(16); left > 0; left--) {
            readEntry();
        }
    }

    /** The whole of a record that lies on this disk. */
    static List<Entry> on(Path disk) throws IOException {
        try (FileChannel file = FileChannel.open(disk, StandardOpenOption.READ)) {
            return new WriteRecord(file).entries;
        }
    }

    private void readEntry() throws IOException {
        ByteBuffer head = at(position, sectorBytes);
        long bytes = head.getLong(8) * sectorBytes;
        long flags = head.getLong(16);
        position += sectorBytes;
        if ((flags & MARK) != 0) {
            ByteBuffer text = head.slice(ENTRY_BYTES, (int) head.getLong(24));
            entries.add(new Mark(StandardCharsets.US_ASCII.decode(text).toString()));
            return;
        }
        if ((flags & DISCARD) != 0) {
            throw new IOException("a discard, of which nobody knows what it leaves");
        }
        if ((flags & FLUSH) != 0) {
            entries.add(new Flush());
        }
        if (bytes > 0) {
            long first = head.getLong(0) * sectorBytes / 512;
            entries.add(new Write(first, sectors(at(position, (int) bytes)), (flags & FUA) != 0));
            position += bytes;
        }
    }

    private static List<byte[]> sectors(ByteBuffer data) {
        List<byte[]> sectors = new ArrayList<>();
        while (data.hasRemaining()) {
            byte[] sector = new byte[512];
            data.get(sector);
            sectors.add(sector);
        }
        return sectors;
    }

    private ByteBuffer at(long offset, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, offset + buffer.position()) < 0) {
                throw new IOException("the record ends early");
            }
        }
        return buffer.flip();
    }
}
