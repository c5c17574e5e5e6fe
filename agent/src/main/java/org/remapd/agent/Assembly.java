package org.remapd.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.device.DeviceMetadataStore;
import org.remapd.agent.device.DirectDevice;
import org.remapd.agent.device.IsolatedDevice;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.port.AlertSink;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.remap.DmTarget;

/** From a disk to a remap device and back: what assemble, watch and stop do, with or without a daemon. */
public final class Assembly {

    /** How long one request to a disk may take before it counts as hanging; above the kernel's 30 s and one retry. */
    private static final Duration IO_LIMIT = Duration.ofSeconds(75);

    /** Reads of a scrub that are on their way at a time: so that the disk always has the next one. */
    private static final int SCRUB_READS = 2;

    private Assembly() {}

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
    public static WatchedDevice watch(
            String name, List<String> paths, HealPolicy policy, Breaker.Limits limits, AlertSink alerts)
            throws AssemblyException {
        List<BlockDevice> disks = new ArrayList<>();
        open(paths).forEach(disk -> disks.add(new IsolatedDevice(disk, IO_LIMIT)));
        try {
            DeviceMetadataStore store = load(disks);
            RemapTarget target = new DmTarget(name);
            assemble(target, paths, store.current());
            Healer.MappedDevice mapped =
                    () -> new IsolatedDevice(DirectDevice.openReadOnly("/dev/mapper/" + name), IO_LIMIT);
            return new WatchedDevice(disks, store, target, mapped, policy, limits, alerts, Clock.SYSTEM).start();
        } catch (AssemblyException e) {
            disks.forEach(BlockDevice::close);
            throw e;
        }
    }

    /** Takes the remap device away; what is on the disk stays. */
    public static void stop(String name) throws AssemblyException {
        if (new DmTarget(name).remove() instanceof RemapTarget.Answer.Refused refused) {
            throw new AssemblyException(refused.why());
        }
    }

    /** What the device is called in /dev/mapper now, if it is there. */
    public static Optional<String> nameOf(DeviceId id) throws AssemblyException {
        try {
            return DmTarget.live(id).map(DmTarget::name);
        } catch (IOException e) {
            throw new AssemblyException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A disk that joins a device that is watched. */
    public static BlockDevice isolated(DirectDevice disk) {
        return new IsolatedDevice(disk, IO_LIMIT);
    }

    /** One more handle on the disk, to look whether it is alive: its reads do not wait behind those of a heal. */
    public static IsolatedDevice openAside(String path) throws IOException {
        return new IsolatedDevice(DirectDevice.openReadOnly(path), IO_LIMIT);
    }

    /** More handles on the disk, for a scrub: each may wait for a read of its own. */
    public static List<BlockDevice> openForScrub(String path) throws IOException {
        List<BlockDevice> handles = new ArrayList<>();
        try {
            while (handles.size() < SCRUB_READS) {
                handles.add(DirectDevice.openReadOnly(path));
            }
            return handles;
        } catch (IOException e) {
            handles.forEach(BlockDevice::close);
            throw e;
        }
    }

    static List<DirectDevice> open(List<String> paths) throws AssemblyException {
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

    static void lock(DirectDevice disk) throws IOException, AssemblyException {
        if (!disk.tryLock()) {
            throw new AssemblyException(
                    disk.path() + ": another remapd works on it (the daemon, if it watches the device)");
        }
    }

    static DeviceMetadataStore load(List<BlockDevice> disks) throws AssemblyException {
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

    private static void assemble(RemapTarget target, List<String> paths, Metadata metadata) throws AssemblyException {
        DeviceId id = new DeviceId(metadata.uuid());
        RemapTarget.Answer answer = target.assemble(id, paths, metadata.geometry(), metadata.mapped());
        if (answer instanceof RemapTarget.Answer.Refused refused) {
            throw new AssemblyException(target.name() + ": " + refused.why());
        }
    }
}
