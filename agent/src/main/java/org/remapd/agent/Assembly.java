package org.remapd.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.remapd.agent.device.DeviceMetadataStore;
import org.remapd.agent.device.DirectDevice;
import org.remapd.agent.device.IsolatedDevice;
import org.remapd.agent.device.Signatures;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.MetadataProblem;
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
    public static Metadata create(NewDevice wanted, boolean force) throws AssemblyException {
        try (DirectDevice disk = DirectDevice.openExclusive(wanted.disk())) {
            lock(disk);
            if (!force) {
                requireBlank(disk);
            }
            int unit = disk.physicalBlockSize() / 512;
            int spares = wanted.spares().orElseGet(() -> Geometry.defaultSpares(disk.sectors(), unit));
            Geometry geometry = Geometry.fresh(disk.sectors(), unit, spares)
                    .orElseThrow(() -> new AssemblyException(wanted.disk() + " has " + disk.sectors()
                            + " sectors: no room for " + spares + " spares of " + unit + " sectors (1 to "
                            + Geometry.MAX_SPARES + " spares, and the data needs room too)"));
            Metadata first = Metadata.fresh(UUID.randomUUID(), wanted.name(), geometry);
            if (DeviceMetadataStore.create(disk, first) instanceof MetadataStore.Recorded.Failed failed) {
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

    /** Makes the device of a disk available under {@code name}, and lets go of the disk: nobody watches it. */
    public static Metadata assemble(String name, String path) throws AssemblyException {
        try (DirectDevice disk = open(path)) {
            Metadata metadata = load(disk).current();
            assemble(new DmTarget(name), path, metadata);
            return metadata;
        }
    }

    /** Makes the device of a disk available under {@code name}, and watches it. */
    public static WatchedDevice watch(String name, String path, HealPolicy policy, AlertSink alerts)
            throws AssemblyException {
        DirectDevice raw = open(path);
        try {
            IsolatedDevice disk = new IsolatedDevice(raw, IO_LIMIT);
            DeviceMetadataStore store = load(disk);
            RemapTarget target = new DmTarget(name);
            assemble(target, path, store.current());
            Healer.MappedDevice mapped =
                    () -> new IsolatedDevice(DirectDevice.openReadOnly("/dev/mapper/" + name), IO_LIMIT);
            return new WatchedDevice(disk, store, target, mapped, policy, alerts, Clock.SYSTEM).start();
        } catch (AssemblyException e) {
            raw.close();
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

    private static DirectDevice open(String path) throws AssemblyException {
        try {
            DirectDevice disk = DirectDevice.openReadWrite(path);
            lock(disk);
            return disk;
        } catch (IOException e) {
            throw new AssemblyException(e.getMessage() == null ? path : e.getMessage(), e);
        }
    }

    private static void lock(DirectDevice disk) throws IOException, AssemblyException {
        if (!disk.tryLock()) {
            disk.close();
            throw new AssemblyException(disk.path() + ": another remapd works on it");
        }
    }

    private static DeviceMetadataStore load(BlockDevice disk) throws AssemblyException {
        try {
            DeviceMetadataStore store = DeviceMetadataStore.load(disk);
            Geometry geometry = store.current().geometry();
            if (geometry.diskSectors() != disk.sectors()) {
                throw new MetadataException(
                        disk.path(),
                        new MetadataProblem.Corrupt("it was made for a disk of " + geometry.diskSectors()
                                + " sectors, and this one has " + disk.sectors()));
            }
            return store;
        } catch (MetadataException e) {
            throw new AssemblyException(e.getMessage() == null ? disk.path() : e.getMessage(), e);
        }
    }

    private static void requireBlank(DirectDevice disk) throws IOException, AssemblyException {
        List<String> there = Signatures.on(disk);
        if (!there.isEmpty()) {
            throw new AssemblyException(disk.path() + " holds " + String.join(", ", there)
                    + ": creating a remap device here destroys it; --force if that is meant");
        }
    }

    private static void assemble(RemapTarget target, String path, Metadata metadata) throws AssemblyException {
        Map<MappedSector, DiskSector> mappings = new TreeMap<>();
        metadata.mappings()
                .forEach((unit, spare) -> mappings.put(
                        unit, metadata.geometry().spareOnDisk(spare).first()));
        RemapTarget.Answer answer = target.assemble(new DeviceId(metadata.uuid()), path, metadata.geometry(), mappings);
        if (answer instanceof RemapTarget.Answer.Refused refused) {
            throw new AssemblyException(target.name() + ": " + refused.why());
        }
    }
}
