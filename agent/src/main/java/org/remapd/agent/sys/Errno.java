package org.remapd.agent.sys;

/** The error numbers that remapd tells apart, as in {@code asm-generic/errno.h}. */
public final class Errno {
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EBUSY = 16;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EINVAL = 22;
    public static final int EPIPE = 32;
    public static final int ENODATA = 61;
    public static final int EILSEQ = 84;
    public static final int ETIMEDOUT = 110;
    public static final int ENOMEDIUM = 123;

    private Errno() {}
}
