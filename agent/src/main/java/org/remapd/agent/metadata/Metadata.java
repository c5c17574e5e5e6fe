package org.remapd.agent.metadata;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/**
 * All that is recorded of one remap device, as it is on its disks. It changes in two steps: {@link #draft} says which pages
 * would be other ones, and once these are durable {@link #accept} makes them so. Not thread-safe; what it costs to ask or change
 * something does not depend on how much is recorded.
 */
public final class Metadata {

    private Superblock superblock;
    private Page[] pages;
    private final BitSet taken = new BitSet();
    private final UnitIndex index = new UnitIndex(this::unitOf);

    /** Of units that several spares claim, those whose claim does not count (any more, or yet). */
    private final Map<Long, List<Integer>> rivals = new HashMap<>();

    private final TreeMap<MappedSector, Integer> faults = new TreeMap<>();
    private int retired;
    private long nextEvent;

    /**
     * From what was read.
     *
     * @param pages those in use, by their number
     * @throws IllegalArgumentException if they contradict each other
     */
    public Metadata(Superblock superblock, List<Page> pages) {
        this.superblock = superblock;
        this.pages = pages.toArray(Page[]::new);
        for (int page = 0; page < this.pages.length; page++) {
            enter(page, Page.empty(page), this.pages[page]);
        }
    }

    /** With nothing recorded yet. */
    public static Metadata fresh(Superblock superblock) {
        List<Page> pages = new ArrayList<>();
        for (int page = 0; page < superblock.geometry().usedPages(); page++) {
            pages.add(Page.empty(page));
        }
        return new Metadata(superblock, pages);
    }

    public Superblock superblock() {
        return superblock;
    }

    public UUID uuid() {
        return superblock.device();
    }

    public Geometry geometry() {
        return superblock.geometry();
    }

    Page page(int number) {
        return pages[number];
    }

    /** The spare that a unit has: it serves it, or is about to. */
    public Optional<Spare> spareOf(MappedSector unit) {
        int spare = index.get(unit.number());
        return spare < 0 ? Optional.empty() : Optional.of(new Spare(spare));
    }

    public SpareRecord at(Spare spare) {
        return sparesPage(spare.number()).get(spare.number() % SparesPage.SPARES);
    }

    /** Sectors of the unit on this spare that it has no data of. */
    public LostSectors poison(Spare spare) {
        return at(spare).holder().map(SpareRecord.Claim::poison).orElse(LostSectors.none());
    }

    /** Units that have a spare. */
    public int mappings() {
        return index.size();
    }

    public int retired() {
        return retired;
    }

    /** Spares that could still be used. */
    public int freeSpares() {
        return geometry().spares() - taken.cardinality();
    }

    /** The first spare at or after {@code from} that is free. */
    public Optional<Spare> freeSpare(Spare from) {
        int spare = taken.nextClearBit(from.number());
        return spare < geometry().spares() ? Optional.of(new Spare(spare)) : Optional.empty();
    }

    /** Every unit that has a spare, in the order of the spares; made one by one, since there may be millions. */
    public Stream<Mapping> mapped() {
        return taken.stream().mapToObj(Spare::new).flatMap(spare -> mapping(spare).stream());
    }

    private Optional<Mapping> mapping(Spare spare) {
        return at(spare)
                .holder()
                .filter(claim -> index.get(claim.unit().number()) == spare.number())
                .map(claim -> new Mapping(claim.unit(), spare, claim.poison()));
    }

    /** Spares that failed. */
    public List<Spare> retiredSpares() {
        return taken.stream()
                .filter(spare -> sparesPage(spare).isRetired(spare % SparesPage.SPARES))
                .mapToObj(Spare::new)
                .toList();
    }

    /** Spares whose unit has moved on to another: an end that was cut off. */
    public List<Spare> superseded() {
        return rivals.values().stream()
                .flatMap(List::stream)
                .filter(spare -> sparesPage(spare).isCommitted(spare % SparesPage.SPARES))
                .map(Spare::new)
                .toList();
    }

    /** Spares that claim the unit and do not count, as long as {@link #spareOf} does. */
    public List<Spare> rivals(MappedSector unit) {
        return rivals.getOrDefault(unit.number(), List.of()).stream()
                .map(Spare::new)
                .toList();
    }

    public Optional<OpenFault> fault(MappedSector unit) {
        Integer page = faults.get(unit);
        return page == null
                ? Optional.empty()
                : ((FaultsPage) pages[page])
                        .faults().stream()
                                .filter(fault -> fault.unit().equals(unit))
                                .findFirst();
    }

    /** Open faults, by their place. */
    public List<OpenFault> faults() {
        return faults.keySet().stream().flatMap(unit -> fault(unit).stream()).toList();
    }

    /** Whether one more open fault could be recorded: if not, there may be some that are on no record. */
    public boolean hasRoomForFaults() {
        return faults.size() < PageNumber.FAULTS * FaultsPage.ROOM;
    }

    /** How old faults ended, oldest first; the newest thousand or so. */
    public List<Event> history() {
        List<HistoryPage> ring = new ArrayList<>();
        for (int page = PageNumber.FIRST_HISTORY; page < PageNumber.FIRST_SPARES; page++) {
            ring.add((HistoryPage) pages[page]);
        }
        ring.sort(Comparator.comparingLong(HistoryPage::first));
        return ring.stream().flatMap(page -> page.events().stream()).toList();
    }

    public ScrubNote scrub() {
        return ((NotePage) pages[PageNumber.NOTE]).scrub();
    }

    /** What would be written to record these changes; nothing changes here. */
    public Draft draft(List<Change> changes) {
        Draft draft = new Draft(this, nextEvent);
        changes.forEach(draft::add);
        return draft;
    }

    /** Takes in what has become durable. */
    public void accept(Draft draft) {
        draft.pages().forEach((number, page) -> {
            Page old = pages[number];
            leave(number, old, page);
            pages[number] = page;
            enter(number, old, page);
        });
    }

    /** Takes in another superblock; with a larger geometry there are more pages, empty ones. */
    public void accept(Superblock newer) {
        int used = pages.length;
        superblock = newer;
        pages = Arrays.copyOf(pages, newer.geometry().usedPages());
        for (int page = used; page < pages.length; page++) {
            pages[page] = Page.empty(page);
        }
    }

    private SparesPage sparesPage(int spare) {
        return (SparesPage) pages[PageNumber.FIRST_SPARES + spare / SparesPage.SPARES];
    }

    private long unitOf(int spare) {
        return sparesPage(spare).unit(spare % SparesPage.SPARES);
    }

    private void leave(int number, Page old, Page next) {
        if (old instanceof FaultsPage page) {
            page.faults().forEach(fault -> faults.remove(fault.unit(), number));
        } else if (old instanceof SparesPage page) {
            for (int i = 0; i < SparesPage.SPARES; i++) {
                if (!page.isFree(i) && !page.sameEntry(i, (SparesPage) next)) {
                    leave(page, i, firstSpare(number) + i);
                }
            }
        }
    }

    private void leave(SparesPage page, int i, int spare) {
        taken.clear(spare);
        if (page.isRetired(i)) {
            retired--;
            return;
        }
        long unit = page.unit(i);
        if (index.get(unit) == spare) {
            index.remove(unit);
            List<Integer> left = rivals.remove(unit);
            if (left != null) {
                left.forEach(other -> claim(unit, other));
            }
        } else {
            List<Integer> left = new ArrayList<>(rivals.getOrDefault(unit, List.of()));
            left.remove(Integer.valueOf(spare));
            if (left.isEmpty()) {
                rivals.remove(unit);
            } else {
                rivals.put(unit, left);
            }
        }
    }

    private void enter(int number, Page old, Page next) {
        if (next instanceof FaultsPage page) {
            page.faults().forEach(fault -> faults.put(fault.unit(), number));
        } else if (next instanceof HistoryPage page) {
            nextEvent = Math.max(nextEvent, page.first() + page.events().size());
        } else if (next instanceof SparesPage page && next != SparesPage.EMPTY) {
            for (int i = 0; i < SparesPage.SPARES; i++) {
                if (!page.isFree(i) && !page.sameEntry(i, (SparesPage) old)) {
                    enter(page, i, firstSpare(number) + i);
                }
            }
        }
    }

    private void enter(SparesPage page, int i, int spare) {
        taken.set(spare);
        if (page.isRetired(i)) {
            retired++;
            return;
        }
        claim(page.unit(i), spare);
    }

    private void claim(long unit, int spare) {
        int other = index.get(unit);
        if (other < 0) {
            index.put(spare);
            return;
        }
        boolean counts = counts(spare, other);
        rivals.computeIfAbsent(unit, key -> new ArrayList<>()).add(counts ? other : spare);
        if (counts) {
            index.put(spare);
        }
    }

    /** The generation of the next claim of a unit: later than those of all that there are. Only the first has 0. */
    int nextGeneration(MappedSector unit) {
        int first = index.get(unit.number());
        if (first < 0) {
            return 0;
        }
        SpareRecord.Claim latest = at(new Spare(first)).holder().orElseThrow();
        for (int spare : rivals.getOrDefault(unit.number(), List.of())) {
            SpareRecord.Claim rival = at(new Spare(spare)).holder().orElseThrow();
            latest = rival.laterThan(latest) ? rival : latest;
        }
        return latest.generation() % 255 + 1;
    }

    /** Whether the claim of {@code spare} counts, and not that of {@code other}. */
    private boolean counts(int spare, int other) {
        SpareRecord one = at(new Spare(spare));
        SpareRecord two = at(new Spare(other));
        boolean committed = one instanceof SpareRecord.Committed;
        if (committed != two instanceof SpareRecord.Committed) {
            return committed;
        }
        SpareRecord.Claim claim = one.holder().orElseThrow();
        SpareRecord.Claim rival = two.holder().orElseThrow();
        if (claim.generation() == rival.generation()) {
            throw new IllegalArgumentException("the unit at " + claim.unit() + " is on spare " + new Spare(spare)
                    + " as well as on " + new Spare(other));
        }
        return claim.laterThan(rival);
    }

    private static int firstSpare(int page) {
        return (page - PageNumber.FIRST_SPARES) * SparesPage.SPARES;
    }

    /** The page of open faults that names the unit, or -1. */
    int faultsPageOf(MappedSector unit) {
        return faults.getOrDefault(unit, -1);
    }

    /** What is lost of a unit that is still where it was. */
    public LostSectors lost(MappedSector unit) {
        return fault(unit).map(OpenFault::lost).orElse(LostSectors.none());
    }
}
