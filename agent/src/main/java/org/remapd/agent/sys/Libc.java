package org.remapd.agent.sys;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;

/**
 * The few calls of libc that Java does not offer in a form that keeps errno: direct I/O at an offset, block-device
 * ioctls, open-file-description locks, and reading {@code /dev/kmsg} record by record. File descriptors are plain ints
 * owned by the caller. Memory goes in as direct buffers and never as bare pointers, but for memory that is never freed: an argument of a native call is kept alive
 * until it returns, the buffer behind a pointer is not. Constants are those of x86-64 and arm64 ({@code asm-generic/fcntl.h} but for those that say so).
 */
public final class Libc {

    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    public static final int O_RDONLY = 0;
    public static final int O_RDWR = 2;
    /** On a block device: fail with EBUSY if it is claimed. */
    public static final int O_EXCL = 0x80;

    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    /** Reading a directory by such a descriptor leaves no trace of it. */
    public static final int O_NOATIME = 0x40000;

    /** Opens nothing but a directory; 0x4000 on arm64. */
    public static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;

    /** Follows no symbolic link at the end of a path; 0x8000 on arm64. */
    public static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
    /** Past the page cache; 0x10000 on arm64 ({@code arch/arm64/include/uapi/asm/fcntl.h}). */
    public static final int O_DIRECT = ARM ? 0x10000 : 0x4000;

    private static final long BLKSSZGET = 0x1268;
    private static final long BLKPBSZGET = 0x127b;
    private static final long BLKGETSIZE64 = 0x80081272L;
    private static final int F_OFD_SETLK = 37;
    private static final short F_WRLCK = 1;
    private static final short POLLIN = 1;
    private static final int SEEK_END = 2;
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MADV_HUGEPAGE = 14;
    private static final int PR_SET_IO_FLUSHER = 57;
    private static final int AT_FDCWD = -100;

    /** Of x86-64, and of arm64 with pages of 4 KiB. */
    public static final long LARGE_PAGE_BYTES = 2 << 20;

    private static final long MAP_FAILED = -1;

    /** open_tree(2) has the same number on every machine, and in old libraries no function. */
    private static final long SYS_OPEN_TREE = 428;

    private static final int OPEN_TREE_CLONE = 1;

    /** ioprio_set(2): {@code arch/x86/entry/syscalls/syscall_64.tbl}, {@code asm-generic/unistd.h}. */
    private static final long SYS_IOPRIO_SET = ARM ? 30 : 251;

    private static final int IOPRIO_WHO_PROCESS = 1;
    private static final int IOPRIO_CLASS_IDLE = 3;
    private static final int IOPRIO_CLASS_SHIFT = 13;

    static {
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    private static native int open(String path, int flags, int mode);

    private static native int openat(int directory, byte[] name, int flags, int mode);

    private static native NativeLong getdents64(int fd, ByteBuffer buffer, NativeLong bytes);

    private static native NativeLong syscall(NativeLong number, int directory, byte[] path, int flags);

    private static native NativeLong syscall(NativeLong number, int which, int who, int priority);

    private static native int close(int fd);

    /** With a long for size_t, as on all machines with 64 bits: JNA makes an object of each NativeLong, by a detour. */
    private static native long pread(int fd, ByteBuffer buffer, long count, long offset);

    private static native long pwrite(int fd, ByteBuffer buffer, long count, long offset);

    private static native NativeLong read(int fd, byte[] buffer, NativeLong count);

    private static native long lseek(int fd, long offset, int whence);

    private static native int fdatasync(int fd);

    private static native int ioctl(int fd, long request, ByteBuffer argument);

    private static native int fcntl(int fd, int command, ByteBuffer argument);

    private static native int poll(ByteBuffer pollfds, NativeLong count, int timeoutMillis);

    private static native int mlockall(int flags);

    private static native Pointer mmap(Pointer wish, long bytes, int protection, int flags, int fd, long offset);

    private static native int madvise(Pointer memory, long bytes, int advice);

    private static native int prctl(int option, NativeLong two, NativeLong three, NativeLong four, NativeLong five);

    private static native String strerror(int errno);

    static String describe(int errno) {
        return strerror(errno);
    }

    /** Opens a file that exists; {@code flags} are of {@code O_...} above. */
    public static int open(String path, int flags) throws ErrnoException {
        int fd = open(path, flags | O_CLOEXEC, 0);
        if (fd < 0) {
            throw ErrnoException.last("open " + path);
        }
        return fd;
    }

    /**
     * Opens what has this name in an open directory, and is there.
     *
     * @param name bytes of any encoding, but for 0
     */
    public static int openAt(int directory, byte[] name, int flags) throws ErrnoException {
        int fd = openat(directory, terminated(name), flags | O_CLOEXEC, 0);
        if (fd < 0) {
            throw ErrnoException.last("open");
        }
        return fd;
    }

    /**
     * Opens the top of the file system that is mounted at a path, as a mount of its own that nobody else sees, and that is gone with
     * the descriptor: what is mounted within it is not there, so that all that it has can be seen (open_tree(2), since Linux 5.2).
     */
    public static int openTree(byte[] path) throws ErrnoException {
        int fd = syscall(new NativeLong(SYS_OPEN_TREE), AT_FDCWD, terminated(path), OPEN_TREE_CLONE | O_CLOEXEC)
                .intValue();
        if (fd < 0) {
            throw ErrnoException.last("open_tree");
        }
        return fd;
    }

    private static byte[] terminated(byte[] name) {
        return Arrays.copyOf(name, name.length + 1);
    }

    /**
     * The next entries of an open directory: {@code struct linux_dirent64} one after the other, into {@code buffer}, a direct one, from
     * its beginning (getdents64(2)).
     *
     * @return bytes filled; 0 at the end of the directory
     */
    public static int readDirectory(int fd, ByteBuffer buffer) throws ErrnoException {
        int count = getdents64(fd, buffer, new NativeLong(buffer.capacity())).intValue();
        if (count < 0) {
            throw ErrnoException.last("getdents64");
        }
        return count;
    }

    public static void closeFile(int fd) throws ErrnoException {
        if (close(fd) != 0) {
            throw ErrnoException.last("close");
        }
    }

    /**
     * Fills what remains of {@code buffer}, a direct one, from {@code offset} bytes into the file. Its position is
     * untouched.
     *
     * @return bytes read: fewer than asked at the end of the file
     */
    public static long readAt(int fd, ByteBuffer buffer, long offset) throws ErrnoException {
        long count = pread(fd, buffer.slice(), buffer.remaining(), offset);
        if (count < 0) {
            throw ErrnoException.last("pread");
        }
        return count;
    }

    /** Writes what remains of {@code buffer}, a direct one, {@code offset} bytes into the file. */
    public static long writeAt(int fd, ByteBuffer buffer, long offset) throws ErrnoException {
        long count = pwrite(fd, buffer.slice(), buffer.remaining(), offset);
        if (count < 0) {
            throw ErrnoException.last("pwrite");
        }
        return count;
    }

    /**
     * Whatever of this process is in memory, or comes there, stays: nothing of it is written out, nor dropped to be read again from the file
     * that it came from. It reads in nothing (mlockall(2), MCL_ONFAULT).
     */
    public static void lockMemory() throws ErrnoException {
        if (mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) != 0) {
            throw ErrnoException.last("mlockall");
        }
    }

    /**
     * Memory that is never given back, in large pages if the kernel has any to spare (madvise(2), MADV_HUGEPAGE): for direct I/O it then looks up
     * one page where there would be hundreds, and tells the drive of one piece. It is memory only where it is touched.
     *
     * @param bytes a multiple of {@link #LARGE_PAGE_BYTES}
     */
    public static ByteBuffer largePages(int bytes) {
        Pointer memory = mmap(
                Pointer.NULL, bytes + LARGE_PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (Pointer.nativeValue(memory) == MAP_FAILED) {
            throw new OutOfMemoryError(ErrnoException.last("mmap").getMessage());
        }
        long over = Pointer.nativeValue(memory) % LARGE_PAGE_BYTES;
        Pointer aligned = memory.share(over == 0 ? 0 : LARGE_PAGE_BYTES - over);
        // Where the kernel has no such pages, it is of small ones.
        madvise(aligned, bytes, MADV_HUGEPAGE);
        return aligned.getByteBuffer(0, bytes);
    }

    /**
     * Tells the kernel that this thread, and those that it starts from now on, serve I/O: memory that they ask for is found without
     * writing anything out, which might wait for them (PR_SET_IO_FLUSHER of prctl(2), since Linux 5.6).
     */
    public static void serveIo() throws ErrnoException {
        NativeLong zero = new NativeLong(0);
        if (prctl(PR_SET_IO_FLUSHER, new NativeLong(1), zero, zero, zero) != 0) {
            throw ErrnoException.last("PR_SET_IO_FLUSHER");
        }
    }

    /** From now on the I/O of this thread is done when nobody else's is to be done: class idle of ioprio_set(2). */
    public static void idleIo() throws ErrnoException {
        int idle = IOPRIO_CLASS_IDLE << IOPRIO_CLASS_SHIFT;
        // Who is 0: the calling thread.
        if (syscall(new NativeLong(SYS_IOPRIO_SET), IOPRIO_WHO_PROCESS, 0, idle).intValue() != 0) {
            throw ErrnoException.last("ioprio_set");
        }
    }

    /** Waits until all that was written is durable; on a block device this sends a cache flush to the drive. */
    public static void sync(int fd) throws ErrnoException {
        if (fdatasync(fd) != 0) {
            throw ErrnoException.last("fdatasync");
        }
    }

    /** One read(2) into {@code buffer} from its beginning; on {@code /dev/kmsg} that is one record. */
    public static int read(int fd, byte[] buffer) throws ErrnoException {
        int count = read(fd, buffer, new NativeLong(buffer.length)).intValue();
        if (count < 0) {
            throw ErrnoException.last("read");
        }
        return count;
    }

    /** Moves to the end of the file; on {@code /dev/kmsg} behind the newest record. */
    public static void seekToEnd(int fd) throws ErrnoException {
        if (lseek(fd, 0, SEEK_END) < 0) {
            throw ErrnoException.last("lseek");
        }
    }

    /** Waits until there is something to read, or an error to be told by the read; false when the time is over. */
    public static boolean awaitReadable(int fd, Duration timeout) throws ErrnoException {
        ByteBuffer pollfd = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        pollfd.putInt(0, fd).putShort(4, POLLIN);
        int ready = poll(pollfd, new NativeLong(1), Math.toIntExact(timeout.toMillis()));
        if (ready < 0 && Native.getLastError() != Errno.EINTR) {
            throw ErrnoException.last("poll");
        }
        return ready > 0;
    }

    /** Bytes of a block device. */
    public static long sizeOf(int fd) throws ErrnoException {
        ByteBuffer size = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        deviceIoctl(fd, BLKGETSIZE64, size, "BLKGETSIZE64");
        return size.getLong(0);
    }

    /** Bytes that a block device reads and writes at the least. */
    public static int logicalBlockSize(int fd) throws ErrnoException {
        return intIoctl(fd, BLKSSZGET, "BLKSSZGET");
    }

    /** Bytes that the drive says it keeps as one. */
    public static int physicalBlockSize(int fd) throws ErrnoException {
        return intIoctl(fd, BLKPBSZGET, "BLKPBSZGET");
    }

    private static int intIoctl(int fd, long request, String name) throws ErrnoException {
        ByteBuffer value = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder());
        deviceIoctl(fd, request, value, name);
        return value.getInt(0);
    }

    static void deviceIoctl(int fd, long request, ByteBuffer argument, String name) throws ErrnoException {
        if (ioctl(fd, request, argument) != 0) {
            throw ErrnoException.last(name);
        }
    }

    /** An ioctl that answers by what it returns, 0 or more. */
    static int answer(int fd, long request, ByteBuffer argument, String name) throws ErrnoException {
        int answer = ioctl(fd, request, argument);
        if (answer < 0) {
            throw ErrnoException.last(name);
        }
        return answer;
    }

    /**
     * Takes an exclusive lock on the whole file that lasts as long as this open file, without waiting. It is an
     * open-file-description lock and not flock(2), which would keep udev from probing the device
     * (systemd.io/BLOCK_DEVICE_LOCKING).
     *
     * @return false if somebody else holds it
     */
    public static boolean tryLock(int fd) throws ErrnoException {
        ByteBuffer flock = ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder());
        flock.putShort(0, F_WRLCK);
        if (fcntl(fd, F_OFD_SETLK, flock) == 0) {
            return true;
        }
        if (Native.getLastError() == Errno.EAGAIN) {
            return false;
        }
        throw ErrnoException.last("F_OFD_SETLK");
    }
}
