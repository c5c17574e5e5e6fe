package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.remapd.agent.fault.SectorRange;

/**
 * Where a device lies for the kernel: the names under which errors of it are logged, and how the sectors in those lines
 * translate to its own. Read from sysfs when made; renaming a disk makes it stale.
 */
public final class Topology {

    private static final Pattern ATA_PORT = Pattern.compile("/ata(\\d+)/");
    private static final Pattern ATA_NAME = Pattern.compile("ata(\\d+)(\\.\\d+)?");
    private static final Pattern NVME_PATH = Pattern.compile("(nvme\\d+)c\\d+(n\\d+)");

    private final String name;
    private final String wholeDisk;
    private final long start;
    private final long sectors;
    private final Optional<String> ataPort;

    private Topology(String name, String wholeDisk, long start, long sectors, Optional<String> ataPort) {
        this.name = name;
        this.wholeDisk = wholeDisk;
        this.start = start;
        this.sectors = sectors;
        this.ataPort = ataPort;
    }

    /** Of the block device at {@code path}, a node or a link to one. */
    public static Topology of(String path) throws IOException {
        return of(Path.of(path), Path.of("/sys/class/block"));
    }

    /** The same with sysfs somewhere else. */
    static Topology of(Path device, Path classBlock) throws IOException {
        String name = lastName(device);
        Path sys = classBlock.resolve(name).toRealPath();
        boolean partition = Files.exists(sys.resolve("partition"));
        String wholeDisk = partition ? lastName(sys.resolve("..")) : name;
        long start = partition ? number(sys.resolve("start")) : 0;
        Matcher ata = ATA_PORT.matcher(sys.toString());
        return new Topology(
                name,
                wholeDisk,
                start,
                number(sys.resolve("size")),
                ata.find() ? Optional.of(ata.group(1)) : Optional.empty());
    }

    private static String lastName(Path path) throws IOException {
        return String.valueOf(path.toRealPath().getFileName());
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /** The kernel's name of the whole disk, e.g. {@code sda} for {@code /dev/sda1}. */
    public String wholeDisk() {
        return wholeDisk;
    }

    /**
     * What an error means for this device.
     *
     * @param kernelName the device as the log names it: a disk or ata3.00
     * @param range      in sectors of that disk
     * @return the sectors of this device that are meant; empty if it is another's, or lies outside
     */
    public Optional<SectorRange> translate(String kernelName, SectorRange range) {
        String plain = NVME_PATH.matcher(kernelName).replaceFirst("$1$2");
        boolean own = plain.equals(name) && !name.equals(wholeDisk);
        boolean disk = plain.equals(wholeDisk) || isOurPort(kernelName);
        if (!own && !disk) {
            return Optional.empty();
        }
        long offset = own ? 0 : start;
        long first = Math.max(range.first().number() - offset, 0);
        long end = Math.min(range.end().number() - offset, sectors);
        return first < end ? Optional.of(SectorRange.of(first, end - first)) : Optional.empty();
    }

    private boolean isOurPort(String kernelName) {
        Matcher ata = ATA_NAME.matcher(kernelName);
        return ata.matches() && ataPort.filter(ata.group(1)::equals).isPresent();
    }
}
