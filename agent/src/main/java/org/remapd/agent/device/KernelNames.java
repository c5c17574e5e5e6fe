package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel calls its block devices. Its log has several names for one: besides {@code sda}, of {@code /sys/class/block},
 * {@code ata3.00} of libata, the SCSI address {@code 2:0:0:0}, the numbers {@code 8:0}, and for a path to an NVMe namespace
 * {@code nvme0c1n1}.
 */
final class KernelNames {

    /** Where a disk's directory lies, below its SCSI device's, below libata's port, if it has them. */
    private static final Pattern SCSI_DISK = Pattern.compile(
            "(?:.*/ata(?<port>\\d+)/)?.*/(?<address>\\d+:(?<channel>\\d+):(?<id>\\d+):\\d+)/block/[^/]+");

    private static final Pattern ADDRESS = Pattern.compile("ata\\d+\\.\\d+|\\d+:\\d+:\\d+:\\d+");
    private static final Pattern NUMBERS = Pattern.compile("\\d+:\\d+");
    private static final Pattern NVME_PATH = Pattern.compile("(nvme\\d+)c\\d+(n\\d+)");
    private static final Pattern NAME = Pattern.compile("[^./][^/]*");

    private final Path sys;

    /** Those under this sysfs. */
    KernelNames(Path sys) {
        this.sys = sys;
    }

    /** What sysfs tells of a block device. */
    Path directory(String name) {
        return sys.resolve("class/block").resolve(name);
    }

    /** The disk that a partition is one of; empty if it is no partition. */
    Optional<String> diskOf(String partition) throws IOException {
        Path directory = directory(partition);
        return Files.exists(directory.resolve("partition"))
                ? Optional.of(String.valueOf(
                        directory.toRealPath().resolve("..").normalize().getFileName()))
                : Optional.empty();
    }

    /** The device at a path: a node in {@code /dev} or a link to one. */
    static String ofNode(String path) throws IOException {
        return Path.of("/dev").relativize(Path.of(path).toRealPath()).toString().replace('/', '!');
    }

    /** The device that the log calls so; empty if there is none, or none any more. */
    Optional<String> of(String logged) throws IOException {
        String name = NVME_PATH.matcher(logged).replaceFirst("$1$2");
        if (ADDRESS.matcher(name).matches()) {
            return at(name);
        }
        Path directory =
                NUMBERS.matcher(name).matches() ? sys.resolve("dev/block").resolve(name) : directory(name);
        return NAME.matcher(name).matches() && Files.exists(directory)
                ? Optional.of(String.valueOf(directory.toRealPath().getFileName()))
                : Optional.empty();
    }

    private Optional<String> at(String address) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(sys.resolve("class/block"))) {
            for (Path each : all) {
                Matcher disk = SCSI_DISK.matcher(Files.readSymbolicLink(each).toString());
                if (disk.matches() && (address.equals(disk.group("address")) || address.equals(ata(disk)))) {
                    return Optional.of(String.valueOf(each.getFileName()));
                }
            }
        }
        return Optional.empty();
    }

    /** The channel is the port multiplier's port, or else the id is the drive on the cable (ata_scsi_scan_host in libata-scsi.c). */
    private static String ata(Matcher disk) {
        String port = disk.group("port");
        int device = Integer.parseInt(disk.group("channel")) + Integer.parseInt(disk.group("id"));
        return port == null ? "" : "ata%s.%02d".formatted(port, device);
    }
}
