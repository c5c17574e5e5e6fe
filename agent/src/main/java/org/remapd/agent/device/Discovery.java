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
import org.remapd.agent.metadata.Geometry;
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

    /** A block device that says what it belongs to. */
    public record Candidate(String path, MetadataReader.Membership membership) {

        DeviceId device() {
            return new DeviceId(membership.superblock().device());
        }
    }

    private Discovery() {}

    /**
     * The disks of this remap device, in their order.
     *
     * @throws IOException if one is missing, or there are several that say to be the same: a clone, and which one is meant
     *     cannot be told
     */
    public static List<String> disks(DeviceId id) throws IOException {
        List<Candidate> found = all().stream()
                .filter(candidate -> candidate.device().equals(id))
                .toList();
        Candidate newest = found.stream()
                .max(Comparator.comparingLong(
                        candidate -> candidate.membership().sequence()))
                .orElseThrow(() -> new IOException("no disk holds device " + id));
        List<Geometry.Member> members =
                newest.membership().superblock().geometry().members();
        List<String> disks = new ArrayList<>();
        for (int member = 0; member < members.size(); member++) {
            disks.add(disk(id, members.get(member), member, found));
        }
        return disks;
    }

    /** The disks of the remap device that the disk at {@code path} is part of, in their order. */
    public static List<String> disksWith(String path) throws IOException {
        String real = Path.of(path).toRealPath().toString();
        for (Candidate candidate : all()) {
            Geometry geometry = candidate.membership().superblock().geometry();
            if (candidate.path().equals(real) || isBareDisk(geometry, real)) {
                return disks(candidate.device());
            }
        }
        // Why it is not among them, its own metadata tells.
        try (BlockDevice disk = new IsolatedDevice(DirectDevice.openReadOnly(real), LIMIT)) {
            return disks(
                    new DeviceId(MetadataReader.membership(disk).superblock().device()));
        } catch (MetadataException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static boolean isBareDisk(Geometry geometry, String path) throws IOException {
        Geometry.Member disk = geometry.members().get(0);
        return disk.bare()
                && Identity.find(disk.identity()).filter(path::equals).isPresent();
    }

    private static String disk(DeviceId id, Geometry.Member member, int number, List<Candidate> found)
            throws IOException {
        if (member.bare()) {
            return Identity.find(member.identity())
                    .orElseThrow(() -> new IOException("the disk of device " + id + ", " + member.identity()
                            + ", is not there (its spare device is)"));
        }
        List<String> paths = found.stream()
                .filter(candidate -> candidate.membership().member() == number)
                .map(Candidate::path)
                .toList();
        if (paths.size() > 1) {
            throw new IOException("device " + id + " is on several disks: " + String.join(", ", paths)
                    + ": one is a copy; disconnect it, or remapd forget it");
        }
        if (paths.isEmpty()) {
            String what = number == 0 ? "the disk" : "spare device " + number;
            throw new IOException(what + " of device " + id + " is missing"
                    + (member.identity().isEmpty() ? "" : ": " + member.identity()));
        }
        return paths.get(0);
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
            return Optional.of(new Candidate(path, MetadataReader.membership(disk)));
        } catch (IOException | MetadataException e) {
            LOG.debug("{}", e.getMessage());
            return Optional.empty();
        }
    }
}
