package org.remapd.agent.device;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;

/**
 * Reads a range and narrows a failure down to the physical blocks that cannot be read. A drive may take seconds for each
 * failed read, so a failed piece is cut in sixteen and not in two.
 */
public final class BadBlockSearch {

    private static final int FAN_OUT = 16;

    /** No request is longer than a mebibyte, however much a hint names. */
    private static final long REQUEST_SECTORS = 2048;

    /** A piece that could not be read: one physical block, or more where the reason is not the medium. */
    public record Bad(SectorRange where, IoResult.Failed why) {}

    private final BlockDevice disk;
    private final long physicalSectors;

    public BadBlockSearch(BlockDevice disk) {
        this.disk = disk;
        this.physicalSectors = disk.physicalBlockSize() / BlockDevice.SECTOR_BYTES;
    }

    /** The bad blocks of a range, in order. An error that is not about the medium ends the search with that as the last. */
    public List<Bad> in(SectorRange range) {
        List<Bad> bad = new ArrayList<>();
        SectorRange whole = disk.wholeBlocks(range);
        boolean medium = true;
        for (long at = 0; at < whole.count() && medium; at += REQUEST_SECTORS) {
            long count = Math.min(REQUEST_SECTORS, whole.count() - at);
            medium = search(new SectorRange(whole.first().plus(at), count), bad);
        }
        return bad;
    }

    private boolean search(SectorRange range, List<Bad> bad) {
        ByteBuffer buffer = BlockDevice.buffer(range.count());
        if (!(disk.read(range, buffer) instanceof IoResult.Failed failed)) {
            return true;
        }
        boolean worthNarrowing = failed.error().mayBeMedium();
        if (!worthNarrowing || range.count() <= physicalSectors) {
            bad.add(new Bad(range, failed));
            return worthNarrowing;
        }
        return searchPieces(range, bad);
    }

    private boolean searchPieces(SectorRange range, List<Bad> bad) {
        long blocks = (range.count() + physicalSectors - 1) / physicalSectors;
        long piece = Math.max(1, blocks / FAN_OUT) * physicalSectors;
        for (long at = 0; at < range.count(); at += piece) {
            if (!search(new SectorRange(range.first().plus(at), Math.min(piece, range.count() - at)), bad)) {
                return false;
            }
        }
        return true;
    }
}
