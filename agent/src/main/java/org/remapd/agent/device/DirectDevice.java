package org.remapd.agent.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.sys.Errno;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Libc;

/** A block device by O_DIRECT. A call blocks as long as the drive does: {@link IsolatedDevice} bounds that. */
public final class DirectDevice implements BlockDevice {

    private final String path;
    private final int fd;
    private final long sectors;
    private final int logicalBlockSize;
    private final int physicalBlockSize;
    private @Nullable VerifyCommand verifyCommand;

    private DirectDevice(String path, int fd) throws ErrnoException {
        this.path = path;
        this.fd = fd;
        this.sectors = Libc.sizeOf(fd) / SECTOR_BYTES;
        this.logicalBlockSize = Libc.logicalBlockSize(fd);
        this.physicalBlockSize = Math.max(logicalBlockSize, Libc.physicalBlockSize(fd));
    }

    /** Opens for reading only: nothing can be changed through it. */
    public static DirectDevice openReadOnly(String path) throws IOException {
        return open(path, Libc.O_RDONLY);
    }

    public static DirectDevice openReadWrite(String path) throws IOException {
        return open(path, Libc.O_RDWR);
    }

    /** Opens for writing if nobody else has a claim on it: a mount, swap, a device-mapper or md device, O_EXCL of open(2). */
    public static DirectDevice openExclusive(String path) throws IOException {
        return exclusive(path, Libc.O_RDWR);
    }

    /** The same for reading only. */
    public static DirectDevice openExclusiveReadOnly(String path) throws IOException {
        return exclusive(path, Libc.O_RDONLY);
    }

    private static DirectDevice exclusive(String path, int mode) throws IOException {
        try {
            return open(path, mode | Libc.O_EXCL);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EBUSY) {
                throw new IOException(path + " is in use (mounted, swap, or part of another device)", e);
            }
            throw e;
        }
    }

    private static DirectDevice open(String path, int mode) throws IOException {
        int fd;
        try {
            fd = Libc.open(path, mode | Libc.O_DIRECT);
        } catch (ErrnoException e) {
            throw e.errno() == Errno.EINVAL ? notABlockDevice(path, e) : e;
        }
        try {
            return new DirectDevice(path, fd);
        } catch (ErrnoException e) {
            Libc.closeFile(fd);
            throw notABlockDevice(path, e);
        }
    }

    private static IOException notABlockDevice(String path, ErrnoException cause) {
        return new IOException(path + " is not a block device (" + cause.getMessage() + ")", cause);
    }

    /** Makes this process the only remapd that works on the disk, until the device is closed; false if another is. */
    public boolean tryLock() throws ErrnoException {
        return Libc.tryLock(fd);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public long sectors() {
        return sectors;
    }

    @Override
    public int logicalBlockSize() {
        return logicalBlockSize;
    }

    @Override
    public int physicalBlockSize() {
        return physicalBlockSize;
    }

    @Override
    public IoResult read(SectorRange range, ByteBuffer into) {
        try {
            return whole(Libc.readAt(fd, into, offset(range)), range, "read");
        } catch (ErrnoException e) {
            return failed(e);
        }
    }

    @Override
    public IoResult verify(SectorRange range) {
        try {
            if (verifyCommand == null) {
                verifyCommand = VerifyCommand.of(path, fd, logicalBlockSize);
            }
            return verifyCommand.verify(range);
        } catch (IOException e) {
            // No word of the drive's, whatever its number.
            return new IoResult.Failed(IoError.OTHER, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public IoResult write(SectorRange range, ByteBuffer from) {
        try {
            return whole(Libc.writeAt(fd, from, offset(range)), range, "write");
        } catch (ErrnoException e) {
            return failed(e);
        }
    }

    @Override
    public IoResult flush() {
        try {
            Libc.sync(fd);
            return new IoResult.Ok();
        } catch (ErrnoException e) {
            return failed(e);
        }
    }

    private static long offset(SectorRange range) {
        return Math.multiplyExact(range.first().number(), SECTOR_BYTES);
    }

    private static IoResult whole(long bytes, SectorRange range, String what) {
        return bytes == range.count() * SECTOR_BYTES
                ? new IoResult.Ok()
                : new IoResult.Failed(IoError.UNSPECIFIC, "short " + what + " of " + bytes + " bytes at " + range);
    }

    private static IoResult failed(ErrnoException e) {
        return new IoResult.Failed(IoError.ofErrno(e.errno()), e.getMessage());
    }

    @Override
    public void close() {
        try {
            Libc.closeFile(fd);
        } catch (ErrnoException e) {
            throw new IllegalStateException(path, e);
        }
    }
}
