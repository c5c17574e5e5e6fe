package org.remapd.agent.twin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Extent;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Spare;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.RemapTarget;
import org.remapd.agent.port.Token;

/** The {@code remap} target over disks in memory: it serves, grants and refuses as {@code kernel/} does. */
public final class MemoryTarget implements RemapTarget {

    private final List<MemoryDisk> disks;
    private final MemoryDisk disk;
    private final SortedMap<MappedSector, Spare> mappings = new TreeMap<>();

    /** Sectors of the remap device that read as errors until they are written. */
    private final TreeSet<Long> poison = new TreeSet<>();

    /** Those of them that have been written, which is not on record. */
    private final TreeSet<Long> written = new TreeSet<>();

    private Optional<Geometry> geometry = Optional.empty();
    private Optional<String> refusal = Optional.empty();

    private final NavigableMap<MappedSector, Cell> cells = new TreeMap<>();
    private final Clock clock;
    private long attendedUntil;
    private @Nullable Runnable helper;
    private final List<MappedSector> failed = new ArrayList<>();

    public MemoryTarget(List<MemoryDisk> disks, Clock clock) {
        this.clock = clock;
        this.attendedUntil = clock.nanos();
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

    /** What the target holds of one unit. */
    private static final class Cell {
        Hold hold = Hold.FAULT;
        Optional<Token> token = Optional.empty();
        long deadline;
        boolean reading;
        boolean writing;
        Rewriting rewriting = Rewriting.NONE;

        /** What becomes of the request that is held. */
        boolean retried;
    }

    /** I/O that fails is held, and the daemon gets time to help, as long as it attends. */
    public void helpedBy(Runnable daemon) {
        helper = daemon;
    }

    /** Units whose I/O was to be failed and not to wait any longer, in order. */
    public List<MappedSector> failed() {
        return List.copyOf(failed);
    }

    /** So much time passes that every lease ends. */
    public void leasesEnd() {
        leasesEnd(cell -> true);
        attendedUntil = clock.nanos();
    }

    private void leasesEnd(Predicate<Cell> over) {
        cells.values().removeIf(cell -> over.test(cell) && (cell.hold == Hold.DRAINING || cell.hold == Hold.QUIET));
        cells.values().stream().filter(over).forEach(cell -> {
            cell.hold = cell.hold == Hold.PREPARED ? Hold.FENCED : cell.hold;
            cell.token = Optional.empty();
        });
    }

    private void called() {
        disk.killSwitch().call();
        leasesEnd(cell -> cell.token.isPresent() && clock.nanos() - cell.deadline >= 0);
    }

    private boolean isAttended() {
        return clock.nanos() - attendedUntil < 0;
    }

    @Override
    public Answer attend(Duration time) {
        called();
        attendedUntil = clock.nanos() + time.toNanos();
        return new Answer.Done();
    }

    @Override
    public List<Held> held() {
        called();
        return cells.keySet().stream().flatMap(unit -> seen(unit).stream()).toList();
    }

    @Override
    public Optional<Held> held(MappedSector unit) {
        called();
        return seen(unit);
    }

    private Optional<Held> seen(MappedSector unit) {
        return Optional.ofNullable(cells.get(unit))
                .map(cell -> new Held(unit, cell.hold, cell.reading ? 1 : 0, cell.writing ? 1 : 0, 0, cell.rewriting));
    }

    @Override
    public Answer quiesce(MappedSector unit, Token token, Duration lease) {
        called();
        Cell cell = cells.computeIfAbsent(unit, key -> new Cell());
        if (cell.token.filter(other -> !other.equals(token)).isPresent()) {
            return new Answer.Refused("somebody else heals " + unit);
        }
        if (cell.token.isEmpty()) {
            close(cell, token, lease);
        }
        return new Answer.Done();
    }

    @Override
    public Answer take(MappedSector unit, Token token, Duration lease) {
        called();
        close(cells.computeIfAbsent(unit, key -> new Cell()), token, lease);
        return new Answer.Done();
    }

    @Override
    public Answer renew(Token token, Duration lease) {
        return with(token, cell -> cell.deadline = clock.nanos() + lease.toNanos());
    }

    private void close(Cell cell, Token token, Duration lease) {
        cell.hold = cell.hold == Hold.FENCED || cell.hold == Hold.PREPARED ? Hold.PREPARED : Hold.QUIET;
        cell.token = Optional.of(token);
        cell.deadline = clock.nanos() + lease.toNanos();
    }

    @Override
    public Answer prepare(Token token) {
        return with(token, cell -> cell.hold = Hold.PREPARED);
    }

    @Override
    public Answer withdraw(Token token) {
        return with(token, cell -> cell.hold = Hold.QUIET);
    }

    @Override
    public Answer release(Token token) {
        return with(token, cell -> open(cell, true));
    }

    @Override
    public Answer activate(Geometry of, Token token, Spare spare, LostSectors lost) {
        Optional<MappedSector> unit = unitOf(token);
        if (refusal.isPresent() || unit.isEmpty()) {
            called();
            return new Answer.Refused(refusal.orElse("no such token"));
        }
        return with(token, cell -> {
            if (cell.hold != Hold.PREPARED) {
                throw new AssertionError("activated, and not prepared: " + unit);
            }
            mappings.remove(unit.get());
            Answer granted = grant(unit.get(), spare);
            if (!(granted instanceof Answer.Done)) {
                throw new AssertionError(granted);
            }
            markLost(unit.get(), lost);
            open(cell, true);
        });
    }

    @Override
    public Answer unmap(Token token) {
        Optional<MappedSector> unit = unitOf(token);
        if (refusal.isPresent()) {
            called();
            return new Answer.Refused(refusal.get());
        }
        return with(token, cell -> {
            if (cell.hold != Hold.PREPARED || mappings.remove(unit.orElseThrow()) == null) {
                throw new AssertionError("unmapped, and not prepared, or on no spare: " + unit);
            }
            markLost(unit.get(), LostSectors.none());
            open(cell, true);
        });
    }

    /** These sectors of the unit and no others. */
    private void markLost(MappedSector unit, LostSectors lost) {
        SortedSet<Long> all = poison.subSet(
                unit.number(), unit.number() + geometry.orElseThrow().unitSectors());
        written.removeAll(all);
        all.clear();
        lost.in(unit).forEach(sector -> poison.add(sector.number()));
    }

    @Override
    public Answer rewrite(Geometry of, Token token, Spare spare) {
        Optional<MappedSector> unit = unitOf(token);
        return with(token, cell -> {
            if (cell.hold != Hold.PREPARED || mappings.containsValue(spare)) {
                throw new AssertionError("rewritten, and not prepared, or from a spare in use: " + unit);
            }
            Extent from = of.spare(spare);
            ByteBuffer bytes = BlockDevice.buffer(from.range().count());
            if (!disks.get(from.member()).read(from.range(), bytes).ok()) {
                cell.rewriting = Rewriting.UNREADABLE;
            } else {
                cell.rewriting =
                        disk.write(of.unitOnDisk(unit.orElseThrow()), bytes).ok()
                                ? Rewriting.REWRITTEN
                                : Rewriting.UNWRITABLE;
            }
        });
    }

    @Override
    public List<Cure> cures() {
        called();
        Map<MappedSector, BitSet> units = new TreeMap<>();
        for (long sector : written) {
            MappedSector unit = geometry.orElseThrow().unitOf(new MappedSector(sector));
            units.computeIfAbsent(unit, key -> new BitSet()).set((int) (sector - unit.number()));
        }
        return units.entrySet().stream()
                .map(entry -> new Cure(entry.getKey(), LostSectors.of(entry.getValue())))
                .toList();
    }

    @Override
    public Answer cured(Cure cure) {
        called();
        List<Long> sectors = cure.written().in(cure.unit()).stream()
                .map(MappedSector::number)
                .toList();
        if (!sectors.stream().allMatch(sector -> !poison.contains(sector) || written.contains(sector))) {
            throw new AssertionError("cured, and not written: " + cure);
        }
        poison.removeAll(Set.copyOf(sectors));
        written.removeAll(Set.copyOf(sectors));
        return new Answer.Done();
    }

    private Optional<MappedSector> unitOf(Token token) {
        return cells.entrySet().stream()
                .filter(entry -> entry.getValue().token.filter(token::equals).isPresent())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private Answer with(Token token, Consumer<Cell> change) {
        called();
        Optional<MappedSector> unit = unitOf(token);
        unit.map(cells::get).ifPresent(change);
        return unit.isPresent() ? new Answer.Done() : new Answer.Refused("no such token");
    }

    @Override
    public Answer retry(MappedSector unit) {
        return end(unit, true);
    }

    @Override
    public Answer fail(MappedSector unit) {
        failed.add(unit);
        return end(unit, false);
    }

    private Answer end(MappedSector unit, boolean retried) {
        called();
        Cell cell = cells.get(unit);
        if (cell != null && cell.hold == Hold.FAULT) {
            open(cell, retried);
        } else if (cell != null && !retried) {
            cell.reading = false;
            cell.writing = false;
        }
        return new Answer.Done();
    }

    private void open(Cell cell, boolean retried) {
        cell.retried = retried && (cell.reading || cell.writing);
        cells.values().remove(cell);
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
    public Optional<Spare> servedFrom(Geometry of, MappedSector unit) {
        called();
        return Optional.ofNullable(mappings.get(unit));
    }

    @Override
    public Answer remove() {
        geometry = Optional.empty();
        mappings.clear();
        poison.clear();
        written.clear();
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
                    ? split(range, into, false, MemoryDisk::read)
                    : new IoResult.Failed(IoError.UNSPECIFIC, "sectors " + poisoned(range) + " are lost");
        }

        @Override
        public IoResult write(SectorRange range, ByteBuffer from) {
            IoResult result = split(range, from, true, MemoryDisk::write);
            return result.ok() && !poisoned(range).isEmpty() ? acknowledged(range) : result;
        }

        /** Once somebody has recorded that the sectors are not lost any more. */
        private IoResult acknowledged(SectorRange range) {
            written.addAll(poisoned(range));
            if (isAttended() && helper != null) {
                helper.run();
            }
            return poisoned(range).isEmpty()
                    ? new IoResult.Ok()
                    : new IoResult.Failed(IoError.UNSPECIFIC, "nobody records that " + range + " is not lost any more");
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

        private IoResult split(SectorRange range, ByteBuffer buffer, boolean writing, Request request) {
            Geometry known = geometry.orElseThrow();
            IoResult result = new IoResult.Ok();
            long at = range.first().number();
            while (at < range.end().number() && result.ok()) {
                MappedSector unit = known.unitOf(new MappedSector(at));
                long end = Math.min(
                        unit.number() + known.unitSectors(), range.end().number());
                Extent where = where(known, unit);
                int offset = (int) (at - range.first().number()) * SECTOR_BYTES;
                ByteBuffer part = buffer.slice(buffer.position() + offset, (int) (end - at) * SECTOR_BYTES);
                SectorRange within = new SectorRange(where.range().first().plus(at - unit.number()), end - at);
                MemoryDisk below = disks.get(where.member());
                result = waits(unit)
                        ? new IoResult.Failed(IoError.TIMEOUT, "it waits, and nobody waits for it")
                        : request.of(below, within, part);
                if (isHeld(result, unit) && helped(unit, writing)) {
                    Extent now = where(known, unit);
                    boolean lost = !writing && !poison.subSet(at, end).isEmpty();
                    result = lost
                            ? new IoResult.Failed(IoError.UNSPECIFIC, "some of it is lost")
                            : request.of(
                                    disks.get(now.member()),
                                    new SectorRange(now.range().first().plus(at - unit.number()), end - at),
                                    part);
                }
                at = end;
            }
            return result;
        }

        private boolean waits(MappedSector unit) {
            Cell cell = cells.get(unit);
            return cell != null && cell.hold != Hold.FAULT;
        }

        private boolean isHeld(IoResult result, MappedSector unit) {
            return result instanceof IoResult.Failed failed
                    && failed.error().mayBeMedium()
                    && isAttended()
                    && helper != null
                    && !cells.containsKey(unit);
        }

        /** Whether there is any use in another try. */
        private boolean helped(MappedSector unit, boolean writing) {
            Cell cell = new Cell();
            cell.reading = !writing;
            cell.writing = writing;
            cells.put(unit, cell);
            Objects.requireNonNull(helper).run();
            cells.values().remove(cell);
            return cell.retried;
        }

        private Extent where(Geometry known, MappedSector unit) {
            Spare spare = mappings.get(unit);
            return spare == null ? new Extent(0, known.unitOnDisk(unit)) : known.spare(spare);
        }

        @Override
        public void close() {}
    }
}
