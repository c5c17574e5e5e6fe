package org.remapd.agent.sensor.kernellog;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Which of the open cases are of one error. The layers name a device each in its own way, and not all of them name a
 * place; what they have in common is a tag, a place in logical blocks of whatever size, or only the time.
 */
record Candidates(OpenCases open, Devices devices, Moment now) {

    /** Those that disks have, in sectors, for as long as the log has not said. */
    private static final int[] BLOCK_SIZES = {1, 8};

    /** The command that the request went into; else one of the disk of which nobody says where it went. */
    @Nullable
    ScsiCase scsi(Clue.Block block) {
        ScsiCase there = open.latest(ScsiCase.class, each -> isOf(each, block) && fits(each.extent(), block));
        return there != null
                ? there
                : open.latest(ScsiCase.class, each -> isOf(each, block) && each.mayBeOf(block) && each.isFresh(now));
    }

    @Nullable
    NvmeCase nvme(Clue.Block block) {
        return open.latest(NvmeCase.class, each -> isOf(each, block));
    }

    /**
     * The report of the port that is this disk's, as far as can be told: disks of a mirror fail at the same place. If
     * there is no doubt, it is remembered.
     */
    @Nullable
    AtaCase ata(Clue.Block block, @Nullable ScsiCase scsi) {
        AtaCase found = open.likeliest(
                AtaCase.class,
                each -> isOf(each, block) && !contradict(each, scsi),
                likelihood(block.device(), scsi, block.sector()));
        if (found == null || found.port == null) {
            return found;
        }
        AtaCase other = open.latest(AtaCase.class, each -> isOf(each, block) && !each.isOfPort(found.port));
        if (other == null && found.knowsCommand()) {
            devices.port(found.port, block.device());
        }
        return found;
    }

    /** The same where no line of the block layer has come. */
    @Nullable
    AtaCase ata(ScsiCase scsi, @Nullable String disk) {
        boolean mayBe = scsi.disk == null || DeviceName.mayBeAta(scsi.disk);
        return open.likeliest(
                AtaCase.class,
                each -> mayBe && isOf(each, scsi, disk) && !contradict(each, scsi),
                likelihood(disk, scsi, Cursor.NONE));
    }

    /** Whether {@code each} ends with the request, {@code ata} having been found to be its report. */
    boolean isOfSameError(OpenCase each, Clue.Block block, @Nullable AtaCase ata) {
        if (each instanceof AtaCase attempt) {
            return ata != null && attempt.isOfPort(ata.port) && isOf(attempt, block);
        }
        return each instanceof TroubleCase trouble && isOf(trouble, block);
    }

    /** How large the logical blocks are in which the layers below count. */
    int sectorsPerBlock(Clue.Block block, @Nullable ScsiCase scsi, @Nullable AtaCase ata, @Nullable NvmeCase nvme) {
        int size = nvme != null ? size(nvme.clue.extent(), block) : 0;
        if (size == 0 && scsi != null) {
            size = size(scsi.extent(), block);
        }
        if (size == 0 && ata != null) {
            size = size(ata.extent(), block);
        }
        return Math.max(1, size);
    }

    private boolean isOf(ScsiCase scsi, Clue.Block block) {
        String disk = scsi.disk != null ? scsi.disk : devices.diskAt(scsi.address);
        if (disk == null) {
            // Nobody has said which disk has that address: the one whose error follows at once, if it has no other.
            return scsi.isFresh(now) && !devices.knowsAddressOf(block.device());
        }
        return disk.equals(block.device());
    }

    private boolean isOf(NvmeCase nvme, Clue.Block block) {
        String device = nvme.clue.device();
        boolean same = device == null
                ? DeviceName.isNvme(block.device())
                : DeviceName.namespace(device).equals(DeviceName.namespace(block.device()));
        return same && fits(nvme.clue.extent(), block);
    }

    /** A report that names no command belongs to the error that follows at once. */
    private boolean isOf(AtaCase ata, Clue.Block block) {
        if (!DeviceName.mayBeAta(block.device())) {
            return false;
        }
        return ata.knowsCommand() ? fits(ata.extent(), block) : ata.isFresh(now);
    }

    private static boolean isOf(TroubleCase trouble, Clue.Block block) {
        boolean any = trouble.controller.equals(Clue.ControllerTrouble.ANY) && DeviceName.isNvme(block.device());
        return any || trouble.controller.equals(DeviceName.controller(block.device()));
    }

    /** Without the block layer's line: by the place, or if one of the two names none, by what else tells. */
    private boolean isOf(AtaCase ata, ScsiCase scsi, @Nullable String disk) {
        if (ata.knowsCommand() && scsi.knowsCommand()) {
            return ata.extent().overlaps(scsi.extent());
        }
        boolean known = disk != null && disk.equals(devices.diskAtPort(ata.port));
        boolean alike = ata.isOfTag(scsi.tag) && ata.isMedium() == scsi.isMedium();
        return known || !ata.knowsCommand() || alike;
    }

    /** The sense data of an ATA disk are made of its registers, so that it never has another trouble if those tell of the medium. */
    private static boolean contradict(AtaCase ata, @Nullable ScsiCase scsi) {
        return scsi != null && scsi.isOfSomethingElse() && ata.isMedium();
    }

    private Comparator<AtaCase> likelihood(@Nullable String disk, @Nullable ScsiCase scsi, long sector) {
        return Comparator.<AtaCase>comparingInt(each -> ownership(devices.diskAtPort(each.port), disk))
                .thenComparing(each -> scsi != null && each.isOfTag(scsi.tag))
                .thenComparing(AtaCase::knowsCommand)
                .thenComparing(each -> scsi != null && each.extent().equals(scsi.extent()))
                .thenComparing(each -> each.isAt(sector))
                .thenComparing(each -> scsi != null && each.isMedium() == scsi.isMedium())
                .thenComparing(AtaCase::isMedium);
    }

    /** 1 for the own one, -1 for another's, 0 if that is not known. */
    private static int ownership(@Nullable String known, @Nullable String disk) {
        return known == null ? 0 : known.equals(disk) ? 1 : -1;
    }

    private boolean fits(Extent extent, Clue.Block block) {
        return size(extent, block) > 0;
    }

    /** With logical blocks of how many sectors the request lies in {@code extent}; 0 if with none. */
    private int size(Extent extent, Clue.Block block) {
        int known = devices.sectorsPerBlock(block.device());
        for (int size : known > 0 ? new int[] {known} : BLOCK_SIZES) {
            if (extent.contains(block.sector(), size) && (size == known || !isTooSmall(extent, block, size))) {
                return size;
            }
        }
        return 0;
    }

    /** At a disk's start several sizes fit; but a request of several sectors hardly has a piece of memory for each. */
    private static boolean isTooSmall(Extent extent, Clue.Block block, int size) {
        return size == 1 && extent.blocks() > 1 && block.segments() >= extent.blocks();
    }
}
