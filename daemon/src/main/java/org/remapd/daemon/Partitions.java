package org.remapd.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.remapd.agent.AssemblyException;
import org.remapd.agent.sys.Dm;

/**
 * The partitions on a remap device: device-mapper devices of their own, which our udev rule has kpartx make, and which hold the
 * device as long as they are there. (The kernel itself makes none on a device of the device mapper.)
 */
final class Partitions {

    private static final Path BLOCK = Path.of("/sys/class/block");
    private static final Duration UDEV_LIMIT = Duration.ofSeconds(10);

    private Partitions() {}

    /**
     * Takes away the partitions of a device, all or none.
     *
     * @throws AssemblyException if one is in use; the message says which
     */
    static void remove(String device) throws AssemblyException {
        try {
            List<String> partitions = of(device);
            for (String partition : partitions) {
                if (Dm.info(partition).filter(info -> info.openCount() > 0).isPresent()) {
                    throw new AssemblyException(device + " is in use: unmount what is on " + partition + " first");
                }
            }
            for (String partition : partitions) {
                Dm.remove(partition).await(UDEV_LIMIT);
            }
        } catch (IOException e) {
            throw new AssemblyException(device + ": its partitions cannot be taken away: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssemblyException(device + ": interrupted");
        }
    }

    /** The names of the devices that lie on this one and, by their UUID, are its partitions. */
    private static List<String> of(String device) throws IOException {
        Path node = Path.of("/dev/mapper", device);
        if (!Files.exists(node)) {
            return List.of();
        }
        Path block = BLOCK.resolve(node.toRealPath().getFileName());
        String uuid = dm(block, "uuid");
        List<String> partitions = new ArrayList<>();
        try (DirectoryStream<Path> holders = Files.newDirectoryStream(block.resolve("holders"))) {
            for (Path holder : holders) {
                Path above = BLOCK.resolve(holder.getFileName());
                if (dm(above, "uuid").matches("part\\d+-" + uuid)) {
                    partitions.add(dm(above, "name"));
                }
            }
        }
        return partitions;
    }

    /** Empty for what is not the device mapper's. */
    private static String dm(Path block, String attribute) throws IOException {
        try {
            return Files.readString(block.resolve("dm").resolve(attribute)).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
