package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What disks have for themselves or share, that does one long read well and two at a time badly. Mostly that is the disk. But the
 * disks behind a port multiplier or on one IDE cable share the port, those in one USB box its plug, the namespaces of an NVMe
 * drive all of it; so there it is what the kernel has for that. A host adapter with many ports is fast enough for all of them.
 */
public final class Spindles {

    private static final Logger LOG = LoggerFactory.getLogger(Spindles.class);

    /** Of where a disk lies in sysfs, for each port of libata's and each USB plug is a SCSI host of its own. */
    private static final Pattern SHARED = Pattern.compile(
            ".*/(?:ata\\d+|usb\\d+/.*)/(?<host>host\\d+)/.*|.*/(?<nvme>nvme\\d+|nvme-subsys\\d+)/nvme\\d+n\\d+");

    private final KernelNames names;

    Spindles(Path sys) {
        this.names = new KernelNames(sys);
    }

    /** Those of the running kernel. */
    public static Spindles system() {
        return new Spindles(Path.of("/sys"));
    }

    /**
     * Of some disks, names that stand for it: two disks share something if they have one of them both.
     *
     * @param disks by the kernel's names
     */
    public Set<String> of(Collection<String> disks) {
        return disks.stream().map(this::of).collect(Collectors.toUnmodifiableSet());
    }

    private String of(String disk) {
        try {
            Matcher shared = SHARED.matcher(names.directory(disk).toRealPath().toString());
            if (shared.matches()) {
                return shared.group("host") != null ? shared.group("host") : shared.group("nvme");
            }
        } catch (IOException e) {
            LOG.debug("{}: what it shares is not known: {}", disk, e.getMessage());
        }
        return disk;
    }
}
