package org.remapd.agent.device;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Agreement;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.CopyArea;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Layout;
import org.remapd.agent.metadata.Location;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.MetadataProblem;
import org.remapd.agent.metadata.Pages;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.metadata.Told;
import org.remapd.agent.port.BlockDevice;

/** Reads the metadata from the disks of a remap device. Writes nothing. */
public final class MetadataReader {

    /** Blocks that are read at once. */
    private static final int CHUNK = 128;

    /**
     * A disk that says what it belongs to.
     *
     * @param member which of the remap device's disks it is
     */
    public record Membership(Superblock superblock, long sequence, int member) {}

    /**
     * One thing of one copy that is not as it should be.
     *
     * @param page its number, or {@link #SUPERBLOCK}
     * @param told what its places hold
     */
    record Wound(int copy, int page, Told told) {

        static final int SUPERBLOCK = -1;

        String describe() {
            String what = page == SUPERBLOCK ? "superblock" : Pages.describe(page);
            String why = told.problems().isEmpty()
                    ? "not current"
                    : String.join(
                            "; ",
                            told.problems().stream()
                                    .map(MetadataProblem::describe)
                                    .toList());
            return "copy " + (copy + 1) + ", " + what + ": " + why;
        }
    }

    /** What is recorded; of each page the sequence and, for each copy, the place (0 or 1) of the newest version; what is damaged. */
    static final class Loaded {
        final Metadata metadata;
        final long superblockSequence;
        final List<Told> superblocks;
        final long[] sequences;
        final byte[][] newest;
        final List<Wound> wounds;

        Loaded(
                Metadata metadata,
                long superblockSequence,
                List<Told> superblocks,
                long[] sequences,
                byte[][] newest,
                List<Wound> wounds) {
            this.metadata = metadata;
            this.superblockSequence = superblockSequence;
            this.superblocks = superblocks;
            this.sequences = sequences;
            this.newest = newest;
            this.wounds = wounds;
        }
    }

    private final List<BlockDevice> members;
    private final ByteBuffer single = BlockDevice.buffer(Block.SECTORS);
    private @Nullable ByteBuffer chunk;

    private MetadataReader(List<BlockDevice> members) {
        this.members = members;
    }

    /**
     * What a disk belongs to, by the newest superblock on it.
     *
     * @throws MetadataException if it carries none that is whole, with the most telling problem
     */
    public static Membership membership(BlockDevice disk) throws MetadataException {
        return new MetadataReader(List.of(disk)).probe(disk);
    }

    /**
     * Everything.
     *
     * @param members the device's disks, in their order
     * @throws MetadataException if it cannot be told for certain what is recorded
     */
    static Loaded load(List<BlockDevice> members) throws MetadataException {
        return new MetadataReader(members).load();
    }

    /** What a copy tells of a page now. */
    static Told page(List<BlockDevice> members, Superblock superblock, int copy, int page) {
        MetadataReader reader = new MetadataReader(members);
        List<Block.Reading> places = new ArrayList<>();
        for (int place = 0; place < 2; place++) {
            places.addAll(reader.readPlaces(superblock, copy, place, page, 1));
        }
        return Told.of(places);
    }

    /** What a copy tells of the superblock now. */
    static Told superblock(List<BlockDevice> members, Superblock superblock, int copy) {
        CopyArea area = superblock.geometry().copies().get(copy);
        return new MetadataReader(members).superblockOf(superblock.device(), area, copy);
    }

    private Membership probe(BlockDevice disk) throws MetadataException {
        List<Block.Reading> found = readings(Layout.usualSuperblocks(disk.sectors()), 0);
        Optional<Membership> usual = newest(disk, found);
        if (usual.isEmpty()) {
            // Whatever became of those at the end, be it that they were written over.
            found.addAll(readings(Layout.zoneSuperblocks(disk.sectors()), 0));
            usual = newest(disk, found);
        }
        return usual.orElseThrow(() -> new MetadataException(disk.path(), mostTelling(found)));
    }

    private List<Block.Reading> readings(LongStream superblocks, int disk) {
        List<Block.Reading> found = new ArrayList<>();
        superblocks.forEach(first -> found.addAll(ring(new DiskSector(first), disk)));
        return found;
    }

    /** All places of a superblock, at the cost of one if they can be read. */
    private List<Block.Reading> ring(DiskSector first, int disk) {
        SectorRange range = new SectorRange(first, (long) CopyArea.SUPERBLOCKS * Block.SECTORS);
        ByteBuffer buffer = buffer(CopyArea.SUPERBLOCKS);
        boolean whole = readInto(buffer, range, disk);
        List<Block.Reading> found = new ArrayList<>();
        for (int place = 0; place < CopyArea.SUPERBLOCKS; place++) {
            Location at = new Location(-1, first.plus((long) place * Block.SECTORS));
            found.add(whole ? Block.decode(bytes(buffer, place * Block.BYTES), at) : readBlock(at, disk));
        }
        return found;
    }

    private static Optional<Membership> newest(BlockDevice disk, List<Block.Reading> found) throws MetadataException {
        Optional<Membership> newest = Optional.empty();
        for (Block.Reading reading : found) {
            if (reading instanceof Block.Unsound unsound && unsound.problem() instanceof MetadataProblem.TooNew) {
                throw new MetadataException(disk.path(), unsound.problem());
            }
            if (reading instanceof Block.Sound sound && sound.block().kind() == Block.Kind.SUPERBLOCK) {
                Membership one = membership(disk, sound);
                if (newest.isPresent()
                        && !newest.get()
                                .superblock()
                                .device()
                                .equals(one.superblock().device())) {
                    throw new MetadataException(
                            disk.path(),
                            new MetadataProblem.Foreign(
                                    one.superblock().geometry().copies().get(0).superblock(0),
                                    one.superblock().device(),
                                    newest.get().superblock().device()));
                }
                if (newest.isEmpty() || newest.get().sequence() < one.sequence()) {
                    newest = Optional.of(one);
                }
            }
        }
        return newest;
    }

    private static Membership membership(BlockDevice disk, Block.Sound sound) throws MetadataException {
        try {
            Superblock superblock = Superblock.of(sound.block());
            int copy = sound.block().copy();
            int member = superblock.geometry().copies().get(copy).member();
            return new Membership(superblock, sound.block().sequence(), member);
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new MetadataException(
                    disk.path(), new MetadataProblem.Contradictory("a superblock: " + e.getMessage()));
        }
    }

    /** Rot says more than a read error, which says more than a foreign block, which says more than nothing. */
    private static MetadataProblem mostTelling(List<Block.Reading> found) {
        return found.stream()
                .filter(Block.Unsound.class::isInstance)
                .map(unsound -> ((Block.Unsound) unsound).problem())
                .max(Comparator.comparingInt(MetadataReader::weight))
                .orElseGet(MetadataProblem.NotOurs::new);
    }

    private static int weight(MetadataProblem problem) {
        if (problem instanceof MetadataProblem.Blank) {
            return 0;
        }
        if (problem instanceof MetadataProblem.NotOurs) {
            return 1;
        }
        return problem instanceof MetadataProblem.Unreadable ? 2 : 3;
    }

    private Loaded load() throws MetadataException {
        Membership provisional = provisional();
        UUID device = provisional.superblock().device();
        List<CopyArea> copies = provisional.superblock().geometry().copies();
        requireDisks(provisional.superblock().geometry());
        List<Told> superblocks = new ArrayList<>();
        for (int copy = 0; copy < copies.size(); copy++) {
            superblocks.add(superblockOf(device, copies.get(copy), copy));
        }
        Block block = believed("the superblock", Agreement.of(superblocks));
        Superblock superblock = superblock(block);
        requireDisks(superblock.geometry());
        if (!superblock.geometry().copies().equals(copies)) {
            throw failure(new MetadataProblem.Contradictory("superblocks tell of different copies"));
        }
        return pages(superblock, block.sequence(), superblocks);
    }

    /** The newest superblock that is found by looking for one; of other devices only if there is none of one with these disks. */
    private Membership provisional() throws MetadataException {
        List<Membership> fitting = new ArrayList<>();
        List<Membership> all = new ArrayList<>();
        MetadataException first = null;
        for (int member = 0; member < members.size(); member++) {
            try {
                Membership one = membership(members.get(member));
                all.add(one);
                if (one.member() == member && hasSoManyDisks(one)) {
                    fitting.add(one);
                }
            } catch (MetadataException e) {
                // It may be a bare one; and a disk whose superblocks are all lost is still good for the pages.
                if (e.problem() instanceof MetadataProblem.TooNew) {
                    throw e;
                }
                first = first == null ? e : first;
            }
        }
        // What is left on a bare disk of an earlier device does not count.
        fitting.removeIf(one -> fitting.stream().anyMatch(other -> isBare(other, one.member())));
        Optional<Membership> newest = Stream.of(fitting, all)
                .flatMap(some -> some.stream().max(Comparator.comparingLong(Membership::sequence)).stream())
                .findFirst();
        if (newest.isEmpty()) {
            throw first == null ? failure(new MetadataProblem.NotOurs()) : first;
        }
        return newest.get();
    }

    private boolean hasSoManyDisks(Membership one) {
        return one.superblock().geometry().members().size() == members.size();
    }

    private static boolean isBare(Membership known, int member) {
        return known.superblock().geometry().members().get(member).bare();
    }

    /** A geometry that promises more than there is would have us read what is not there. */
    private void requireDisks(Geometry geometry) throws MetadataException {
        if (geometry.members().size() != members.size()) {
            throw failure(new MetadataProblem.Contradictory(
                    "the device has " + geometry.members().size() + " disks, and here are " + members.size()));
        }
        for (int member = 0; member < members.size(); member++) {
            long recorded = geometry.members().get(member).sectors();
            BlockDevice disk = members.get(member);
            if (disk.sectors() < recorded) {
                throw new MetadataException(
                        disk.path(),
                        new MetadataProblem.Contradictory("it was written for a disk of " + recorded
                                + " sectors, and this one has " + disk.sectors()));
            }
        }
    }

    private Told superblockOf(UUID device, CopyArea area, int copy) {
        List<Block.Reading> places = new ArrayList<>();
        for (int place = 0; place < CopyArea.SUPERBLOCKS; place++) {
            Location at = area.superblock(place);
            places.add(expected(readBlock(at, at.member()), at, device, Block.Kind.SUPERBLOCK, copy, 0));
        }
        return Told.of(places);
    }

    private Superblock superblock(Block block) throws MetadataException {
        try {
            return Superblock.of(block);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw failure(new MetadataProblem.Contradictory("the superblock: " + e.getMessage()));
        }
    }

    private Loaded pages(Superblock superblock, long sequence, List<Told> superblocks) throws MetadataException {
        int copies = superblocks.size();
        int used = superblock.geometry().usedPages();
        Pages pages = new Pages(superblock);
        long[] sequences = new long[used];
        byte[][] newest = new byte[copies][used];
        List<Wound> wounds = new ArrayList<>();
        for (int copy = 0; copy < copies; copy++) {
            if (!superblocks.get(copy).certain() || superblocks.get(copy).sequence() != sequence) {
                wounds.add(new Wound(copy, Wound.SUPERBLOCK, superblocks.get(copy)));
            }
        }
        for (int first = 0; first < used; first += CHUNK) {
            int count = Math.min(CHUNK, used - first);
            List<Map<Integer, Told>> told = new ArrayList<>();
            for (int copy = 0; copy < copies; copy++) {
                told.add(readChunk(superblock, copy, first, count));
            }
            for (int page = first; page < first + count; page++) {
                int number = page;
                List<Told> ofPage = told.stream().map(copy -> copy.get(number)).toList();
                Block block = agreed(pages, page, ofPage);
                sequences[page] = block.sequence();
                add(pages, page, block);
                for (int copy = 0; copy < copies; copy++) {
                    Told one = ofPage.get(copy);
                    newest[copy][page] = (byte) (one.sequence(1) == block.sequence() ? 1 : 0);
                    if (!one.certain() || one.sequence() != block.sequence()) {
                        wounds.add(new Wound(copy, page, one));
                    }
                }
            }
        }
        try {
            return new Loaded(pages.metadata(), sequence, superblocks, sequences, newest, wounds);
        } catch (IllegalArgumentException e) {
            throw failure(new MetadataProblem.Contradictory(String.valueOf(e.getMessage())));
        }
    }

    /** What is only for people need not be certain: better an older history than no device. */
    private Block agreed(Pages pages, int page, List<Told> told) throws MetadataException {
        Agreement.Outcome outcome = Agreement.of(told);
        if (outcome instanceof Agreement.Undecided && !Pages.isVital(page)) {
            return told.stream()
                    .flatMap(one -> one.newest().stream())
                    .max(Comparator.comparingLong(Block::sequence))
                    .orElseGet(() -> pages.empty(page));
        }
        return believed(Pages.describe(page), outcome);
    }

    private Block believed(String what, Agreement.Outcome outcome) throws MetadataException {
        if (outcome instanceof Agreement.Believed believed) {
            return believed.block();
        }
        throw failure(new MetadataProblem.PageLost(what, ((Agreement.Undecided) outcome).why()));
    }

    private void add(Pages pages, int page, Block block) throws MetadataException {
        try {
            pages.add(page, block);
        } catch (IllegalArgumentException e) {
            throw failure(new MetadataProblem.Contradictory(Pages.describe(page) + ": " + e.getMessage()));
        }
    }

    private Map<Integer, Told> readChunk(Superblock superblock, int copy, int first, int count) {
        List<List<Block.Reading>> places = new ArrayList<>();
        for (int place = 0; place < 2; place++) {
            places.add(readPlaces(superblock, copy, place, first, count));
        }
        Map<Integer, Told> told = new TreeMap<>();
        IntStream.range(0, count)
                .forEach(i -> told.put(
                        first + i,
                        Told.of(List.of(places.get(0).get(i), places.get(1).get(i)))));
        return told;
    }

    private List<Block.Reading> readPlaces(Superblock superblock, int copy, int place, int first, int count) {
        CopyArea area = superblock.geometry().copies().get(copy);
        Location begin = area.place(place * superblock.geometry().pages() + first);
        SectorRange range = new SectorRange(begin.sector(), (long) count * Block.SECTORS);
        ByteBuffer buffer = buffer(count);
        boolean whole = readInto(buffer, range, area.member());
        List<Block.Reading> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Location usual = area.place(place * superblock.geometry().pages() + first + i);
            Location at = superblock.place(copy, first + i, place);
            Block.Reading reading = whole && at.equals(usual)
                    ? Block.decode(bytes(buffer, i * Block.BYTES), at)
                    : readBlock(at, at.member());
            readings.add(expected(reading, at, superblock.device(), Pages.kind(first + i), copy, first + i));
        }
        return readings;
    }

    private ByteBuffer buffer(int blocks) {
        if (chunk == null || chunk.capacity() < blocks * Block.BYTES) {
            chunk = BlockDevice.buffer((long) blocks * Block.SECTORS);
        }
        return chunk.duplicate().clear().limit(blocks * Block.BYTES);
    }

    /** After a failure the buffer is not used again: what timed out may still write into it. */
    private boolean readInto(ByteBuffer buffer, SectorRange range, int disk) {
        boolean whole = members.get(disk).read(range, buffer).ok();
        if (!whole) {
            chunk = null;
        }
        return whole;
    }

    private Block.Reading readBlock(Location at, int disk) {
        ByteBuffer buffer = single.duplicate();
        IoResult result = members.get(disk).read(new SectorRange(at.sector(), Block.SECTORS), buffer);
        return result instanceof IoResult.Failed failed
                ? new Block.Unsound(new MetadataProblem.Unreadable(at, failed.detail()))
                : Block.decode(bytes(buffer, 0), at);
    }

    private static byte[] bytes(ByteBuffer buffer, int at) {
        byte[] bytes = new byte[Block.BYTES];
        buffer.get(at, bytes);
        return bytes;
    }

    /** A sound block counts only if it is the one that belongs there. */
    private static Block.Reading expected(
            Block.Reading reading, Location at, UUID device, Block.Kind kind, int copy, int number) {
        if (!(reading instanceof Block.Sound sound)) {
            return reading instanceof Block.Unsound unsound
                    ? new Block.Unsound(located(unsound.problem(), at))
                    : reading;
        }
        Block block = sound.block();
        if (!block.device().equals(device)) {
            return new Block.Unsound(new MetadataProblem.Foreign(at, block.device(), device));
        }
        boolean right = block.kind() == kind && block.copy() == copy && block.number() == number;
        return right
                ? reading
                : new Block.Unsound(new MetadataProblem.Corrupt(
                        at,
                        "it is another block: " + block.kind() + " " + block.number() + " of copy " + block.copy()));
    }

    /** Where there should be a block of ours, its place is to be named whatever is there instead. */
    private static MetadataProblem located(MetadataProblem problem, Location at) {
        boolean placeless = problem instanceof MetadataProblem.Blank
                || problem instanceof MetadataProblem.NotOurs
                || problem instanceof MetadataProblem.TooOld;
        return placeless ? new MetadataProblem.Corrupt(at, "there is " + problem.describe()) : problem;
    }

    private MetadataException failure(MetadataProblem problem) {
        return new MetadataException(members.get(0).path(), problem);
    }
}
