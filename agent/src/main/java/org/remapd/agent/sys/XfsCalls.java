package org.remapd.agent.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a mounted XFS tells of itself: ioctl(2) on any open file or directory of it, which changes nothing. Answers are the
 * kernel's structures as they are, native in their byte order ({@code linux/fsmap.h}, {@code fs/xfs/libxfs/xfs_fs.h}).
 */
public final class XfsCalls {

    private static final long FS_IOC_GETFSMAP = 0xc0c0583bL;
    private static final int FSMAP_HEAD_BYTES = 192;
    private static final int FSMAP_BYTES = 64;

    private static final long XFS_IOC_FSGEOMETRY_V1 = 0x80705864L;
    private static final int GEOMETRY_BYTES = 112;

    private static final long XFS_IOC_INUMBERS = 0x80405880L;
    private static final int REQUEST_BYTES = 64;
    private static final int INUMBERS_BYTES = 24;

    private static final long XFS_IOC_GETBMAPX = 0xc0205838L;
    private static final int BMAPX_BYTES = 48;
    private static final int ATTRIBUTES = 0x1;
    /** With {@code BMV_IF_DELALLOC}, or what was not written yet would be written first. */
    private static final int AS_IT_IS = 0x4 | 0x8 | 0x10;

    /** Sectors of the largest file there can be. With -1, what is kept behind a file's end would be left out. */
    private static final long WHOLE_FILE = 1L << 54;

    private XfsCalls() {}

    /** {@code struct xfs_fsop_geom_v1}. */
    public static ByteBuffer geometry(int fd) throws ErrnoException {
        ByteBuffer geometry = buffer(GEOMETRY_BYTES);
        Libc.deviceIoctl(fd, XFS_IOC_FSGEOMETRY_V1, geometry, "XFS_IOC_FSGEOMETRY");
        return geometry;
    }

    /**
     * To whom places belong: any number of {@code struct fsmap}, up to so many, in their order, from the one that holds the first
     * place. It is not asked for one block alone: of a block that the file system has no record of, but that it is free, kernels may
     * then say nothing.
     *
     * @param device the number of the block device, as stat(2) tells that of files of the file system
     * @param from   in bytes of that
     */
    public static ByteBuffer fsmap(int fd, int device, long from, int most) throws ErrnoException {
        ByteBuffer call = buffer(FSMAP_HEAD_BYTES + most * FSMAP_BYTES);
        call.putInt(8, most);
        int low = 64;
        int high = low + FSMAP_BYTES;
        call.putInt(low, device).putLong(low + 8, from);
        call.putInt(high, device)
                .putInt(high + 4, -1)
                .putLong(high + 8, -1)
                .putLong(high + 16, -1)
                .putLong(high + 24, -1);
        Libc.deviceIoctl(fd, FS_IOC_GETFSMAP, call, "FS_IOC_GETFSMAP");
        return part(call, FSMAP_HEAD_BYTES, Math.min(call.getInt(12), most) * FSMAP_BYTES);
    }

    /** The first chunk of inodes that ends behind this one: a {@code struct xfs_inumbers}, or nothing. */
    public static ByteBuffer inodesFrom(int fd, long inode) throws ErrnoException {
        ByteBuffer call = buffer(REQUEST_BYTES + INUMBERS_BYTES);
        call.putLong(0, inode).putInt(12, 1);
        Libc.deviceIoctl(fd, XFS_IOC_INUMBERS, call, "XFS_IOC_INUMBERS");
        return part(call, REQUEST_BYTES, Math.min(call.getInt(16), 1) * INUMBERS_BYTES);
    }

    /**
     * Where a file or a directory lies, with what is kept for it behind its end: any number of {@code struct getbmapx}, up to so many, all in sectors of 512 bytes. Nothing
     * is written out for it.
     *
     * @param attributes of its extended attributes, and not of its contents
     * @param from       only what lies at or behind this sector of it
     */
    public static ByteBuffer extents(int fd, boolean attributes, long from, int most) throws ErrnoException {
        ByteBuffer call = buffer((1 + most) * BMAPX_BYTES);
        call.putLong(0, from)
                .putLong(16, WHOLE_FILE - from)
                .putInt(24, 1 + most)
                .putInt(32, AS_IT_IS | (attributes ? ATTRIBUTES : 0));
        Libc.deviceIoctl(fd, XFS_IOC_GETBMAPX, call, "XFS_IOC_GETBMAPX");
        return part(call, BMAPX_BYTES, Math.min(call.getInt(28), most) * BMAPX_BYTES);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer part(ByteBuffer whole, int from, int bytes) {
        return whole.slice(from, bytes).order(ByteOrder.nativeOrder());
    }
}
