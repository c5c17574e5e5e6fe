package org.remapd.agent.sensor.kernellog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.remapd.agent.port.KernelLog;
import org.remapd.agent.sys.Feed;

/** The real {@code /dev/kmsg}. Needs CAP_SYSLOG where the log is restricted. */
public final class KmsgDevice {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private KmsgDevice() {}

    /**
     * A reader of what the kernel has logged behind {@code position}, and of all that follows. Without a position, and with one of
     * another boot, it begins with the oldest record that is left.
     */
    public static KmsgReader open(Optional<KernelLog.Position> position) throws IOException {
        String boot = Files.readString(BOOT_ID).strip();
        Feed log = Feed.open("/dev/kmsg");
        return position.map(behind -> KmsgReader.after(behind, log, boot)).orElseGet(() -> KmsgReader.from(log, boot));
    }
}
