package org.remapd.agent.sensor.kernellog;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The classes of error that the block layer prints (block/blk-core.c, {@code blk_errors}), as far as they differ here. */
enum BlockError {
    /** ENODATA: the drive says that the medium is at fault; NVMe drives also that they are locked. */
    MEDIUM,
    /** EIO: anything, among it the medium errors of SATA drives. */
    IO,
    /** All that is certainly not the medium. */
    OTHER;

    private static final Set<String> OTHERS = Set.of(
            "operation not supported",
            "timeout",
            "critical space allocation",
            "recoverable transport",
            "critical target",
            "critical nexus",
            "reservation conflict",
            "protection",
            "kernel resource",
            "device resource",
            "nonblocking retry",
            "device offline",
            "dm internal retry",
            "zone resource",
            "open zones exceeded",
            "active zones exceeded",
            "zone open resource",
            "zone active resource",
            "duration limit exceeded",
            "invalid");

    private static final long EIO = 5;
    private static final long ENODATA = 61;

    /** The class of that name, or null if the kernel has none. */
    static @Nullable BlockError named(String name) {
        return switch (name) {
            case "critical medium" -> MEDIUM;
            case "I/O" -> IO;
            default -> OTHERS.contains(name) ? OTHER : null;
        };
    }

    static BlockError ofErrno(long errno) {
        return errno == ENODATA ? MEDIUM : errno == EIO ? IO : OTHER;
    }
}
