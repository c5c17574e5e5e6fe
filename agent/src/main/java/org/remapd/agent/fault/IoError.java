package org.remapd.agent.fault;

/**
 * Why a read or write of a disk failed, as far as Linux tells (errno of direct I/O; {@code block/blk-core.c},
 * {@code blk_errors}).
 */
public enum IoError {
    /** ENODATA, EILSEQ: the drive says that it cannot read or keep this place (SCSI, NVMe, USB). */
    MEDIUM,
    /** EIO: what libata makes of an unreadable sector too, and virtio of everything. */
    UNSPECIFIC,
    /** ETIMEDOUT, or no answer within our own bound. */
    TIMEOUT,
    /** ENODEV, ENXIO, ENOMEDIUM: no device there any more. */
    GONE,
    /** ENOLINK, EBADE, EREMOTEIO and all others: the way to the disk or the request, not the medium. */
    OTHER;

    /** Whether such an error can be a bad sector at all; the rest never confirms anything. */
    public boolean mayBeMedium() {
        return this == MEDIUM || this == UNSPECIFIC;
    }
}
