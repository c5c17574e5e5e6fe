package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;

/**
 * What follows from all that the layers say of one error.
 *
 * <ul>
 *   <li>The drive's own word decides: sense data, ATA registers, NVMe status. The block layer's class comes second, since
 *       SATA drives' medium errors are of the class "I/O", and locked NVMe drives of the class "critical medium".
 *   <li>A sector behind the command's first is where the drive found the error; if it is the first, the drive may not have
 *       said, and the error is anywhere in the command. ATA drives always say; what they say counts if it was asked for.
 * </ul>
 *
 * @param block the block layer's line, if it came
 * @param troubled whether the device did not answer at the time
 * @param sectorsPerBlock of the device; 0 if not known
 */
record Judgement(
        Clue.@Nullable Block block,
        @Nullable ScsiCase scsi,
        @Nullable AtaCase ata,
        @Nullable NvmeCase nvme,
        boolean troubled,
        int sectorsPerBlock) {

    private static final int NO_SENSE = 0;
    private static final int HARDWARE_ERROR = 4;
    private static final int SECTORS_PER_PAGE = 8;
    private static final int MOST_SEGMENTS = 1 << 16;

    Verdict verdict(@Nullable String device, Stamp time, Evidence evidence) {
        Verdict.Kind kind = device == null || DeviceName.isDisk(device) ? kind() : Verdict.Kind.NOT_MEDIA;
        SectorRange asked = command().sectors(sectorsPerBlock());
        long exact = kind == Verdict.Kind.PROBE && asked != null ? exact(asked) : Cursor.NONE;
        if (exact >= 0) {
            return verdict(Verdict.Kind.EXACT, device, exact, 1L, time, evidence);
        }
        if (asked == null) {
            boolean nowhere = kind == Verdict.Kind.PROBE && isFlush();
            return verdict(kind, device, nowhere ? Cursor.NONE : sector(), bySegments(), time, evidence);
        }
        boolean fromTheMiddle = block != null && kind != Verdict.Kind.PROBE && isBehindFirst(asked);
        long first = fromTheMiddle ? sector() : asked.first().number();
        return verdict(kind, device, first, asked.end().number() - first, time, evidence);
    }

    private boolean isFlush() {
        return block != null && block.request() == Request.FLUSH;
    }

    private long sector() {
        return block == null ? Cursor.NONE : block.sector();
    }

    private Verdict verdict(
            Verdict.Kind kind,
            @Nullable String device,
            long sector,
            @Nullable Long count,
            Stamp time,
            Evidence evidence) {
        DiskSector first = sector < 0 ? null : new DiskSector(sector);
        return new Verdict(kind, device, first, first == null ? null : count, operation(), time, evidence.lines());
    }

    Verdict.Kind kind() {
        if (nvme != null) {
            return nvme.clue.medium() ? Verdict.Kind.PROBE : Verdict.Kind.NOT_MEDIA;
        }
        if (block != null && block.error() == BlockError.MEDIUM) {
            // Kernels before 5.16 name a locked NVMe drive so, and do not print its status.
            boolean mayBeLocked = block.longKnown() && DeviceName.isNvme(block.device());
            return mayBeLocked ? Verdict.Kind.AMBIGUOUS : Verdict.Kind.PROBE;
        }
        if (scsi != null && scsi.mayBeMedium()) {
            return Verdict.Kind.AMBIGUOUS;
        }
        if (block != null && block.error() == BlockError.OTHER) {
            return Verdict.Kind.NOT_MEDIA;
        }
        if ((scsi != null && scsi.isMedium()) || (ata != null && ata.isMedium())) {
            return Verdict.Kind.PROBE;
        }
        return mayBeMedium() ? Verdict.Kind.AMBIGUOUS : Verdict.Kind.NOT_MEDIA;
    }

    /** Of an I/O error of which nobody says that it is the medium: whether nobody says otherwise. */
    private boolean mayBeMedium() {
        if (ata != null && ata.knowsCommand()) {
            return ata.isDrive();
        }
        boolean data = block != null
                && block.request() != Request.OTHER
                && !isFlush()
                && (scsi == null || scsi.key() < 0 || scsi.key() == NO_SENSE || scsi.key() == HARDWARE_ERROR);
        return data && !troubled && (scsi == null || !scsi.isHostAtFault());
    }

    private long exact(SectorRange asked) {
        if (nvme != null || (scsi != null && scsi.isDeferred())) {
            return Cursor.NONE;
        }
        if (block != null && isBehindFirst(asked)) {
            return block.sector();
        }
        long reported = ata == null ? Cursor.NONE : ata.reported();
        return reported < 0 ? Cursor.NONE : reported * sectorsPerBlock();
    }

    private boolean isBehindFirst(SectorRange asked) {
        return block != null
                && block.sector() > asked.first().number()
                && block.sector() < asked.end().number();
    }

    private Extent command() {
        if (nvme != null) {
            return nvme.clue.extent();
        }
        if (scsi != null && scsi.extent().isSomewhere()) {
            return scsi.extent();
        }
        return ata == null ? Extent.NOWHERE : ata.extent();
    }

    /** No command was printed, but into how many pieces of memory, mostly pages, it should have read. */
    private @Nullable Long bySegments() {
        if (block == null || block.segments() <= 0 || block.segments() > MOST_SEGMENTS) {
            return null;
        }
        boolean data = block.request() == Request.READ || block.request() == Request.WRITE;
        return data ? block.segments() * SECTORS_PER_PAGE : null;
    }

    Verdict.@Nullable Operation operation() {
        Request request = block == null ? Request.UNKNOWN : block.request();
        return switch (request == Request.UNKNOWN ? command().request() : request) {
            case READ -> Verdict.Operation.READ;
            case WRITE -> Verdict.Operation.WRITE;
            default -> null;
        };
    }
}
