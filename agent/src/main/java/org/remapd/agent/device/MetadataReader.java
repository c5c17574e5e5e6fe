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
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.Agreement;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.CopyArea;
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
    private final ByteBuffer chunk = BlockDevice.buffer((long) CHUNK * Block.SECTORS);

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
        ByteBuffer buffer = chunk.duplicate().clear().limit(CopyArea.SUPERBLOCKS * Block.BYTES);
        boolean whole = members.get(disk).read(range, buffer).ok();
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
        Membership provisional = null;
        for (int member = 0; member < members.size(); member++) {
            if (provisional == null || !isBare(provisional, member)) {
                Membership one = probeMember(member);
                provisional = one != null && (provisional == null || one.sequence() > provisional.sequence())
                        ? one
                        : provisional;
            }
        }
        if (provisional == null) {
            throw failure(new MetadataProblem.NotOurs());
        }
        UUID device = provisional.superblock().device();
        List<CopyArea> copies = provisional.superblock().geometry().copies();
        if (provisional.superblock().geometry().members().size() != members.size()) {
            throw failure(new MetadataProblem.Contradictory("the device has "
                    + provisional.superblock().geometry().members().size() + " disks, and here are " + members.size()));
        }
        List<Told> superblocks = new ArrayList<>();
        for (int copy = 0; copy < copies.size(); copy++) {
            superblocks.add(superblockOf(device, copies.get(copy), copy));
        }
        Block block = believed("the superblock", Agreement.of(superblocks));
        Superblock superblock = superblock(block);
        return pages(superblock, block.sequence(), superblocks);
    }

    private static boolean isBare(Membership known, int member) {
        return known.superblock().geometry().members().get(member).bare();
    }

    /** Null for a disk that does not say: it may be a bare one. If none says, the first one's problem is thrown. */
    private @Nullable Membership probeMember(int member) throws MetadataException {
        try {
            return new MetadataReader(List.of(members.get(member))).probe(members.get(member));
        } catch (MetadataException e) {
            boolean others = members.size() > 1 && !(e.problem() instanceof MetadataProblem.TooNew);
            if (others) {
                return null;
            }
            throw e;
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
        ByteBuffer buffer = chunk.duplicate().clear().limit(count * Block.BYTES);
        boolean whole = members.get(area.member()).read(range, buffer).ok();
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

    private Block.Reading readBlock(Location at, int disk) {
        ByteBuffer buffer = BlockDevice.buffer(Block.SECTORS);
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
            return reading;
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

    private MetadataException failure(MetadataProblem problem) {
        return new MetadataException(members.get(0).path(), problem);
    }
}
