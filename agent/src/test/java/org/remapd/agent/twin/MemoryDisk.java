package org.remapd.agent.twin;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/**
 * A disk in memory with a volatile cache, whose sectors fail as those of real disks do. A failed read leaves junk in the
 * caller's buffer, as a drive may.
 */
public final class MemoryDisk implements BlockDevice {

    private static final byte[] ZEROS = new byte[SECTOR_BYTES];
    private static final byte JUNK = (byte) 0xEE;

    private final long sectors;
    private final int logicalBlockSize;
    private final int physicalBlockSize;

    private final Map<Long, byte[]> medium = new HashMap<>();
    private final TreeMap<Long, byte[]> cache = new TreeMap<>();

    private final TreeSet<Long> readFails = new TreeSet<>();
    private final Set<Long> writeFails = new TreeSet<>();
    private final Set<Long> pendingBlocks = new HashSet<>();
    private final Map<Long, Integer> flakyBlocks = new HashMap<>();
    private IoError mediumError = IoError.UNSPECIFIC;
    private Optional<IoError> wholeDevice = Optional.empty();
    private boolean flushFails;
    private long untilItHangs = Long.MAX_VALUE;
    private boolean doesTheLast;

    private final List<SectorRange> reads = new ArrayList<>();
    private final List<SectorRange> writes = new ArrayList<>();
    private final KillSwitch killSwitch;
    private final List<SectorRange> verified = new ArrayList<>();
    private Function<SectorRange, IoResult> verify = BlockDevice.super::verify;
    private Consumer<SectorRange> beforeRead = range -> {};
    private boolean closed;
    private String path = "/dev/memory";

    private MemoryDisk(long sectors, int logicalBlockSize, int physicalBlockSize, KillSwitch killSwitch) {
        this.sectors = sectors;
        this.logicalBlockSize = logicalBlockSize;
        this.physicalBlockSize = physicalBlockSize;
        this.killSwitch = killSwitch;
    }

    /** A disk with 512-byte blocks, all zeros. */
    public static MemoryDisk of512(long sectors) {
        return of(sectors, 512, 512);
    }

    /** A disk that keeps 4096-byte blocks and takes requests of 512 bytes. */
    public static MemoryDisk of512e(long sectors) {
        return of(sectors, 512, 4096);
    }

    /** A disk with 4096-byte blocks. */
    public static MemoryDisk of4Kn(long sectors) {
        return of(sectors, 4096, 4096);
    }

    public static MemoryDisk of(long sectors, int logicalBlockSize, int physicalBlockSize) {
        return new MemoryDisk(sectors, logicalBlockSize, physicalBlockSize, new KillSwitch());
    }

    public MemoryDisk named(String newer) {
        path = newer;
        return this;
    }

    /** Reading any of these sectors fails, until {@link #repair}. */
    public MemoryDisk failReads(long first, long count) {
        each(first, count, readFails::add);
        return this;
    }

    /** Writing any of these sectors fails, until {@link #repair}. */
    public MemoryDisk failWrites(long first, long count) {
        each(first, count, writeFails::add);
        return this;
    }

    /** The physical block with this sector cannot be read until all of it is rewritten. */
    public MemoryDisk pending(long sector) {
        pendingBlocks.add(block(sector));
        return this;
    }

    /** The physical block with this sector fails so many reads, then it reads. */
    public MemoryDisk flaky(long sector, int attempts) {
        flakyBlocks.put(block(sector), attempts);
        return this;
    }

    /** Takes the faults of these sectors away. */
    public MemoryDisk repair(long first, long count) {
        each(first, count, sector -> {
            readFails.remove(sector);
            writeFails.remove(sector);
            pendingBlocks.remove(block(sector));
            flakyBlocks.remove(block(sector));
        });
        return this;
    }

    /** What the drive calls an unreadable sector. */
    public MemoryDisk callsBadSectors(IoError error) {
        mediumError = error;
        return this;
    }

    /** Every request fails with this, whatever it is about. */
    public MemoryDisk failEverything(IoError error) {
        wholeDevice = Optional.of(error);
        return this;
    }

    public MemoryDisk failFlushes(boolean fails) {
        flushFails = fails;
        return this;
    }

    /** The device answers again. */
    public MemoryDisk back() {
        wholeDevice = Optional.empty();
        untilItHangs = Long.MAX_VALUE;
        return this;
    }

    /**
     * So many requests more, and the disk does not answer any longer until it is {@link #back}. The first that it does not answer it
     * does all the same, or not.
     */
    public MemoryDisk hangAfter(int requests, boolean doesTheLast) {
        untilItHangs = requests;
        this.doesTheLast = doesTheLast;
        return this;
    }

    /** Takes a request; true if this is the last before it hangs, and is done all the same. */
    private boolean lastIsDone() {
        killSwitch.call();
        boolean last = untilItHangs-- == 0;
        if (last) {
            failEverything(IoError.TIMEOUT);
        }
        return last && doesTheLast;
    }

    public boolean answers() {
        return wholeDevice.isEmpty();
    }

    /** What happens just before each read, on the reader's thread. */
    public MemoryDisk beforeRead(Consumer<SectorRange> hook) {
        beforeRead = hook;
        return this;
    }

    /** The drive has a command to verify by, and answers so; with {@link #looked} as a good one. */
    public MemoryDisk verifies(Function<SectorRange, IoResult> how) {
        verify = how;
        return this;
    }

    /** What a drive finds that looks at its medium. */
    public IoResult looked(SectorRange range) {
        return intact(range) ? new IoResult.Ok() : new IoResult.Failed(mediumError, "cannot be verified");
    }

    /** All that it was asked to verify. */
    public List<SectorRange> verified() {
        return List.copyOf(verified);
    }

    /** The power fails: of what was not flushed a random part is kept, sector by sector. */
    public void crash(Random random) {
        for (Map.Entry<Long, byte[]> sector : List.copyOf(cache.entrySet())) {
            if (!random.nextBoolean()) {
                cache.remove(sector.getKey());
            }
        }
        destage();
    }

    private void destage() {
        pendingBlocks.removeIf(this::rewritten);
        medium.putAll(cache);
        cache.clear();
    }

    /** Whether all of a physical block waits in the cache. */
    private boolean rewritten(long block) {
        long first = block * blockSectors();
        for (long sector = first; sector < first + blockSectors(); sector++) {
            if (!cache.containsKey(sector)) {
                return false;
            }
        }
        return true;
    }

    /** The same disk at this moment: its contents, its cache and its faults. */
    public MemoryDisk copy() {
        MemoryDisk copy = of(sectors, logicalBlockSize, physicalBlockSize);
        copy.medium.putAll(medium);
        copy.cache.putAll(cache);
        copy.readFails.addAll(readFails);
        copy.writeFails.addAll(writeFails);
        copy.pendingBlocks.addAll(pendingBlocks);
        copy.flakyBlocks.putAll(flakyBlocks);
        copy.mediumError = mediumError;
        copy.wholeDevice = wholeDevice;
        copy.flushFails = flushFails;
        return copy;
    }

    /** Counts requests and can end the daemon at one of them. */
    public KillSwitch killSwitch() {
        return killSwitch;
    }

    /** All reads since {@link #forgetRequests}, whether they worked or not. */
    public List<SectorRange> reads() {
        return List.copyOf(reads);
    }

    public List<SectorRange> writes() {
        return List.copyOf(writes);
    }

    public void forgetRequests() {
        reads.clear();
        writes.clear();
    }

    /** What a read of this sector would give, faults or not. */
    public byte[] content(long sector) {
        return held(sector).clone();
    }

    private byte[] held(long sector) {
        byte[] bytes = cache.get(sector);
        return bytes != null ? bytes : medium.getOrDefault(sector, ZEROS);
    }

    /** What is on the medium from now on, as if it had always been there. */
    public MemoryDisk fill(long sector, byte[] bytes) {
        for (int at = 0; at < bytes.length; at += SECTOR_BYTES) {
            medium.put(sector + at / SECTOR_BYTES, Arrays.copyOfRange(bytes, at, at + SECTOR_BYTES));
        }
        return this;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public long sectors() {
        return sectors;
    }

    @Override
    public int logicalBlockSize() {
        return logicalBlockSize;
    }

    @Override
    public int physicalBlockSize() {
        return physicalBlockSize;
    }

    @Override
    public IoResult read(SectorRange range, ByteBuffer into) {
        check(range, into);
        lastIsDone();
        beforeRead.accept(range);
        reads.add(range);
        if (wholeDevice.isPresent()) {
            return failed(wholeDevice.get(), into);
        }
        boolean reads = attempts(range) && intact(range);
        if (!reads) {
            return failed(mediumError, into);
        }
        for (int sector = 0; sector < range.count(); sector++) {
            into.put(
                    into.position() + sector * SECTOR_BYTES,
                    content(range.first().number() + sector));
        }
        return new IoResult.Ok();
    }

    @Override
    public IoResult verify(SectorRange range) {
        verified.add(range);
        return verify.apply(range);
    }

    /** One attempt at each flaky block of a range; whether all of them read this time. */
    private boolean attempts(SectorRange range) {
        boolean all = true;
        for (long block : List.copyOf(flakyBlocks.keySet())) {
            if (range.overlaps(SectorRange.of(block * blockSectors(), blockSectors()))) {
                int left = flakyBlocks.getOrDefault(block, 0);
                all &= left == 0;
                flakyBlocks.computeIfPresent(block, (key, attempts) -> left > 0 ? left - 1 : null);
            }
        }
        return all;
    }

    private boolean intact(SectorRange range) {
        return readFails.subSet(range.first().number(), range.end().number()).isEmpty()
                && pendingBlocks.stream()
                        .noneMatch(block -> range.overlaps(SectorRange.of(block * blockSectors(), blockSectors()))
                                && !rewritten(block));
    }

    @Override
    public IoResult write(SectorRange range, ByteBuffer from) {
        check(range, from);
        boolean done = lastIsDone();
        writes.add(range);
        if (done) {
            keep(range, from);
        }
        if (wholeDevice.isPresent()) {
            return new IoResult.Failed(wholeDevice.get(), wholeDevice.get().name());
        }
        boolean takes = true;
        for (long sector = range.first().number(); sector < range.end().number(); sector++) {
            takes &= !writeFails.contains(sector) && (coversBlock(range, sector) || !unreadablePending(sector));
        }
        if (!takes) {
            return new IoResult.Failed(mediumError, "write fails");
        }
        keep(range, from);
        return new IoResult.Ok();
    }

    private void keep(SectorRange range, ByteBuffer from) {
        for (int sector = 0; sector < range.count(); sector++) {
            byte[] bytes = new byte[SECTOR_BYTES];
            from.get(from.position() + sector * SECTOR_BYTES, bytes);
            cache.put(range.first().number() + sector, bytes);
        }
    }

    private boolean unreadablePending(long sector) {
        return pendingBlocks.contains(block(sector)) && !rewritten(block(sector));
    }

    private boolean coversBlock(SectorRange range, long sector) {
        long first = block(sector) * blockSectors();
        return range.first().number() <= first
                && first + blockSectors() <= range.end().number();
    }

    @Override
    public IoResult flush() {
        if (lastIsDone()) {
            destage();
        }
        if (wholeDevice.isPresent() || flushFails) {
            return new IoResult.Failed(wholeDevice.orElse(mediumError), "flush fails");
        }
        destage();
        return new IoResult.Ok();
    }

    @Override
    public void close() {
        closed = true;
    }

    public boolean closed() {
        return closed;
    }

    private void check(SectorRange range, ByteBuffer buffer) {
        int sectorsAtOnce = logicalBlockSize / SECTOR_BYTES;
        if (range.first().number() % sectorsAtOnce != 0 || range.count() % sectorsAtOnce != 0) {
            throw new IllegalArgumentException(range + " is not aligned to " + logicalBlockSize + " bytes");
        }
        if (range.end().number() > sectors) {
            throw new IllegalArgumentException(range + " is beyond the end at " + sectors);
        }
        if (!buffer.isDirect() || buffer.remaining() != range.count() * SECTOR_BYTES) {
            throw new IllegalArgumentException("a buffer of " + buffer.remaining() + " bytes for " + range);
        }
    }

    private static IoResult failed(IoError error, ByteBuffer into) {
        for (int at = into.position(); at < into.limit(); at++) {
            into.put(at, JUNK);
        }
        return new IoResult.Failed(error, error.name());
    }

    private long block(long sector) {
        return sector / blockSectors();
    }

    private long blockSectors() {
        return physicalBlockSize / SECTOR_BYTES;
    }

    private static void each(long first, long count, Consumer<Long> action) {
        for (long sector = first; sector < first + count; sector++) {
            action.accept(sector);
        }
    }
}
