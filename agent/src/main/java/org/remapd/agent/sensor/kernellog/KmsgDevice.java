package org.remapd.agent.sensor.kernellog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.remapd.agent.sys.ErrnoException;
import org.remapd.agent.sys.Libc;

/** The real {@code /dev/kmsg}, from the oldest record that the kernel still has. Needs CAP_SYSLOG where the log is restricted. */
public final class KmsgDevice implements KmsgReader.Device {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private final int fd;

    private KmsgDevice(int fd) {
        this.fd = fd;
    }

    /** A reader of everything that the kernel has logged since it booted, as far as it is left, and of all that follows. */
    public static KmsgReader open() throws IOException {
        String boot = Files.readString(BOOT_ID).strip();
        return KmsgReader.from(new KmsgDevice(Libc.open("/dev/kmsg", Libc.O_RDONLY | Libc.O_NONBLOCK)), boot);
    }

    @Override
    public int read(byte[] buffer) {
        try {
            return Libc.read(fd, buffer);
        } catch (ErrnoException e) {
            return -e.errno();
        }
    }

    @Override
    public void awaitReadable(Duration timeout) throws IOException {
        Libc.awaitReadable(fd, timeout);
    }

    @Override
    public void close() throws IOException {
        Libc.closeFile(fd);
    }
}
