package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.port.BlockDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds disks by what is on them. Reads only. */
public final class Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Path BLOCK = Path.of("/sys/class/block");

    /** A disk that takes longer is not one to assemble from. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** A block device with our metadata on it. */
    public record Candidate(String path, Metadata metadata) {}

    private Discovery() {}

    /**
     * The disk that holds this remap device.
     *
     * @throws IOException if there are several: a clone, and which one is meant cannot be told
     */
    public static Optional<Candidate> find(DeviceId id) throws IOException {
        List<Candidate> found = all().stream()
                .filter(candidate -> candidate.metadata().uuid().equals(id.uuid()))
                .toList();
        if (found.size() > 1) {
            throw new IOException("device " + id + " is on several disks: "
                    + String.join(", ", found.stream().map(Candidate::path).toList())
                    + "; disconnect the copy");
        }
        return found.stream().findFirst();
    }

    /** Every block device with our metadata that nothing else than a remap device is stacked upon. */
    public static List<Candidate> all() throws IOException {
        List<Candidate> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(BLOCK)) {
            for (Path entry : entries) {
                if (isFreeDisk(entry)) {
                    candidate("/dev/" + entry.getFileName().toString().replace('!', '/'))
                            .ifPresent(found::add);
                }
            }
        }
        found.sort(Comparator.comparing(Candidate::path));
        return found;
    }

    private static boolean isFreeDisk(Path entry) throws IOException {
        try {
            return Long.parseLong(Files.readString(entry.resolve("size")).strip()) > 0 && !isBelowAnother(entry);
        } catch (NoSuchFileException e) {
            return false; // It has vanished meanwhile.
        }
    }

    private static boolean isBelowAnother(Path entry) throws IOException {
        Path holders = entry.resolve("holders");
        if (!Files.isDirectory(holders)) {
            return false;
        }
        try (DirectoryStream<Path> held = Files.newDirectoryStream(holders)) {
            for (Path holder : held) {
                Path dmUuid = BLOCK.resolve(holder.getFileName()).resolve("dm/uuid");
                if (!Files.exists(dmUuid) || !Files.readString(dmUuid).startsWith("REMAP-")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Optional<Candidate> candidate(String path) {
        try (BlockDevice disk = new IsolatedDevice(DirectDevice.openReadOnly(path), LIMIT)) {
            return Optional.of(
                    new Candidate(path, DeviceMetadataStore.load(disk).current()));
        } catch (IOException | MetadataException e) {
            LOG.debug("{}", e.getMessage());
            return Optional.empty();
        }
    }
}
