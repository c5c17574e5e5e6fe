package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.remapd.agent.device.DeviceMetadataStore;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.heal.HealPolicy;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.metadata.States;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.MetadataStore;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.MemoryTarget;
import org.remapd.agent.twin.RecordedAlerts;
import org.remapd.agent.twin.TestClock;

/** A disk in memory with a remap device on it, and the daemon that watches it, to be started and ended at will. */
final class Rig {

    /** Nothing is rewritten in place. */
    static final HealPolicy POLICY = new HealPolicy(false, false, 8, Duration.ofMinutes(2), Duration.ofMinutes(10));

    /** Fewer faults than there are units. */
    static final Breaker.Limits LIMITS = new Breaker.Limits(40, Duration.ofMinutes(10));

    final MemoryDisk disk;
    private final List<MemoryDisk> members;
    final TestClock clock = new TestClock();
    final RecordedAlerts alerts = new RecordedAlerts();
    MemoryTarget target;
    MetadataStore store;
    private HealPolicy policy = POLICY;
    WatchedDevice watched;

    private Rig(List<MemoryDisk> members) {
        this.members = members;
        this.disk = members.get(0);
        this.target = new MemoryTarget(members, clock);
        this.store = load();
        boot();
        this.watched = watch(this.store);
    }

    /** Every sector of the data tells its own number. */
    static Rig on(MemoryDisk disk, int spares) {
        return on(List.of(disk), States.fresh(disk.sectors(), disk.physicalBlockSize() / 512, spares));
    }

    /** With the spares on a disk of their own. */
    static Rig beside(MemoryDisk disk, MemoryDisk spareDevice, int spares) {
        Geometry geometry = Layout.onEmptyDiskBeside(
                        States.disk(disk.sectors()),
                        States.disk(spareDevice.sectors()),
                        disk.physicalBlockSize() / 512,
                        spares)
                .orElseThrow();
        return on(List.of(disk, spareDevice), States.fresh(geometry));
    }

    private static Rig on(List<MemoryDisk> members, Superblock first) {
        try {
            assertThat(DeviceMetadataStore.create(List.copyOf(members), first))
                    .isInstanceOf(MetadataStore.Recorded.Durable.class);
        } catch (MetadataException e) {
            throw new AssertionError(e);
        }
        SectorRange data = first.geometry().data();
        for (long sector = data.first().number(); sector < data.end().number(); sector++) {
            members.get(0).fill(sector, original(sector));
        }
        members.forEach(MemoryDisk::forgetRequests);
        return new Rig(members);
    }

    /** What is on the disk already. */
    static Rig over(MemoryDisk disk) {
        return new Rig(List.of(disk));
    }

    /** 50 units of 8 sectors and 10 spares. */
    static Rig ofPlainDisk() {
        return on(MemoryDisk.of512e(States.diskSectors(50, 8, 10)), 10);
    }

    static byte[] original(long diskSector) {
        byte[] bytes = new byte[512];
        Arrays.fill(bytes, (byte) 0x5A);
        ByteBuffer.wrap(bytes).putLong(diskSector);
        return bytes;
    }

    private MetadataStore load() {
        try {
            return DeviceMetadataStore.load(List.copyOf(members));
        } catch (MetadataException e) {
            throw new AssertionError(e);
        }
    }

    private WatchedDevice watch(MetadataStore over) {
        return new WatchedDevice(
                List.copyOf(members), over, target, () -> target.device(), policy, LIMITS, alerts, clock);
    }

    /** The daemon starts again with another policy: a unit is rewritten where it is before it is moved. */
    Rig inPlaceFirst() {
        policy = new HealPolicy(false, true, POLICY.salvageAttempts(), POLICY.salvageBudget(), POLICY.retryLostAfter());
        restartDaemon();
        return this;
    }

    /** The same, and weak units are healed, too. */
    Rig weakToo() {
        policy = new HealPolicy(true, true, POLICY.salvageAttempts(), POLICY.salvageBudget(), POLICY.retryLostAfter());
        restartDaemon();
        return this;
    }

    /** The daemon is killed, and starts again when the leases of what it had in hand are over; the target serves on meanwhile. */
    void restartDaemon() {
        target.leasesEnd();
        restartAtOnce();
    }

    /** The daemon is killed and starts again. */
    void restartAtOnce() {
        store = load();
        watched = watch(store);
        watched.resume();
    }

    /** The machine starts again: the mappings on record are in the target before anything is served. */
    void reboot() {
        target = new MemoryTarget(members, clock);
        store = load();
        boot();
        watched = watch(store);
        watched.resume();
    }

    private void boot() {
        Metadata metadata = store.current();
        target.assemble(
                new DeviceId(metadata.uuid()),
                members.stream().map(MemoryDisk::path).toList(),
                metadata.geometry(),
                metadata.mapped());
    }

    Geometry geometry() {
        return store.current().geometry();
    }

    int unit() {
        return geometry().unitSectors();
    }

    /** The unit with this number. */
    MappedSector unit(int number) {
        return new MappedSector((long) number * unit());
    }

    /** Where a spare begins on its disk. */
    long spare(int number) {
        return geometry().spare(new Spare(number)).range().first().number();
    }

    /** Where it lies on the disk. */
    long onDisk(int unit) {
        return geometry().toDisk(unit(unit)).number();
    }

    SectorRange rangeOf(int unit) {
        return geometry().unitOnDisk(unit(unit));
    }

    /** The kernel logs an error at this unit, and it is dealt with. */
    void hint(int unit) {
        hint(new Observation.KernelLogged(rangeOf(unit), "I/O error"));
    }

    void hint(Observation observation) {
        watched.offer(observation);
        watched.runUntilIdle();
    }

    /** From now on the daemon gets time whenever I/O is held. */
    void attend() {
        target.helpedBy(() -> watched.runUntilIdle());
        watched.runUntilIdle();
    }

    /** Somebody wants the unit on a spare. */
    HandMove toSpare(int unit) {
        return await(watched.moveToSpare(unit(unit)));
    }

    /** Somebody wants it back. */
    HandMove toOriginal(int unit) {
        return await(watched.bringBack(unit(unit)));
    }

    <T> T await(CompletableFuture<T> asked) {
        watched.runUntilIdle();
        return asked.join();
    }

    /** The disk takes no metadata any more. */
    void failMetadata() {
        for (CopyArea copy : geometry().copies()) {
            for (Extent area : List.of(copy.superblocks(), copy.area(geometry().pages()))) {
                disk.failWrites(area.range().first().number(), area.range().count());
            }
        }
    }

    void later(Duration time) {
        clock.advance(time);
        watched.runUntilIdle();
    }

    /** The disk answers, and nothing happens, until a breaker that is open for that has closed. */
    void quietTime() {
        for (int look = 0; look < 8; look++) {
            later(Duration.ofSeconds(5));
        }
    }

    Optional<Fault> fault(int unit) {
        return watched.status().faults().stream()
                .filter(fault -> fault.unit().equals(unit(unit)))
                .findFirst();
    }

    /** What a read of one sector through the remap device gives; empty for an error. */
    Optional<byte[]> readThrough(long mappedSector) {
        int step = disk.logicalBlockSize() / 512;
        ByteBuffer buffer = BlockDevice.buffer(step);
        if (!target.device()
                .read(SectorRange.of(mappedSector / step * step, step), buffer)
                .ok()) {
            return Optional.empty();
        }
        byte[] sector = new byte[512];
        buffer.get((int) (mappedSector % step) * 512, sector);
        return Optional.of(sector);
    }

    boolean writeThrough(long mappedSector, byte[] bytes) {
        ByteBuffer buffer = BlockDevice.buffer(bytes.length / 512);
        buffer.put(bytes).flip();
        return target.device()
                .write(SectorRange.of(mappedSector, bytes.length / 512), buffer)
                .ok();
    }

    List<SectorRange> readsOf(int unit) {
        return disk.reads().stream().filter(rangeOf(unit)::overlaps).toList();
    }
}
