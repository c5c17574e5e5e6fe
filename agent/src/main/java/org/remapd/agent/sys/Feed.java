package org.remapd.agent.sys;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** What the kernel hands out as it comes, read without blocking: {@code /dev/kmsg}, a {@code trace_pipe}. Used by one thread. */
public interface Feed extends Closeable {

    /** One read(2) into {@code buffer} from its beginning: the bytes read, or a negative errno, -EAGAIN if nothing is there. */
    int read(byte[] buffer);

    /** Waits until there is something to read, or {@code timeout} is over: poll(2). */
    void awaitReadable(Duration timeout) throws IOException;

    /** The file at {@code path}. */
    static Feed open(String path) throws ErrnoException {
        int fd = Libc.open(path, Libc.O_RDONLY | Libc.O_NONBLOCK);
        return new Feed() {
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
        };
    }
}
