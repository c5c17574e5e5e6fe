package org.remapd.agent.device;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Location;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.port.BlockDevice;

/**
 * Writes what a copy of the metadata begins with: every place of every page, so that a place that is blank later on is known
 * to be damaged. Places that do not take it are replaced from the reserve, in the plan.
 */
final class MetadataInitialiser {

    /** Blocks that are written at once. */
    private static final int CHUNK = 128;

    /** The sequence of superblocks that only fill their places. */
    static final long PRIMED = 0;

    /** What a page is to hold. */
    interface Content {
        Block block(int copy, int page);
    }

    private final List<BlockDevice> members;
    private final Content content;
    private final Map<Integer, SuperblockRing> rings = new HashMap<>();
    private Superblock plan;

    MetadataInitialiser(List<BlockDevice> members, Superblock plan, Content content) {
        this.members = members;
        this.plan = plan;
        this.content = content;
    }

    /** The superblock as it is to be recorded. */
    Superblock plan() {
        return plan;
    }

    /** Makes sure that no superblock of an earlier device is found where this one's are looked for, from a member on. */
    IoResult forgetEarlier(int first) {
        IoResult result = new IoResult.Ok();
        for (int member = first; member < members.size() && result.ok(); member++) {
            if (!plan.geometry().members().get(member).bare()) {
                result = wipeSuperblocks(members.get(member), member);
            }
        }
        return result;
    }

    private IoResult wipeSuperblocks(BlockDevice disk, int member) {
        LongStream places = Layout.superblocks(disk.sectors());
        for (long first : places.toArray()) {
            SectorRange range = SectorRange.of(first, (long) CopyArea.SUPERBLOCKS * Block.SECTORS);
            if (member != 0 || !plan.geometry().data().overlaps(range)) {
                IoResult wiped = wipe(disk, range);
                if (!wiped.ok()) {
                    return wiped;
                }
            }
        }
        return disk.flush();
    }

    /** What cannot be written at once is tried block by block; a bad place is none in which an old superblock can be found. */
    private static IoResult wipe(BlockDevice disk, SectorRange range) {
        if (disk.write(range, BlockDevice.buffer(range.count())).ok()) {
            return new IoResult.Ok();
        }
        for (long at = 0; at < range.count(); at += Block.SECTORS) {
            IoResult written = disk.write(
                    new SectorRange(range.first().plus(at), Block.SECTORS), BlockDevice.buffer(Block.SECTORS));
            if (written instanceof IoResult.Failed failed && !failed.error().mayBeMedium()) {
                return written;
            }
        }
        return new IoResult.Ok();
    }

    /** Writes both places of the pages from {@code firstPage} on, and makes them durable. */
    IoResult writePages(int copy, int firstPage) {
        int used = plan.geometry().usedPages();
        for (int place = 0; place < 2; place++) {
            for (int page = firstPage; page < used; page += CHUNK) {
                IoResult written = writeChunk(copy, place, page, Math.min(CHUNK, used - page));
                if (!written.ok()) {
                    return written;
                }
            }
        }
        return disk(copy).flush();
    }

    private IoResult writeChunk(int copy, int place, int firstPage, int count) {
        CopyArea area = plan.geometry().copies().get(copy);
        int number = place * plan.geometry().pages() + firstPage;
        ByteBuffer buffer = BlockDevice.buffer((long) count * Block.SECTORS);
        for (int i = 0; i < count; i++) {
            buffer.put(content.block(copy, firstPage + i).encode(area.place(number + i)));
        }
        SectorRange range = new SectorRange(area.place(number).sector(), (long) count * Block.SECTORS);
        if (!plan.hasMoved(copy) && disk(copy).write(range, buffer.flip()).ok()) {
            return new IoResult.Ok();
        }
        IoResult result = new IoResult.Ok();
        for (int i = 0; i < count && result.ok(); i++) {
            result = writeOne(copy, place, firstPage + i);
        }
        return result;
    }

    private IoResult writeOne(int copy, int place, int page) {
        while (true) {
            Location at = plan.place(copy, page, place);
            ByteBuffer buffer = BlockDevice.buffer(Block.SECTORS);
            buffer.put(content.block(copy, page).encode(at)).flip();
            IoResult written = disk(copy).write(new SectorRange(at.sector(), Block.SECTORS), buffer);
            if (!(written instanceof IoResult.Failed failed)) {
                return written;
            }
            if (!failed.error().mayBeMedium() || !plan.canMove(copy)) {
                return failed;
            }
            plan = plan.moving(copy, page, place);
        }
    }

    /** Prepares the places of a copy's superblock for the first that counts. */
    IoResult primeSuperblocks(int copy) {
        return ring(copy).prime(plan, PRIMED);
    }

    /** Fills the places of a copy's superblock, the newest one being this. */
    IoResult writeSuperblocks(int copy, long sequence) {
        SuperblockRing ring = ring(copy);
        IoResult primed = ring.prime(plan, PRIMED);
        return primed.ok() ? ring.write(plan, sequence) : primed;
    }

    /** With what has been written to it. */
    SuperblockRing ring(int copy) {
        return rings.computeIfAbsent(
                copy,
                key -> SuperblockRing.blank(disk(copy), plan.geometry().copies().get(copy), copy));
    }

    private BlockDevice disk(int copy) {
        return members.get(plan.geometry().copies().get(copy).member());
    }
}
