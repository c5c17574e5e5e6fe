package org.remapd.agent.sys;

/** Error numbers that calls are known to end with, as in {@code asm-generic/errno.h}. */
public final class Errno {
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EBUSY = 16;
    public static final int ENOTDIR = 20;
    public static final int EINVAL = 22;
    public static final int EPIPE = 32;
    public static final int EOPNOTSUPP = 95;

    private Errno() {}
}
