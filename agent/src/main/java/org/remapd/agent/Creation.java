package org.remapd.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.remapd.agent.CreationPlan.Arrangement;
import org.remapd.agent.device.Contents;
import org.remapd.agent.device.DeviceMetadataStore;
import org.remapd.agent.device.DirectDevice;
import org.remapd.agent.device.FileSystem;
import org.remapd.agent.device.Identity;
import org.remapd.agent.device.Signatures;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.remap.DmTarget;

/**
 * Disks on their way to be a remap device: held so that nobody else can use them, looked at, and, after somebody has seen the
 * plan, written.
 */
public final class Creation implements AutoCloseable {

    /** Of an adopted disk's beginning, what is compared with what the remap device shows. */
    private static final long COMPARED_SECTORS = 256;

    private static final int RECORDED_AT_ONCE = 10_000;

    /**
     * What is asked for.
     *
     * @param spareDevice where the spares are to be, if not on the same disk
     * @param spares units of the pool; empty for the default
     * @param adopt what is on the disk stays
     * @param force write over what is there
     */
    public record Wanted(
            String name,
            String disk,
            Optional<String> spareDevice,
            Optional<Integer> spares,
            boolean adopt,
            boolean force) {}

    private final List<DirectDevice> disks;
    private final CreationPlan plan;

    private Creation(List<DirectDevice> disks, CreationPlan plan) {
        this.disks = disks;
        this.plan = plan;
    }

    /**
     * Takes hold of the disks and finds out what could be done; writes nothing.
     *
     * @param onlyLook open the disks such that nothing could be written; else the kernel has to know the target
     */
    public static Creation begin(Wanted wanted, boolean onlyLook) throws AssemblyException {
        if (!onlyLook) {
            // What is refused stays as it is: of what could have been written to, udev reads the partitions anew.
            begin(wanted, true).close();
        }
        List<DirectDevice> disks = new ArrayList<>();
        try {
            // Of a disk that is adopted with its spares elsewhere, nothing at all is written.
            boolean bare = wanted.adopt() && wanted.spareDevice().isPresent();
            disks.add(open(wanted.disk(), onlyLook || bare));
            if (wanted.spareDevice().isPresent()) {
                disks.add(open(wanted.spareDevice().get(), onlyLook));
            }
            CreationPlan plan = plan(wanted, disks);
            Optional<String> unavailable = onlyLook ? Optional.empty() : DmTarget.unavailable();
            if (unavailable.isPresent()) {
                throw new AssemblyException(unavailable.get());
            }
            return new Creation(disks, plan);
        } catch (IOException e) {
            disks.forEach(DirectDevice::close);
            throw new AssemblyException(e.getMessage() == null ? wanted.disk() : e.getMessage(), e);
        } catch (AssemblyException e) {
            disks.forEach(DirectDevice::close);
            throw e;
        }
    }

    private static DirectDevice open(String path, boolean onlyLook) throws IOException, AssemblyException {
        if (onlyLook) {
            // It cannot be locked so; but where another remapd works there is a remap device, and it would not be free.
            return DirectDevice.openExclusiveReadOnly(path);
        }
        DirectDevice disk = DirectDevice.openExclusive(path);
        try {
            Assembly.lock(disk);
            return disk;
        } catch (IOException | AssemblyException e) {
            disk.close();
            throw e;
        }
    }

    private static CreationPlan plan(Wanted wanted, List<DirectDevice> disks) throws IOException, AssemblyException {
        List<String> lost = new ArrayList<>();
        if (disks.size() > 1) {
            lost.addAll(toBeLost(disks.get(1), wanted.force(), ""));
        }
        if (!wanted.adopt()) {
            lost.addAll(0, toBeLost(disks.get(0), wanted.force(), ", --adopt to keep it"));
            return planFor(wanted, disks, Arrangement.EMPTY, Optional.empty(), lost);
        }
        if (disks.size() > 1) {
            requireIdentity(disks.get(0));
            return planFor(wanted, disks, Arrangement.BESIDE, Optional.empty(), lost);
        }
        return planFor(wanted, disks, Arrangement.BEHIND, Optional.of(fileSystem(disks.get(0))), lost);
    }

    private static List<String> toBeLost(DirectDevice disk, boolean force, String otherwise)
            throws IOException, AssemblyException {
        List<String> there = Signatures.on(disk);
        if (!there.isEmpty() && !force) {
            throw new AssemblyException(disk.path() + " holds " + String.join(", ", there)
                    + ": creating a remap device here destroys it; --force if that is meant" + otherwise);
        }
        return there.stream().map(what -> disk.path() + ": " + what).toList();
    }

    private static void requireIdentity(DirectDevice disk) throws IOException, AssemblyException {
        if (Identity.of(disk.path()).isEmpty()) {
            throw new AssemblyException(disk.path() + " has no name in /dev/disk/by-id. Nothing is written to it, so it"
                    + " could not be told from other disks later on; adopt it without --spare-device");
        }
    }

    private static FileSystem fileSystem(DirectDevice disk) throws IOException, AssemblyException {
        Contents contents = Contents.of(disk);
        if (contents instanceof Contents.One one) {
            return one.fileSystem();
        }
        if (contents instanceof Contents.Nothing) {
            throw new AssemblyException(
                    disk.path() + " holds nothing that could be adopted; without --adopt it becomes a" + " new device");
        }
        throw new AssemblyException(disk.path() + " holds " + ((Contents.Boundless) contents).what()
                + ", and where that ends is not known, so nothing can be put behind it; keep the spares on another"
                + " disk, with nothing written to this one: --spare-device DEV2; or adopt a partition of it");
    }

    private static CreationPlan planFor(
            Wanted wanted,
            List<DirectDevice> disks,
            Arrangement arrangement,
            Optional<FileSystem> kept,
            List<String> lost)
            throws IOException, AssemblyException {
        int unit = unit(disks);
        List<Geometry.Member> members = new ArrayList<>();
        for (DirectDevice disk : disks) {
            members.add(new Geometry.Member(
                    disk.sectors(), false, Identity.of(disk.path()).orElse("")));
        }
        int spares = wanted.spares()
                .orElseGet(() -> Layout.defaultSpares(disks.get(0).sectors(), unit));
        long used = kept.map(FileSystem::sectors).orElse(0L);
        Optional<Geometry> geometry = layout(arrangement, members, used, unit, spares);
        if (geometry.isEmpty()) {
            throw noRoom(disks, kept, spares, unit, (from, count) -> layout(arrangement, members, from, unit, count));
        }
        return new CreationPlan(
                wanted.name(),
                arrangement,
                disks.stream().map(DirectDevice::path).toList(),
                geometry.get(),
                kept,
                lost);
    }

    /** What is moved as one must be whole blocks of either disk. */
    private static int unit(List<DirectDevice> disks) {
        int bytes =
                disks.stream().mapToInt(DirectDevice::physicalBlockSize).max().orElseThrow();
        return Math.min(Geometry.MAX_UNIT, Integer.highestOneBit(bytes / BlockDevice.SECTOR_BYTES));
    }

    /** Where everything would lie for so many sectors in use and so many spares. */
    private interface Room {
        Optional<Geometry> with(long used, int spares);
    }

    private static Optional<Geometry> layout(
            Arrangement arrangement, List<Geometry.Member> members, long used, int unit, int spares) {
        return switch (arrangement) {
            case BEHIND -> Layout.behind(members.get(0), used, unit, spares);
            case BESIDE -> Layout.beside(members.get(0), members.get(1), unit, spares);
            case EMPTY ->
                members.size() > 1
                        ? Layout.onEmptyDiskBeside(members.get(0), members.get(1), unit, spares)
                        : Layout.onEmptyDisk(members.get(0), unit, spares);
        };
    }

    private static AssemblyException noRoom(
            List<DirectDevice> disks, Optional<FileSystem> kept, int spares, int unit, Room room) {
        DirectDevice disk = disks.get(0);
        Optional<Geometry> withoutIt = kept.flatMap(found -> room.with(0, spares));
        if (withoutIt.isPresent()) {
            return new AssemblyException(ShrinkAdvice.of(
                    kept.get(),
                    disk.path(),
                    disk.sectors(),
                    withoutIt.get().data().count()));
        }
        int most = most(count -> room.with(0, count));
        DirectDevice pool = disks.get(disks.size() - 1);
        return new AssemblyException(pool.path() + " has " + pool.sectors() + " sectors: no room for " + spares
                + " spares of " + unit + " sectors; "
                + (most == 0 ? "it is too small" : "expected --spares 1 to " + most));
    }

    /** The most spares for which there is room. */
    private static int most(IntFunction<Optional<Geometry>> room) {
        int fits = 0;
        int tooMany = Geometry.MAX_SPARES + 1;
        while (fits + 1 < tooMany) {
            int tried = fits + (tooMany - fits) / 2;
            if (room.apply(tried).isPresent()) {
                fits = tried;
            } else {
                tooMany = tried;
            }
        }
        return fits;
    }

    public CreationPlan plan() {
        return plan;
    }

    /**
     * Reads the whole surface of all disks.
     *
     * @param known what of the first disk is known to be bad without that
     */
    public FirstScan scan(FirstScan.Progress progress, List<SectorRange> known) throws AssemblyException {
        return checked(FirstScan.of(disks, progress).and(known));
    }

    /** Takes somebody's word for what of the first disk is bad. */
    public FirstScan believe(List<SectorRange> known) throws AssemblyException {
        long end = disks.get(0).sectors();
        Optional<SectorRange> beyond =
                known.stream().filter(range -> range.end().number() > end).findFirst();
        if (beyond.isPresent()) {
            throw new AssemblyException(
                    plan.paths().get(0) + " has " + end + " sectors, and " + beyond.get() + " is said to be bad");
        }
        return checked(FirstScan.none().and(known));
    }

    private FirstScan checked(FirstScan scan) throws AssemblyException {
        firstChanges(scan).close();
        return scan;
    }

    /** What is on an adopted disk is somebody's: it is healed once the device is watched. */
    private Stream<Change> firstChanges(FirstScan scan) throws AssemblyException {
        boolean adopted = plan.arrangement().adopted();
        return scan.changes(plan.geometry()).filter(change -> !adopted || !(change instanceof Change.Commit));
    }

    /** Writes what was planned. */
    public Superblock carryOut(Optional<FirstScan> scan) throws AssemblyException {
        try {
            Iterator<Change> changes =
                    firstChanges(scan.orElseGet(FirstScan::none)).iterator();
            eraseWhatWas();
            Superblock first = Superblock.fresh(UUID.randomUUID(), plan.name(), Clock.SYSTEM.now(), plan.geometry());
            require(DeviceMetadataStore.create(List.copyOf(disks), first));
            DeviceMetadataStore store = DeviceMetadataStore.load(List.copyOf(disks));
            while (changes.hasNext()) {
                require(store.save(next(changes)));
            }
            return store.current().superblock();
        } catch (MetadataException e) {
            throw new AssemblyException("the metadata was written but does not read back: " + e.getMessage(), e);
        }
    }

    private void eraseWhatWas() throws AssemblyException {
        try {
            for (DirectDevice disk : disks.subList(plan.arrangement().adopted() ? 1 : 0, disks.size())) {
                Signatures.erase(disk.path());
            }
        } catch (IOException e) {
            throw new AssemblyException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<Change> next(Iterator<Change> changes) {
        List<Change> some = new ArrayList<>();
        while (changes.hasNext() && some.size() < RECORDED_AT_ONCE) {
            some.add(changes.next());
        }
        return some;
    }

    private void require(MetadataStore.Recorded recorded) throws AssemblyException {
        if (recorded instanceof MetadataStore.Recorded.Failed failed) {
            throw new AssemblyException(String.join(" and ", plan.paths()) + ": the metadata could not be written: "
                    + failed.why().detail());
        }
    }

    /** Makes sure that an adopted disk looks the same through its remap device, which is assembled. Reads only. */
    public static void verifyAdopted(CreationPlan plan) throws AssemblyException {
        String path = plan.paths().get(0);
        try (DirectDevice raw = DirectDevice.openReadOnly(path);
                DirectDevice mapped = DirectDevice.openReadOnly("/dev/mapper/" + plan.name())) {
            SectorRange range = SectorRange.of(
                    0, Math.min(COMPARED_SECTORS, plan.geometry().data().count()));
            ByteBuffer before = BlockDevice.buffer(range.count());
            ByteBuffer after = BlockDevice.buffer(range.count());
            boolean same = raw.read(range, before).ok()
                    && mapped.read(range, after).ok()
                    && before.rewind().equals(after.rewind());
            if (!same) {
                throw new AssemblyException("/dev/mapper/" + plan.name() + " does not read the same as " + path
                        + ": do not mount it; remapd forget " + plan.name());
            }
        } catch (IOException e) {
            throw new AssemblyException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        disks.forEach(DirectDevice::close);
    }
}
