package org.remapd.agent.device;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.metadata.Block;
import org.remapd.agent.metadata.Change;
import org.remapd.agent.metadata.Draft;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Location;
import org.remapd.agent.metadata.Metadata;
import org.remapd.agent.metadata.MetadataException;
import org.remapd.agent.metadata.Pages;
import org.remapd.agent.metadata.Superblock;
import org.remapd.agent.metadata.Told;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.MetadataStore;

/**
 * The metadata on the disks it is about. A page is written to the place that does not hold its newest version: in one copy,
 * flushed, read back; then in the next. So whatever happens, one copy is whole, and what was acknowledged is in all.
 */
public final class DeviceMetadataStore implements MetadataStore {

    private static final long FIRST_SEQUENCE = 1;

    private final List<BlockDevice> members;
    private final Metadata metadata;
    private final List<MetadataReader.Wound> wounds;

    /** Of each page. */
    private long[] sequences;

    /** For each copy and page the place of the newest version, 0 or 1. */
    private byte[][] newest;

    /** The highest that has been used, whether that could be recorded or not. */
    private long superblockSequence;

    /** Of each copy. */
    private final List<SuperblockRing> superblocks = new ArrayList<>();

    private @Nullable String readOnly;

    /** Copies in which the save that failed still is to be undone, and the pages that it was about. */
    private final List<Integer> toUndo = new ArrayList<>();

    private List<Integer> pagesToUndo = List.of();

    private DeviceMetadataStore(List<BlockDevice> members, MetadataReader.Loaded loaded) {
        this.members = new ArrayList<>(members);
        this.metadata = loaded.metadata;
        this.wounds = new ArrayList<>(loaded.wounds);
        this.sequences = loaded.sequences;
        this.newest = loaded.newest;
        this.superblockSequence = loaded.superblockSequence;
        for (int copy = 0; copy < newest.length; copy++) {
            superblocks.add(
                    SuperblockRing.of(disk(copy), geometry().copies().get(copy), copy, loaded.superblocks.get(copy)));
        }
    }

    /**
     * Reads what is there; writes nothing.
     *
     * @param members the device's disks, in their order
     */
    public static DeviceMetadataStore load(List<BlockDevice> members) throws MetadataException {
        return new DeviceMetadataStore(members, MetadataReader.load(members));
    }

    @Override
    public Metadata current() {
        return metadata;
    }

    @Override
    public <T> T view(Function<Metadata, T> question) {
        synchronized (metadata) {
            return question.apply(metadata);
        }
    }

    @Override
    public Copies copies() {
        int all = geometry().copies().size();
        long damaged =
                wounds.stream().map(MetadataReader.Wound::copy).distinct().count();
        return new Copies(all - (int) damaged, all);
    }

    /** What is damaged or behind, in words. */
    public List<String> damage() {
        return wounds.stream().map(MetadataReader.Wound::describe).toList();
    }

    /** The same of one copy. */
    public List<String> damage(int copy) {
        return wounds.stream()
                .filter(wound -> wound.copy() == copy)
                .map(MetadataReader.Wound::describe)
                .toList();
    }

    @Override
    public Optional<String> readOnly() {
        return Optional.ofNullable(readOnly);
    }

    private Geometry geometry() {
        return metadata.geometry();
    }

    @Override
    public Recorded save(List<Change> changes) {
        if (readOnly == null) {
            repair();
        }
        if (readOnly != null) {
            return new Recorded.Failed(new IoResult.Failed(IoError.OTHER, readOnly), !toUndo.isEmpty());
        }
        Draft draft = metadata.draft(changes);
        for (int copy = 0; copy < newest.length; copy++) {
            if (secure(copy, draft) instanceof IoResult.Failed failed) {
                return giveUp(witness(copy), failed, draft, copy > 0);
            }
            if (write(copy, draft.numbers(), draft::body, 1) instanceof IoResult.Failed failed) {
                return giveUp(copy, failed, draft, true);
            }
        }
        draft.numbers().forEach(page -> sequences[page]++);
        synchronized (metadata) {
            metadata.accept(draft);
        }
        return new Recorded.Durable(draft.faultsWithoutRoom());
    }

    /** What one copy does not take is undone in all others, since that copy may have got it all the same. */
    private Recorded giveUp(int bad, IoResult.Failed why, Draft draft, boolean begun) {
        stopRecording("copy " + (bad + 1) + " of the metadata cannot be written: " + why.detail());
        if (begun) {
            pagesToUndo = draft.numbers();
            IntStream.range(0, newest.length).filter(copy -> copy != bad).forEach(toUndo::add);
        }
        settle();
        return new Recorded.Failed(why, !toUndo.isEmpty());
    }

    /** What was there before comes next, under a number that is higher than any that may have been written. */
    @Override
    public void settle() {
        toUndo.removeIf(copy ->
                write(copy, pagesToUndo, page -> Pages.body(metadata, page), 2).ok());
    }

    @Override
    public boolean inDoubt() {
        return !toUndo.isEmpty();
    }

    /**
     * Before a copy is written, the next one is made sure to be whole, since a place of it may have gone bad that nobody has
     * read for long: a write that is torn now must leave one copy that is certain.
     */
    private IoResult secure(int copy, Draft draft) {
        int witness = witness(copy);
        boolean written = witness < copy;
        for (int page : draft.numbers()) {
            Told told = MetadataReader.page(members, metadata.superblock(), witness, page);
            IoResult whole = mendPage(
                    witness,
                    page,
                    told,
                    written ? sequences[page] + 1 : sequences[page],
                    written ? draft.body(page) : Pages.body(metadata, page));
            if (!whole.ok()) {
                return whole;
            }
        }
        return new IoResult.Ok();
    }

    private int witness(int copy) {
        return (copy + 1) % newest.length;
    }

    private void stopRecording(String why) {
        if (readOnly == null) {
            readOnly = why;
        }
    }

    /**
     * Writes the next version of pages to one copy, makes it durable, and looks whether it reads. Places that go bad are
     * replaced from the reserve.
     *
     * @param ahead how far the version is ahead of the recorded one
     */
    private IoResult write(int copy, List<Integer> pages, Function<Integer, byte[]> body, int ahead) {
        List<Integer> left = pages;
        while (!left.isEmpty()) {
            List<Integer> failedPages = new ArrayList<>();
            IoResult result = attempt(copy, left, body, ahead, failedPages);
            if (result instanceof IoResult.Failed failed) {
                if (!failed.error().mayBeMedium()) {
                    return failed;
                }
                for (int page : failedPages) {
                    IoResult moved = move(copy, page, 1 - newest[copy][page]);
                    if (!moved.ok()) {
                        return moved;
                    }
                }
            }
            left = failedPages;
        }
        pages.forEach(page -> newest[copy][page] ^= 1);
        return new IoResult.Ok();
    }

    /** The last failure, and in {@code failedPages} which pages it is about. */
    private IoResult attempt(
            int copy, List<Integer> pages, Function<Integer, byte[]> body, int ahead, List<Integer> failedPages) {
        IoResult result = new IoResult.Ok();
        for (int page : pages) {
            IoResult written = BlockIo.write(
                    disk(copy), place(copy, page), block(copy, page, sequences[page] + ahead, body.apply(page)));
            if (!written.ok()) {
                failedPages.add(page);
                result = written;
            }
        }
        IoResult flushed = disk(copy).flush();
        if (!flushed.ok()) {
            failedPages.clear();
            failedPages.addAll(pages);
            return flushed;
        }
        for (int page : pages) {
            if (!failedPages.contains(page)) {
                IoResult verified = BlockIo.verify(
                        disk(copy), place(copy, page), block(copy, page, sequences[page] + ahead, body.apply(page)));
                if (!verified.ok()) {
                    failedPages.add(page);
                    result = verified;
                }
            }
        }
        return result;
    }

    private Location place(int copy, int page) {
        return metadata.superblock().place(copy, page, 1 - newest[copy][page]);
    }

    private Block block(int copy, int page, long sequence, byte[] body) {
        return new Block(metadata.uuid(), Pages.kind(page), copy, page, sequence, body);
    }

    private BlockDevice disk(int copy) {
        return members.get(geometry().copies().get(copy).member());
    }

    /** Takes the next place of the reserve in place of one that is bad: recorded in every copy before it is used. */
    private IoResult move(int copy, int page, int place) {
        if (!metadata.superblock().canMove(copy)) {
            return new IoResult.Failed(IoError.OTHER, "no place is left in its reserve");
        }
        return recordSuperblock(metadata.superblock().moving(copy, page, place));
    }

    private IoResult recordSuperblock(Superblock next) {
        lookAgain();
        // One that is certain comes last: until another is, it is the one to be believed if a write is torn.
        List<SuperblockRing> order = superblocks.stream()
                .sorted(Comparator.comparing(SuperblockRing::isCertain))
                .toList();
        // A number is not used twice, not even for what failed: some copy may hold it.
        superblockSequence++;
        for (SuperblockRing ring : order) {
            IoResult written = ring.write(next, superblockSequence);
            if (!written.ok()) {
                return written;
            }
        }
        synchronized (metadata) {
            metadata.accept(next);
        }
        return new IoResult.Ok();
    }

    /** As {@link #secure}, as far as it can be done with the version that there is; those that are behind come last. */
    private void lookAgain() {
        List<SuperblockRing> known = superblocks.subList(0, geometry().copies().size());
        for (int copy = 0; copy < known.size(); copy++) {
            known.get(copy).know(MetadataReader.superblock(members, metadata.superblock(), copy));
        }
        known.stream()
                .sorted(Comparator.comparing(ring -> ring.sequence() < superblockSequence))
                .forEach(ring -> ring.fill(metadata.superblock(), superblockSequence));
    }

    @Override
    public List<String> repair() {
        List<String> mended = new ArrayList<>();
        // What is current but not certain comes first: until that is mended it may be nobody else who is certain.
        List<MetadataReader.Wound> inOrder =
                wounds.stream().sorted(Comparator.comparing(this::isBehind)).toList();
        for (MetadataReader.Wound wound : inOrder) {
            if (readOnly == null) {
                IoResult result = wound.page() == MetadataReader.Wound.SUPERBLOCK
                        ? mendSuperblock(wound)
                        : mendPage(wound.copy(), wound.page(), wound.told());
                if (result instanceof IoResult.Failed failed) {
                    stopRecording("it cannot be mended (" + wound.describe() + "): " + failed.detail());
                } else {
                    wounds.remove(wound);
                    mended.add(wound.describe());
                }
            }
        }
        return mended;
    }

    private boolean isBehind(MetadataReader.Wound wound) {
        long now = wound.page() == MetadataReader.Wound.SUPERBLOCK ? superblockSequence : sequences[wound.page()];
        return wound.told().sequence() < now;
    }

    /** If the version that there is cannot be made certain between bad places, one more in all copies can. */
    private IoResult mendSuperblock(MetadataReader.Wound wound) {
        IoResult same = superblocks.get(wound.copy()).write(metadata.superblock(), superblockSequence);
        return same instanceof IoResult.Failed failed && failed.error().mayBeMedium()
                ? recordSuperblock(metadata.superblock())
                : same;
    }

    private IoResult mendPage(int copy, int page, Told told) {
        return mendPage(copy, page, told, sequences[page], Pages.body(metadata, page));
    }

    /** Only this copy is written, and its places one after the other: the others go on being whole. */
    private IoResult mendPage(int copy, int page, Told told, long sequence, byte[] body) {
        long[] places = {told.sequence(0), told.sequence(1)};
        while (!isCurrent(places, sequence)) {
            int place = places[0] <= places[1] ? 0 : 1;
            Location at = metadata.superblock().place(copy, page, place);
            Block block = block(copy, page, sequence, body);
            IoResult result = places[place] < 0
                    ? BlockIo.durableOverDamage(disk(copy), at, block)
                    : BlockIo.durable(disk(copy), at, block);
            if (result.ok()) {
                places[place] = sequence;
                newest[copy][page] = (byte) place;
            } else if (result instanceof IoResult.Failed failed
                    && failed.error().mayBeMedium()) {
                result = move(copy, page, place);
            }
            if (!result.ok()) {
                return result;
            }
        }
        return new IoResult.Ok();
    }

    private static boolean isCurrent(long[] places, long sequence) {
        boolean whole = places[0] >= 0 && places[1] >= 0;
        return whole && (places[0] == sequence || places[1] == sequence);
    }

    /**
     * Makes disks a remap device: whatever lay in the places of the metadata is overwritten. The superblocks come last, so
     * there is no device before it is complete.
     *
     * @param members its disks, in their order
     * @throws MetadataException if it was written but does not read back
     */
    public static Recorded create(List<BlockDevice> members, Superblock first) throws MetadataException {
        MetadataInitialiser begin = new MetadataInitialiser(
                members,
                first,
                (copy, page) ->
                        new Block(first.device(), Pages.kind(page), copy, page, FIRST_SEQUENCE, Pages.emptyBody(page)));
        int copies = first.geometry().copies().size();
        IoResult result = begin.forgetEarlier(0);
        for (int copy = 0; copy < copies && result.ok(); copy++) {
            result = begin.writePages(copy, 0);
        }
        for (int copy = 0; copy < copies && result.ok(); copy++) {
            result = begin.writeSuperblocks(copy, FIRST_SEQUENCE);
        }
        if (result instanceof IoResult.Failed failed) {
            return new Recorded.Failed(failed, true);
        }
        DeviceMetadataStore store = load(members);
        store.repair();
        return store.readOnly == null
                ? new Recorded.Durable(0)
                : new Recorded.Failed(new IoResult.Failed(IoError.OTHER, store.readOnly), true);
    }

    @Override
    public Recorded grow(Geometry larger, List<BlockDevice> more) {
        repair();
        if (readOnly != null) {
            return new Recorded.Failed(new IoResult.Failed(IoError.OTHER, readOnly), false);
        }
        List<BlockDevice> all = new ArrayList<>(members);
        all.addAll(more);
        int used = geometry().usedPages();
        MetadataInitialiser begin = new MetadataInitialiser(
                all, metadata.superblock().grown(larger), (copy, page) -> content(copy, page, used));
        IoResult result = begin.forgetEarlier(members.size());
        for (int copy = 0; copy < larger.copies().size() && result.ok(); copy++) {
            result = begin.writePages(copy, copy < newest.length ? used : 0);
        }
        // Until the others know of it, the new disk says what it is to be a part of, and is found if the power is cut
        // then.
        for (int copy = newest.length; copy < larger.copies().size() && result.ok(); copy++) {
            result = begin.primeSuperblocks(copy);
        }
        if (result instanceof IoResult.Failed failed) {
            return new Recorded.Failed(failed, false);
        }
        members.addAll(more);
        for (int copy = newest.length; copy < larger.copies().size(); copy++) {
            superblocks.add(begin.ring(copy));
        }
        enlarge(larger);
        result = recordSuperblock(begin.plan());
        if (result instanceof IoResult.Failed failed) {
            stopRecording("it could not be enlarged: " + failed.detail());
            return new Recorded.Failed(failed, true);
        }
        return new Recorded.Durable(0);
    }

    private Block content(int copy, int page, int used) {
        return page < used
                ? block(copy, page, sequences[page], Pages.body(metadata, page))
                : block(copy, page, FIRST_SEQUENCE, Pages.emptyBody(page));
    }

    private void enlarge(Geometry larger) {
        int used = sequences.length;
        sequences = Arrays.copyOf(sequences, larger.usedPages());
        Arrays.fill(sequences, used, sequences.length, FIRST_SEQUENCE);
        byte[][] places = new byte[larger.copies().size()][larger.usedPages()];
        for (int copy = 0; copy < newest.length; copy++) {
            System.arraycopy(newest[copy], 0, places[copy], 0, newest[copy].length);
        }
        newest = places;
    }

    /** What every disk of the device says from now on: nothing. Its data is left as it is. */
    public static IoResult forget(List<BlockDevice> members, Superblock superblock) {
        return new MetadataInitialiser(members, superblock, (copy, page) -> {
                    throw new IllegalStateException("no page is written");
                })
                .forgetEarlier(0);
    }
}
