package org.remapd.agent.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * The device mapper's control node, polled for events ({@code DM_DEV_ARM_POLL}, since Linux 4.13; libdevmapper has no call for it).
 * One thread at a time.
 */
public final class DmControl implements AutoCloseable {

    private static final String NODE = "/dev/mapper/control";

    /** {@code struct dm_ioctl} of {@code linux/dm-ioctl.h}, and the interface's version that brought polling. */
    private static final int IOCTL_BYTES = 312;

    private static final int[] VERSION = {4, 37, 0};
    private static final long ARM_POLL = 0xC000_FD10L | (long) IOCTL_BYTES << 16;

    private final int fd;

    private DmControl(int fd) {
        this.fd = fd;
    }

    public static DmControl open() throws ErrnoException {
        return new DmControl(Libc.open(NODE, Libc.O_RDWR));
    }

    /** Only events that come after this are waited for. */
    public void arm() throws ErrnoException {
        ByteBuffer request = ByteBuffer.allocateDirect(IOCTL_BYTES).order(ByteOrder.nativeOrder());
        for (int part : VERSION) {
            request.putInt(part);
        }
        // Its own size, and where data would begin.
        request.putInt(IOCTL_BYTES).putInt(IOCTL_BYTES).clear();
        Libc.deviceIoctl(fd, ARM_POLL, request, "DM_DEV_ARM_POLL");
    }

    /** False if there was no event since {@link #arm} within the limit. */
    public boolean await(Duration limit) throws ErrnoException {
        return Libc.awaitReadable(fd, limit);
    }

    @Override
    public void close() throws ErrnoException {
        Libc.closeFile(fd);
    }
}
