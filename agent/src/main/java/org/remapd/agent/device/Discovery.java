package org.remapd.agent.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.port.BlockDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds disks by what is on them. Reads only. */
public final class Discovery {

    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    private static final Path BLOCK = Path.of("/sys/class/block");

    /** A disk that takes longer is not one to assemble from. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /**
     * A block device that says what it belongs to.
     *
     * @param live whether that remap device is assembled from it now
     */
    public record Candidate(String path, MetadataReader.Membership membership, boolean live) {

        public DeviceId device() {
            return new DeviceId(membership.superblock().device());
        }
    }

    /**
     * The disks of a remap device, as far as they are there.
     *
     * @param members what they should be, in their order
     * @param paths   where they are; empty for one that is missing
     * @param twins   others that say to be the very disk that was asked about: one is a copy of the other
     */
    public record Around(
            DeviceId device, List<Geometry.Member> members, List<Optional<String>> paths, List<String> twins) {}

    private Discovery() {}

    /**
     * The disks of this remap device, in their order.
     *
     * @throws IOException if one is missing, or there are several that say to be the same: a clone, and which one is meant
     *     cannot be told
     */
    public static List<String> disks(DeviceId id) throws IOException {
        return disks(id, all());
    }

    /** The same among disks that were found before. */
    public static List<String> disks(DeviceId id, List<Candidate> all) throws IOException {
        List<Candidate> found =
                all.stream().filter(candidate -> candidate.device().equals(id)).toList();
        List<Geometry.Member> members = members(found).orElseThrow(() -> new IOException("no disk holds device " + id));
        List<String> disks = new ArrayList<>();
        for (int member = 0; member < members.size(); member++) {
            Optional<String> path = disk(id, members.get(member), member, found);
            disks.add(path.orElseThrow(missing(id, members.get(member), member)));
        }
        return disks;
    }

    /** As the newest of their superblocks says. */
    private static Optional<List<Geometry.Member>> members(List<Candidate> found) {
        return found.stream()
                .max(Comparator.comparingLong(
                        candidate -> candidate.membership().sequence()))
                .map(newest -> newest.membership().superblock().geometry().members());
    }

    private static Supplier<IOException> missing(DeviceId id, Geometry.Member member, int number) {
        String what = number == 0 ? "the disk" : "spare device " + number;
        return () -> new IOException(what + " of device " + id + " is missing"
                + (member.identity().isEmpty() ? "" : ": /dev/disk/by-id/" + member.identity()));
    }

    /** The disks of the remap device that the disk at {@code path} is part of, in their order. */
    public static List<String> disksWith(String path) throws IOException {
        List<Candidate> all = all();
        return disks(deviceOf(path, all), all);
    }

    /**
     * The disks of the remap device that the disk at {@code path} is part of; that disk itself, should there be a copy of it.
     * Of an image, nothing else: what this machine's own disks say is not about it.
     */
    public static Around around(String path) throws IOException {
        if (ImageFile.isAt(path)) {
            return image(path);
        }
        List<Candidate> all = all();
        DeviceId id = deviceOf(path, all);
        String real = real(path);
        List<Candidate> found =
                all.stream().filter(candidate -> candidate.device().equals(id)).toList();
        int own = found.stream()
                .filter(candidate -> candidate.path().equals(real))
                .mapToInt(candidate -> candidate.membership().member())
                .findFirst()
                .orElse(0);
        List<Geometry.Member> members = members(found).orElseThrow(() -> new IOException(path + " cannot be read"));
        List<Optional<String>> paths = new ArrayList<>();
        for (int member = 0; member < members.size(); member++) {
            paths.add(member == own ? Optional.of(real) : disk(id, members.get(member), member, found));
        }
        List<String> twins = found.stream()
                .filter(candidate -> candidate.membership().member() == own)
                .map(Candidate::path)
                .filter(other -> !other.equals(real))
                .toList();
        return new Around(id, members, paths, twins);
    }

    private static Around image(String path) throws IOException {
        try (ImageFile image = ImageFile.open(path)) {
            MetadataReader.Membership membership = MetadataReader.membership(image);
            Superblock superblock = membership.superblock();
            List<Geometry.Member> members = superblock.geometry().members();
            List<Optional<String>> paths = new ArrayList<>(Collections.nCopies(members.size(), Optional.empty()));
            paths.set(membership.member(), Optional.of(path));
            return new Around(new DeviceId(superblock.device()), members, paths, List.of());
        } catch (MetadataException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static DeviceId deviceOf(String path, List<Candidate> all) throws IOException {
        String real = real(path);
        for (Candidate candidate : all) {
            Geometry geometry = candidate.membership().superblock().geometry();
            if (candidate.path().equals(real) || isBareDisk(geometry, real)) {
                return candidate.device();
            }
        }
        // Why it is not among them, its own metadata tells.
        try (BlockDevice disk = new IsolatedDevice(DirectDevice.openReadOnly(real), LIMIT)) {
            UUID device = MetadataReader.membership(disk).superblock().device();
            throw new IOException(real + " belongs to remap device " + device
                    + ", but another device (a partition, LVM, md) is made of it now");
        } catch (MetadataException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static String real(String path) throws IOException {
        try {
            return Path.of(path).toRealPath().toString();
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": there is no such device", e);
        }
    }

    private static boolean isBareDisk(Geometry geometry, String path) throws IOException {
        Geometry.Member disk = geometry.members().get(0);
        return disk.bare()
                && Identity.find(disk.identity()).filter(path::equals).isPresent();
    }

    /** The one that the device is assembled from, if it is, and else the only one. */
    private static Optional<String> disk(DeviceId id, Geometry.Member member, int number, List<Candidate> found)
            throws IOException {
        if (member.bare()) {
            return Identity.find(member.identity());
        }
        List<Candidate> same = found.stream()
                .filter(candidate -> candidate.membership().member() == number)
                .toList();
        List<Candidate> live = same.stream().filter(Candidate::live).toList();
        List<Candidate> meant = live.size() == 1 ? live : same;
        if (meant.size() > 1) {
            throw new IOException("device " + id + " is on several disks: "
                    + String.join(", ", meant.stream().map(Candidate::path).toList())
                    + ": one is a copy of the other; disconnect it, or remapd forget it");
        }
        return meant.stream().findFirst().map(Candidate::path);
    }

    /** Every block device with our metadata that nothing else than a remap device is stacked upon. */
    public static List<Candidate> all() throws IOException {
        List<Candidate> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(BLOCK)) {
            for (Path entry : entries) {
                List<String> holders = holders(entry);
                if (hasSectors(entry) && holders.stream().allMatch(Discovery::isRemap)) {
                    candidate("/dev/" + entry.getFileName().toString().replace('!', '/'), holders)
                            .ifPresent(found::add);
                }
            }
        }
        found.sort(Comparator.comparing(Candidate::path));
        return found;
    }

    private static boolean hasSectors(Path entry) throws IOException {
        try {
            return Long.parseLong(Files.readString(entry.resolve("size")).strip()) > 0;
        } catch (NoSuchFileException e) {
            return false; // It has vanished meanwhile.
        }
    }

    /** The device-mapper UUIDs of what is stacked upon a block device; for anything else an empty word. */
    private static List<String> holders(Path entry) throws IOException {
        List<String> uuids = new ArrayList<>();
        for (String holder : SysDirectory.names(entry.resolve("holders"))) {
            uuids.add(SysFile.word(BLOCK.resolve(holder).resolve("dm/uuid")).orElse(""));
        }
        return uuids;
    }

    private static boolean isRemap(String dmUuid) {
        return dmUuid.startsWith(DeviceId.DM_PREFIX);
    }

    private static Optional<Candidate> candidate(String path, List<String> holders) {
        try (BlockDevice disk = new IsolatedDevice(DirectDevice.openReadOnly(path), LIMIT)) {
            MetadataReader.Membership membership = MetadataReader.membership(disk);
            DeviceId device = new DeviceId(membership.superblock().device());
            return Optional.of(new Candidate(path, membership, holders.contains(device.dmUuid())));
        } catch (IOException | MetadataException e) {
            LOG.debug("{}", e.getMessage());
            return Optional.empty();
        }
    }
}
