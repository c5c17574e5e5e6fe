package org.remapd.agent.sensor.scrub;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.sys.Libc;

/**
 * The memory that scrubs read into, the same for one after the other: what Java frees of such memory comes back only some day, and the
 * daemon's is locked. A scrub has half of what is there at most, so that there is something for the next one, too: the more run at the same time, the
 * less at once the later ones read. Any thread.
 */
public final class ReadBuffers {

    /** It grows by so much, and never shrinks; as much as the largest block is. */
    private static final int SLAB_BYTES = 4 << 20;

    private static final int SLABS = 4;

    /** The smallest block. */
    private static final int CHUNK_BYTES = 64 << 10;

    private static final int CHUNKS = SLABS * (SLAB_BYTES / CHUNK_BYTES);

    private final List<Slab> slabs = new ArrayList<>();

    /** A piece of memory, and which chunks of it are lent. */
    private static final class Slab {

        private final ByteBuffer memory = Libc.largePages(SLAB_BYTES);
        private final BitSet lent = new BitSet();

        Optional<Buffer> take(int bytes) {
            int chunks = bytes / CHUNK_BYTES;
            for (int first = 0; first + chunks <= SLAB_BYTES / CHUNK_BYTES; first += chunks) {
                if (lent.get(first, first + chunks).isEmpty()) {
                    lent.set(first, first + chunks);
                    return Optional.of(new Buffer(memory.slice(first * CHUNK_BYTES, bytes), Optional.of(this), first));
                }
            }
            return Optional.empty();
        }
    }

    /** Something to read into, until it is given back. */
    static final class Buffer {

        private final ByteBuffer memory;
        private final Optional<Slab> slab;
        private final int first;

        private Buffer(ByteBuffer memory, Optional<Slab> slab, int first) {
            this.memory = memory;
            this.slab = slab;
            this.first = first;
        }

        int bytes() {
            return memory.capacity();
        }

        /** For the first so many bytes. */
        ByteBuffer of(int bytes) {
            return memory.duplicate().limit(bytes);
        }
    }

    /**
     * Buffers for one scrub: at least one, at most so many, all of a size.
     *
     * @param bytes of each, a power of two from 64 KiB to 4 MiB; where there is too little for so many, they are smaller
     */
    synchronized List<Buffer> lend(int most, int bytes) {
        boolean leavesAsMuch = (long) most * bytes <= freeBytes() / 2;
        List<Buffer> lent = leavesAsMuch || bytes == CHUNK_BYTES ? take(most, bytes) : List.of();
        if (!lent.isEmpty()) {
            return lent;
        }
        return bytes > CHUNK_BYTES ? lend(most, bytes / 2) : List.of(spare());
    }

    private List<Buffer> take(int most, int bytes) {
        return Stream.generate(() -> take(bytes))
                .limit(most)
                .takeWhile(Optional::isPresent)
                .flatMap(Optional::stream)
                .toList();
    }

    private long freeBytes() {
        int lent = slabs.stream().mapToInt(slab -> slab.lent.cardinality()).sum();
        return (long) (CHUNKS - lent) * CHUNK_BYTES;
    }

    private Optional<Buffer> take(int bytes) {
        Optional<Buffer> lent =
                slabs.stream().flatMap(slab -> slab.take(bytes).stream()).findFirst();
        if (lent.isEmpty() && slabs.size() < SLABS) {
            slabs.add(new Slab());
            return take(bytes);
        }
        return lent;
    }

    private static Buffer spare() {
        return new Buffer(BlockDevice.buffer(CHUNK_BYTES / BlockDevice.SECTOR_BYTES), Optional.empty(), 0);
    }

    synchronized void takeBack(Buffer buffer) {
        buffer.slab.ifPresent(slab -> slab.lent.clear(buffer.first, buffer.first + buffer.bytes() / CHUNK_BYTES));
    }
}
