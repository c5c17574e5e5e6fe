package org.remapd.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.remapd.agent.device.DeviceMetadataStore;
import org.remapd.agent.device.DirectDevice;
import org.remapd.agent.device.Identity;
import org.remapd.agent.device.IsolatedDevice;
import org.remapd.agent.device.Signatures;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.remap.DmTarget;

/** From a disk to a remap device and back: what create, assemble, watch and stop do, with or without a daemon. */
public final class Assembly {

    /** How long one request to a disk may take before it counts as hanging; above the kernel's 30 s and one retry. */
    private static final Duration IO_LIMIT = Duration.ofSeconds(75);

    private Assembly() {}

    /**
     * What to make of a disk.
     *
     * @param spares units of the pool; empty for the default
     */
    public record NewDevice(String name, String disk, Optional<Integer> spares) {}

    /**
     * Writes the first metadata on a disk that holds nothing.
     *
     * @param force also over what looks like somebody's data or an earlier remap device
     */
    public static Superblock create(NewDevice wanted, boolean force) throws AssemblyException {
        try (DirectDevice disk = DirectDevice.openExclusive(wanted.disk())) {
            lock(disk);
            if (!force) {
                requireBlank(disk);
            }
            int unit = disk.physicalBlockSize() / 512;
            int spares = wanted.spares().orElseGet(() -> Layout.defaultSpares(disk.sectors(), unit));
            Geometry geometry = Layout.onEmptyDisk(member(disk), unit, spares)
                    .orElseThrow(() -> new AssemblyException(wanted.disk() + " has " + disk.sectors()
                            + " sectors: no room for " + spares + " spares of " + unit + " sectors (1 to "
                            + Geometry.MAX_SPARES + " spares, and the data needs room too)"));
            Superblock first = Superblock.fresh(UUID.randomUUID(), wanted.name(), Clock.SYSTEM.now(), geometry);
            if (DeviceMetadataStore.create(List.of(disk), first) instanceof MetadataStore.Recorded.Failed failed) {
                throw new AssemblyException(wanted.disk() + ": the metadata could not be written: "
                        + failed.why().detail());
            }
            return first;
        } catch (IOException e) {
            throw new AssemblyException(e.getMessage() == null ? wanted.disk() : e.getMessage(), e);
        } catch (MetadataException e) {
            throw new AssemblyException("the metadata was written but does not read back: " + e.getMessage(), e);
        }
    }

    private static Geometry.Member member(DirectDevice disk) throws IOException {
        return new Geometry.Member(
                disk.sectors(), false, Identity.of(disk.path()).orElse(""));
    }

    /** Makes the device of these disks available under {@code name}, and lets go of them: nobody watches it. */
    public static void assemble(String name, List<String> paths) throws AssemblyException {
        List<DirectDevice> disks = open(paths);
        try {
            Metadata metadata = load(List.copyOf(disks)).current();
            assemble(new DmTarget(name), paths, metadata);
        } finally {
            disks.forEach(DirectDevice::close);
        }
    }

    /** Makes the device of these disks available under {@code name}, and watches it. */
    public static WatchedDevice watch(String name, List<String> paths, HealPolicy policy, AlertSink alerts)
            throws AssemblyException {
        List<DirectDevice> raw = open(paths);
        try {
            List<BlockDevice> disks = new ArrayList<>();
            raw.forEach(disk -> disks.add(new IsolatedDevice(disk, IO_LIMIT)));
            DeviceMetadataStore store = load(disks);
            RemapTarget target = new DmTarget(name);
            assemble(target, paths, store.current());
            Healer.MappedDevice mapped =
                    () -> new IsolatedDevice(DirectDevice.openReadOnly("/dev/mapper/" + name), IO_LIMIT);
            return new WatchedDevice(disks, store, target, mapped, policy, alerts, Clock.SYSTEM).start();
        } catch (AssemblyException e) {
            raw.forEach(DirectDevice::close);
            throw e;
        }
    }

    /** Takes the remap device away; what is on the disk stays. */
    public static void stop(String name) throws AssemblyException {
        if (new DmTarget(name).remove() instanceof RemapTarget.Answer.Refused refused) {
            throw new AssemblyException(refused.why());
        }
    }

    /** A second handle on the disk, for a scrub: its reads do not wait behind those of a heal. */
    public static IsolatedDevice openForScrub(String path) throws IOException {
        return new IsolatedDevice(DirectDevice.openReadOnly(path), IO_LIMIT);
    }

    private static List<DirectDevice> open(List<String> paths) throws AssemblyException {
        List<DirectDevice> disks = new ArrayList<>();
        try {
            for (String path : paths) {
                disks.add(DirectDevice.openReadWrite(path));
                lock(disks.get(disks.size() - 1));
            }
            return disks;
        } catch (IOException e) {
            disks.forEach(DirectDevice::close);
            throw new AssemblyException(e.getMessage() == null ? paths.toString() : e.getMessage(), e);
        } catch (AssemblyException e) {
            disks.forEach(DirectDevice::close);
            throw e;
        }
    }

    private static void lock(DirectDevice disk) throws IOException, AssemblyException {
        if (!disk.tryLock()) {
            throw new AssemblyException(disk.path() + ": another remapd works on it");
        }
    }

    private static DeviceMetadataStore load(List<BlockDevice> disks) throws AssemblyException {
        try {
            DeviceMetadataStore store = DeviceMetadataStore.load(disks);
            List<Geometry.Member> members = store.current().geometry().members();
            for (int i = 0; i < members.size(); i++) {
                if (members.get(i).sectors() != disks.get(i).sectors()) {
                    throw new AssemblyException(disks.get(i).path() + ": its metadata was made for a disk of "
                            + members.get(i).sectors() + " sectors, and this one has "
                            + disks.get(i).sectors());
                }
            }
            return store;
        } catch (MetadataException e) {
            throw new AssemblyException(e.getMessage() == null ? disks.get(0).path() : e.getMessage(), e);
        }
    }

    private static void requireBlank(DirectDevice disk) throws IOException, AssemblyException {
        List<String> there = Signatures.on(disk);
        if (!there.isEmpty()) {
            throw new AssemblyException(disk.path() + " holds " + String.join(", ", there)
                    + ": creating a remap device here destroys it; --force if that is meant");
        }
    }

    private static void assemble(RemapTarget target, List<String> paths, Metadata metadata) throws AssemblyException {
        DeviceId id = new DeviceId(metadata.uuid());
        RemapTarget.Answer answer = target.assemble(id, paths, metadata.geometry(), metadata.mapped());
        if (answer instanceof RemapTarget.Answer.Refused refused) {
            throw new AssemblyException(target.name() + ": " + refused.why());
        }
    }
}
