package org.remapd.agent.device;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.LongStream;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Extent;
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

    /** What a page is to hold. */
    interface Content {
        Block block(int copy, int page);
    }

    private final List<BlockDevice> members;
    private final Content content;
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

    /** Makes sure that no superblock of an earlier device is found where this one's are looked for. */
    IoResult forgetEarlier() {
        IoResult result = new IoResult.Ok();
        for (int member = 0; member < members.size() && result.ok(); member++) {
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

    /** Fills all places of a copy's superblock; it takes two in a row that are good. */
    IoResult writeSuperblocks(int copy, long sequence) {
        Extent extent = superblocks(copy);
        Block block = new Block(plan.device(), Block.Kind.SUPERBLOCK, copy, 0, sequence, plan.body());
        boolean before = false;
        boolean enough = false;
        IoResult last = new IoResult.Ok();
        for (int place = 0; place < CopyArea.SUPERBLOCKS; place++) {
            Location at = plan.geometry().copies().get(copy).superblock(place);
            ByteBuffer buffer = BlockDevice.buffer(Block.SECTORS);
            buffer.put(block.encode(at)).flip();
            IoResult written = disk(copy).write(new SectorRange(at.sector(), Block.SECTORS), buffer);
            enough |= before && written.ok();
            before = written.ok();
            last = written.ok() ? last : written;
        }
        if (!enough) {
            return last.ok()
                    ? new IoResult.Failed(IoError.MEDIUM, "no good place for the superblock in " + extent)
                    : last;
        }
        return disk(copy).flush();
    }

    private Extent superblocks(int copy) {
        CopyArea area = plan.geometry().copies().get(copy);
        DiskSector first = area.superblock();
        return new Extent(area.member(), new SectorRange(first, (long) CopyArea.SUPERBLOCKS * Block.SECTORS));
    }

    private BlockDevice disk(int copy) {
        return members.get(plan.geometry().copies().get(copy).member());
    }
}
