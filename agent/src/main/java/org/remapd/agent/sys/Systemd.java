package org.remapd.agent.sys;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** libsystemd: entries with fields of our own in the journal (sd_journal_sendv(3)) and sd_notify(3). */
public final class Systemd {

    private static final int IOVEC_BYTES = 2 * Native.POINTER_SIZE;

    static {
        Native.register(Systemd.class, "libsystemd.so.0");
    }

    private Systemd() {}

    private static native int sd_notify(int unsetEnvironment, String state);

    private static native int sd_journal_sendv(Pointer iovecs, int count);

    /** Tells the service manager, e.g. {@code READY=1}; does nothing where there is none (no NOTIFY_SOCKET). */
    public static void notify(String state) throws ErrnoException {
        int result = sd_notify(0, state);
        if (result < 0) {
            throw new ErrnoException("sd_notify", -result);
        }
    }

    /**
     * Writes one journal entry. Without a journald nothing happens: sd_journal_sendv(3) says success.
     *
     * @param fields by upper-case name; values may hold anything, line ends too
     */
    public static void journal(Map<String, String> fields) throws ErrnoException {
        List<Memory> alive = new ArrayList<>();
        Memory iovecs = new Memory((long) IOVEC_BYTES * fields.size());
        long at = 0;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            byte[] bytes = (field.getKey() + "=" + field.getValue()).getBytes(StandardCharsets.UTF_8);
            Memory text = new Memory(bytes.length);
            text.write(0, bytes, 0, bytes.length);
            alive.add(text);
            iovecs.setPointer(at, text);
            iovecs.setNativeLong(at + Native.POINTER_SIZE, new NativeLong(bytes.length));
            at += IOVEC_BYTES;
        }
        try {
            int result = sd_journal_sendv(iovecs, alive.size());
            if (result < 0) {
                throw new ErrnoException("sd_journal_sendv", -result);
            }
        } finally {
            Reference.reachabilityFence(alive); // The iovecs hold addresses only.
        }
    }
}
