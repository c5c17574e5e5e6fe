package org.remapd.daemon.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine calls itself, whether or not anybody can look that up. */
public final class HostName {

    /** As hostname(1) prints it (Documentation/admin-guide/sysctl/kernel.rst). */
    private static final Path KERNELS = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    public static String ours() throws IOException {
        return Files.readString(KERNELS).strip();
    }
}
