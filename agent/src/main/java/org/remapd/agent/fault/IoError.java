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

    private static final int EIO = 5;
    private static final int ENXIO = 6;
    private static final int ENODEV = 19;
    private static final int ENODATA = 61;
    private static final int EILSEQ = 84;
    private static final int ETIMEDOUT = 110;
    private static final int ENOMEDIUM = 123;

    /** What the error number of Linux says, which is positive ({@code asm-generic/errno.h}). */
    public static IoError ofErrno(int errno) {
        return switch (errno) {
            case ENODATA, EILSEQ -> MEDIUM;
            case EIO -> UNSPECIFIC;
            case ETIMEDOUT -> TIMEOUT;
            case ENODEV, ENXIO, ENOMEDIUM -> GONE;
            default -> OTHER;
        };
    }

    /** Whether such an error can be a bad sector at all; the rest never confirms anything. */
    public boolean mayBeMedium() {
        return this == MEDIUM || this == UNSPECIFIC;
    }
}
