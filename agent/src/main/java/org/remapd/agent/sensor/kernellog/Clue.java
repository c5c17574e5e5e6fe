package org.remapd.agent.sensor.kernellog;

import org.jspecify.annotations.Nullable;

/** What one message of the kernel says of an I/O error. */
sealed interface Clue {

    /** The clue in {@code text}, or null: most messages hold none, and those of upper layers are none. */
    static @Nullable Clue in(String text) {
        return Clues.read(text);
    }

    /**
     * A request that failed, by the block layer.
     *
     * @param device the disk, or a device stacked upon one
     * @param sector in 512 bytes, -1 if not said
     * @param segments how many pieces of memory the request had left, each at most a page in most cases; -1 if not said
     * @param longKnown the form of before 5.16, whose kernels do not print an NVMe drive's own status
     */
    record Block(BlockError error, String device, long sector, Request request, long segments, boolean longKnown)
            implements Clue {}

    /** The same by the tracepoint block:block_rq_error, which also knows how long the request was. */
    record Traced(BlockError error, String device, long sector, long count, Request request) implements Clue {}

    /**
     * A line of the SCSI disk driver. Kernels before 4.x split them, so that any of the names may be missing.
     *
     * @param address host:channel:target:lun
     * @param tag the command's, -1 if not said
     */
    record Scsi(@Nullable String address, @Nullable String disk, long tag, ScsiFact fact) implements Clue {}

    sealed interface ScsiFact {}

    /** How the host adapter took it. */
    record HostResult(boolean ok) implements ScsiFact {}

    /**
     * What kind of error it is.
     *
     * @param deferred it is an earlier command's, of which nobody says where that went
     */
    record SenseKey(int key, boolean deferred) implements ScsiFact {}

    /** The additional sense, and whether it is one of the medium. */
    record AddSense(boolean medium) implements ScsiFact {}

    record Command(Extent extent) implements ScsiFact {}

    /** Sixteen bytes of a command that is printed on two lines, from that byte on. */
    record CommandPart(int from, Cdb bytes) implements ScsiFact {}

    /** The device does not answer, whatever the command. */
    record DeviceTrouble() implements ScsiFact {}

    /** Nothing but that the lines that follow belong to this device. */
    record Heading() implements ScsiFact {}

    /** A line of libata's report on a failed command; {@code port} is null for the lines that continue one. */
    record Ata(@Nullable String port, AtaFact fact) implements Clue {}

    sealed interface AtaFact {}

    /** The report's first line. */
    record AtaReport() implements AtaFact {}

    /**
     * What was asked, and in the same record perhaps what came of it.
     *
     * @param tag the command's, which since 4.x is that of the SCSI layer; -1 if not said
     */
    record AtaCommand(Taskfile command, long tag, @Nullable AtaResult result) implements AtaFact {}

    /**
     * What came of a command.
     *
     * @param errorMask libata's own classes of what went wrong (include/linux/libata.h, {@code AC_ERR_*})
     */
    record AtaResult(Taskfile registers, long errorMask) implements AtaFact {}

    /** The error register in words. */
    record AtaErrors(boolean uncorrectable) implements AtaFact {}

    /** A command that an NVMe drive failed, with the drive's own status. */
    record Nvme(@Nullable String device, Extent extent, boolean medium) implements Clue {}

    /** An NVMe controller that does not answer; {@code controller} is {@code nvme0}, or {@link #ANY}. */
    record ControllerTrouble(String controller) implements Clue {

        static final String ANY = "nvme";
    }

    /** Messages of this function were left out by the rate limit, errors among them. */
    record Suppressed(String function) implements Clue {}

    /** A kernel has started: no line before this has to do with any behind. */
    record Boot() implements Clue {}

    /** How large a disk's logical blocks are. */
    record Geometry(String disk, int sectorsPerBlock) implements Clue {}
}
