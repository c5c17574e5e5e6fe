package org.remapd.agent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.device.DeviceMetadataStore;
import org.remapd.agent.device.DirectDevice;
import org.remapd.agent.device.Identity;
import org.remapd.agent.device.Signatures;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.remap.DmTarget;

/**
 * More spares for a remap device, on another disk.
 *
 * @param disk   that other disk
 * @param spares how many units; empty for as many as there is room for
 * @param force  write over what is on that disk
 */
public record Growth(String disk, Optional<Integer> spares, boolean force) {

    /**
     * What it has come to.
     *
     * @param spares    of the device, in all
     * @param destroyed what the disk held, in words
     */
    public record Grown(int spares, List<String> destroyed) {}

    /**
     * The disk, which is nobody else's any more.
     *
     * @param destroyed what it held, in words
     */
    public record Taken(DirectDevice disk, List<String> destroyed) {}

    /**
     * Takes hold of the disk, and erases what it held, if that may be.
     *
     * @param before the device's, as it is now
     * @throws AssemblyException if it is in use, holds something, or cannot give the device its spares; unless what it held is said to be
     *     destroyed it is as it was
     */
    public Taken take(Geometry before) throws AssemblyException {
        List<String> destroyed = List.of();
        try {
            List<String> there = look(before);
            try (DirectDevice exclusive = DirectDevice.openExclusive(disk)) {
                Assembly.lock(exclusive);
                destroyed = there;
                Signatures.erase(disk);
            }
            // Not exclusively: the device mapper is to use it, too.
            return new Taken(Assembly.open(List.of(disk)).get(0), destroyed);
        } catch (IOException e) {
            throw new AssemblyException(e.getMessage() + told(destroyed), e);
        } catch (AssemblyException e) {
            throw destroyed.isEmpty() ? e : new AssemblyException(e.getMessage() + told(destroyed), e);
        }
    }

    /** What it holds, if that may be destroyed. Who could have written to a disk has udev read its partition table anew, so it is only read. */
    private List<String> look(Geometry before) throws IOException, AssemblyException {
        try (DirectDevice exclusive = DirectDevice.openExclusiveReadOnly(disk)) {
            plan(before, exclusive);
            List<String> there = Signatures.on(exclusive);
            if (!there.isEmpty() && !force) {
                throw new AssemblyException(disk + " holds " + String.join(", ", there)
                        + ": making it a spare device destroys it; --force if that is meant");
            }
            return there;
        }
    }

    /** What became of what a disk held, to be added to what else is said. */
    public static String told(List<String> destroyed) {
        return destroyed.isEmpty() ? "" : "; what it held is destroyed: " + String.join(", ", destroyed);
    }

    /** Does it for a device that nobody watches, whether it is assembled or not. */
    public Grown carryOutAlone(List<String> paths) throws AssemblyException {
        List<DirectDevice> disks = Assembly.open(paths);
        try {
            DeviceMetadataStore store = Assembly.load(List.copyOf(disks));
            Optional<RemapTarget> live =
                    DmTarget.live(new DeviceId(store.current().uuid())).map(target -> target);
            Taken taken = take(store.current().geometry());
            try (DirectDevice more = taken.disk()) {
                return new Grown(carryOut(store, live, List.copyOf(disks), more).spares(), taken.destroyed());
            } catch (AssemblyException e) {
                throw new AssemblyException(e.getMessage() + told(taken.destroyed()), e);
            }
        } catch (IOException e) {
            throw new AssemblyException(String.valueOf(e.getMessage()), e);
        } finally {
            disks.forEach(DirectDevice::close);
        }
    }

    /**
     * Does it: first for the kernel, so that no spare is ever on record that it does not know.
     *
     * @param target the device's, if it is assembled
     * @param disks  those it has
     * @param more   the one that joins
     */
    Geometry carryOut(
            MetadataStore store, Optional<RemapTarget> target, List<? extends BlockDevice> disks, BlockDevice more)
            throws AssemblyException {
        Geometry before = store.current().geometry();
        Geometry larger = plan(before, more);
        List<String> paths =
                new ArrayList<>(disks.stream().map(BlockDevice::path).toList());
        List<String> all = new ArrayList<>(paths);
        all.add(more.path());
        if (target.isPresent() && target.get().enlarge(all, larger) instanceof RemapTarget.Answer.Refused refused) {
            throw new AssemblyException("the kernel refuses the spare device: " + refused.why());
        }
        if (store.grow(larger, List.of(more)) instanceof MetadataStore.Recorded.Failed failed) {
            if (!failed.inDoubt()) {
                target.ifPresent(live -> live.enlarge(paths, before));
            }
            throw new AssemblyException(
                    "the spares cannot be recorded: " + failed.why().detail());
        }
        return larger;
    }

    private Geometry plan(Geometry before, BlockDevice more) throws AssemblyException {
        if (more.logicalBlockSize() > before.unitSectors() * BlockDevice.SECTOR_BYTES) {
            throw new AssemblyException(
                    disk + " has blocks of " + more.logicalBlockSize() + " bytes, and a unit of the device "
                            + before.unitSectors() * BlockDevice.SECTOR_BYTES + ": it cannot hold its spares");
        }
        int most = most(before, more.sectors());
        int wanted = spares.orElse(most);
        return Layout.with(before, new Geometry.Member(more.sectors(), false, identity(more)), wanted)
                .orElseThrow(() -> new AssemblyException(
                        most < 1
                                ? disk
                                        + " cannot give the device any spares: it is too small, or the device has as many as its"
                                        + " metadata has room for, or as many disks"
                                : disk + " cannot give the device " + wanted + " spares; expected --spares 1 to "
                                        + most));
    }

    private static int most(Geometry before, long sectors) {
        int onDisk = Layout.roomOn(sectors, before.pages(), before.unitSectors());
        int inAll = Layout.roomOn(Long.MAX_VALUE / 2, before.pages(), before.unitSectors());
        return Math.min(onDisk, Math.min(inAll, Geometry.MAX_SPARES) - before.spares());
    }

    private static String identity(BlockDevice disk) throws AssemblyException {
        try {
            return Identity.of(disk.path()).orElse("");
        } catch (IOException e) {
            throw new AssemblyException(String.valueOf(e.getMessage()), e);
        }
    }
}
