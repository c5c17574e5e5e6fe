package org.remapd.agent.twin;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.RemapTarget;

/** The {@code remap} target over a disk in memory: it serves, grants and refuses as {@code kernel/} does. */
public final class MemoryTarget implements RemapTarget {

    private final MemoryDisk disk;
    private final SortedMap<MappedSector, DiskSector> mappings = new TreeMap<>();
    private Optional<Geometry> geometry = Optional.empty();
    private Optional<String> refusal = Optional.empty();

    public MemoryTarget(MemoryDisk disk) {
        this.disk = disk;
    }

    /** Every further mapping is refused, for this reason. */
    public void refuse(String why) {
        refusal = Optional.of(why);
    }

    public void refuseNoMore() {
        refusal = Optional.empty();
    }

    @Override
    public String name() {
        return "remap0";
    }

    @Override
    public Optional<Status> status() {
        return geometry.map(known -> new Status(false, mappings.size(), known.spares(), 0, 0, 0, 0, 0, 0, 0));
    }

    @Override
    public Answer assemble(DeviceId id, String path, Geometry of, Map<MappedSector, DiskSector> recorded) {
        if (geometry.isEmpty()) {
            geometry = Optional.of(of);
            recorded.forEach((unit, spare) -> {
                if (grant(unit, spare) instanceof Answer.Refused refused) {
                    throw new AssertionError("recorded, and the target would refuse it: " + refused.why());
                }
            });
        }
        return new Answer.Done();
    }

    @Override
    public Answer remap(MappedSector unit, DiskSector spare) {
        disk.killSwitch().call();
        return refusal.isPresent() ? new Answer.Refused(refusal.get()) : grant(unit, spare);
    }

    private Answer grant(MappedSector unit, DiskSector spare) {
        Geometry known = geometry.orElseThrow();
        if (unit.number() >= known.data().count() || unit.number() % known.unitSectors() != 0) {
            return new Answer.Refused("sector " + unit + " is not the first of a unit");
        }
        if (!known.pool().contains(spare)
                || (spare.number() - known.pool().first().number()) % known.unitSectors() != 0) {
            return new Answer.Refused("spare " + spare + " is not the first sector of a unit of the pool");
        }
        DiskSector before = mappings.get(unit);
        if (before != null) {
            return before.equals(spare) ? new Answer.Done() : new Answer.Refused(unit + " is on spare " + before);
        }
        if (mappings.containsValue(spare)) {
            return new Answer.Refused("spare " + spare + " is in use");
        }
        mappings.put(unit, spare);
        return new Answer.Done();
    }

    @Override
    public SortedMap<MappedSector, DiskSector> mappings() {
        disk.killSwitch().call();
        return new TreeMap<>(mappings);
    }

    @Override
    public Answer remove() {
        geometry = Optional.empty();
        mappings.clear();
        return new Answer.Done();
    }

    /** The device under /dev/mapper. */
    public BlockDevice device() {
        return new Device();
    }

    private final class Device implements BlockDevice {

        @Override
        public String path() {
            return "/dev/mapper/" + name();
        }

        @Override
        public long sectors() {
            return geometry.orElseThrow().data().count();
        }

        @Override
        public int logicalBlockSize() {
            return disk.logicalBlockSize();
        }

        @Override
        public int physicalBlockSize() {
            return disk.physicalBlockSize();
        }

        private interface Request {
            IoResult of(SectorRange range, ByteBuffer buffer);
        }

        @Override
        public IoResult read(SectorRange range, ByteBuffer into) {
            return split(range, into, disk::read);
        }

        @Override
        public IoResult write(SectorRange range, ByteBuffer from) {
            return split(range, from, disk::write);
        }

        @Override
        public IoResult flush() {
            return disk.flush();
        }

        private IoResult split(SectorRange range, ByteBuffer buffer, Request request) {
            Geometry known = geometry.orElseThrow();
            IoResult result = new IoResult.Ok();
            long at = range.first().number();
            while (at < range.end().number() && result.ok()) {
                MappedSector unit = known.unitOf(new MappedSector(at));
                long end = Math.min(
                        unit.number() + known.unitSectors(), range.end().number());
                DiskSector base = mappings.getOrDefault(unit, known.toDisk(unit));
                int offset = (int) (at - range.first().number()) * SECTOR_BYTES;
                result = request.of(
                        new SectorRange(base.plus(at - unit.number()), end - at),
                        buffer.slice(buffer.position() + offset, (int) (end - at) * SECTOR_BYTES));
                at = end;
            }
            return result;
        }

        @Override
        public void close() {}
    }
}
