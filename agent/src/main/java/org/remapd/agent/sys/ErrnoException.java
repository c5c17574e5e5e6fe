package org.remapd.agent.sys;

import com.sun.jna.Native;
import java.io.IOException;

/** A system call failed; {@link #errno()} tells how, in the numbering of Linux (errno(3)). */
public final class ErrnoException extends IOException {

    private static final long serialVersionUID = 1;

    private final int errno;
    private final String words;

    public ErrnoException(String call, int errno) {
        this.words = call + ": " + Libc.describe(errno);
        this.errno = errno;
    }

    @Override
    public String getMessage() {
        return words;
    }

    /** The error of the call that this thread made last. */
    static ErrnoException last(String call) {
        return new ErrnoException(call, Native.getLastError());
    }

    public int errno() {
        return errno;
    }
}
