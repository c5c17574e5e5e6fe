package org.remapd.agent.twin;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.RemapTarget;

/** The {@code remap} target over disks in memory: it serves, grants and refuses as {@code kernel/} does. */
public final class MemoryTarget implements RemapTarget {

    private final List<MemoryDisk> disks;
    private final MemoryDisk disk;
    private final SortedMap<MappedSector, Spare> mappings = new TreeMap<>();

    /** Sectors of the remap device that read as errors until they are written. */
    private final TreeSet<Long> poison = new TreeSet<>();

    private Optional<Geometry> geometry = Optional.empty();
    private Optional<String> refusal = Optional.empty();

    public MemoryTarget(List<MemoryDisk> disks) {
        this.disks = List.copyOf(disks);
        this.disk = disks.get(0);
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
        return geometry.map(
                known -> new Status(false, mappings.size(), known.spares(), poison.size(), 0, 0, 0, 0, 0, 0));
    }

    @Override
    public Answer assemble(DeviceId id, List<String> paths, Geometry of, Stream<Mapping> recorded) {
        if (geometry.isEmpty()) {
            geometry = Optional.of(of);
            recorded.forEach(this::load);
        }
        return new Answer.Done();
    }

    private void load(Mapping mapping) {
        if (grant(mapping.unit(), mapping.spare()) instanceof Answer.Refused refused) {
            throw new AssertionError("recorded, and the target would refuse it: " + refused.why());
        }
        mapping.poison().in(mapping.unit()).forEach(sector -> poison.add(sector.number()));
    }

    @Override
    public Answer enlarge(List<String> paths, Geometry larger) {
        geometry = Optional.of(larger);
        return new Answer.Done();
    }

    @Override
    public Answer remap(Geometry of, MappedSector unit, Spare spare) {
        disk.killSwitch().call();
        return refusal.isPresent() ? new Answer.Refused(refusal.get()) : grant(unit, spare);
    }

    private Answer grant(MappedSector unit, Spare spare) {
        Geometry known = geometry.orElseThrow();
        if (unit.number() >= known.data().count() || unit.number() % known.unitSectors() != 0) {
            return new Answer.Refused("sector " + unit + " is not the first of a unit");
        }
        if (spare.number() >= known.spares()) {
            return new Answer.Refused("there is no spare " + spare);
        }
        Spare before = mappings.get(unit);
        if (before != null) {
            return before.equals(spare) ? new Answer.Done() : new Answer.Refused(unit + " is on spare " + before);
        }
        if (mappings.containsValue(spare)) {
            return new Answer.Refused("spare " + spare + " is in use");
        }
        mappings.put(unit, spare);
        return new Answer.Done();
    }

    /** What is active. */
    public SortedMap<MappedSector, Spare> mappings() {
        return new TreeMap<>(mappings);
    }

    @Override
    public boolean serves(MappedSector unit) {
        disk.killSwitch().call();
        return mappings.containsKey(unit);
    }

    @Override
    public Answer remove() {
        geometry = Optional.empty();
        mappings.clear();
        poison.clear();
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
            IoResult of(MemoryDisk below, SectorRange range, ByteBuffer buffer);
        }

        @Override
        public IoResult read(SectorRange range, ByteBuffer into) {
            return poisoned(range).isEmpty()
                    ? split(range, into, MemoryDisk::read)
                    : new IoResult.Failed(IoError.UNSPECIFIC, "sectors " + poisoned(range) + " are lost");
        }

        @Override
        public IoResult write(SectorRange range, ByteBuffer from) {
            IoResult written = split(range, from, MemoryDisk::write);
            if (written.ok()) {
                poison.removeAll(poisoned(range));
            }
            return written;
        }

        private Set<Long> poisoned(SectorRange range) {
            return new TreeSet<>(
                    poison.subSet(range.first().number(), range.end().number()));
        }

        @Override
        public IoResult flush() {
            IoResult result = new IoResult.Ok();
            for (MemoryDisk below : disks) {
                result = result.ok() ? below.flush() : result;
            }
            return result;
        }

        private IoResult split(SectorRange range, ByteBuffer buffer, Request request) {
            Geometry known = geometry.orElseThrow();
            IoResult result = new IoResult.Ok();
            long at = range.first().number();
            while (at < range.end().number() && result.ok()) {
                MappedSector unit = known.unitOf(new MappedSector(at));
                long end = Math.min(
                        unit.number() + known.unitSectors(), range.end().number());
                Extent where = where(known, unit);
                int offset = (int) (at - range.first().number()) * SECTOR_BYTES;
                result = request.of(
                        disks.get(where.member()),
                        new SectorRange(where.range().first().plus(at - unit.number()), end - at),
                        buffer.slice(buffer.position() + offset, (int) (end - at) * SECTOR_BYTES));
                at = end;
            }
            return result;
        }

        private Extent where(Geometry known, MappedSector unit) {
            Map<MappedSector, Spare> moved = mappings;
            Spare spare = moved.get(unit);
            return spare == null ? new Extent(0, known.unitOnDisk(unit)) : known.spare(spare);
        }

        @Override
        public void close() {}
    }
}
