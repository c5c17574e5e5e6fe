package org.remapd.agent.metadata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/** The pages as they are to be, of those that are to be other ones. Made by {@link Metadata#draft}. */
public final class Draft {

    private final Metadata metadata;
    private final SortedMap<Integer, Page> pages = new TreeMap<>();
    /** Which spare each unit goes to: it cannot be two at a time, since nothing says which of them comes later. */
    private final Map<MappedSector, Spare> claimed = new HashMap<>();

    private long nextEvent;
    private int faultsWithoutRoom;

    Draft(Metadata metadata, long nextEvent) {
        this.metadata = metadata;
        this.nextEvent = nextEvent;
    }

    SortedMap<Integer, Page> pages() {
        return pages;
    }

    /** Their numbers. */
    public List<Integer> numbers() {
        return List.copyOf(pages.keySet());
    }

    /** A page's body. */
    public byte[] body(int number) {
        return page(number).body();
    }

    /** Open faults that are not recorded because there are too many already. */
    public int faultsWithoutRoom() {
        return faultsWithoutRoom;
    }

    private Page page(int number) {
        Page changed = pages.get(number);
        return changed == null ? metadata.page(number) : changed;
    }

    void add(Change change) {
        if (change instanceof Change.Prepare prepare) {
            put(prepare.spare(), new SpareRecord.Prepared(claim(prepare.unit(), prepare.spare(), prepare.poison())));
        } else if (change instanceof Change.Commit commit) {
            put(commit.spare(), new SpareRecord.Committed(claim(commit.unit(), commit.spare(), commit.poison())));
        } else if (change instanceof Change.Withdraw withdraw) {
            put(withdraw.spare(), new SpareRecord.Free());
        } else if (change instanceof Change.Retire retire) {
            put(retire.spare(), new SpareRecord.Retired());
        } else if (change instanceof Change.Poison poison) {
            SpareRecord entry = at(poison.spare());
            SpareRecord.Claim claim = entry.holder().orElseThrow();
            put(poison.spare(), entry.with(claim.withPoison(poison.poison())));
        } else if (change instanceof Change.Open open) {
            open(open.fault());
        } else if (change instanceof Change.Close close) {
            close(close.unit());
        } else if (change instanceof Change.Remember remember) {
            remember(remember.event());
        } else if (change instanceof Change.NoteScrub note) {
            pages.put(PageNumber.NOTE, new NotePage(note.note()));
        }
    }

    private SpareRecord at(Spare spare) {
        return ((SparesPage) page(PageNumber.ofSpare(spare))).get(spare.number() % SparesPage.SPARES);
    }

    private void put(Spare spare, SpareRecord entry) {
        int number = PageNumber.ofSpare(spare);
        SparesPage page = (SparesPage) page(number);
        pages.put(number, page.with(Map.of(spare.number() % SparesPage.SPARES, entry)));
    }

    /** One that comes after the one that the unit has on another spare, or on this one with less that is lost. */
    private SpareRecord.Claim claim(MappedSector unit, Spare spare, LostSectors poison) {
        SpareRecord there = at(spare);
        Optional<SpareRecord.Claim> own = there.holder();
        if (there instanceof SpareRecord.Retired
                || own.filter(claim -> !claim.unit().equals(unit)).isPresent()) {
            throw new IllegalArgumentException("spare " + spare + " is taken: " + there);
        }
        int generation = own.filter(claim -> poison.without(claim.poison()).isEmpty())
                .map(SpareRecord.Claim::generation)
                .orElseGet(() -> metadata.nextGeneration(unit));
        Spare before = claimed.put(unit, spare);
        if (before != null && !before.equals(spare)) {
            throw new IllegalArgumentException("the unit at " + unit + " is to go to " + before + " and to " + spare);
        }
        return new SpareRecord.Claim(unit, generation, poison);
    }

    private void open(OpenFault fault) {
        int known = pageOfFault(fault.unit());
        int number = known < 0 ? pageWithRoom() : known;
        if (number < 0) {
            faultsWithoutRoom++;
            return;
        }
        List<OpenFault> faults = new ArrayList<>(((FaultsPage) page(number)).faults());
        faults.removeIf(old -> old.unit().equals(fault.unit()));
        faults.add(fault);
        pages.put(number, new FaultsPage(faults));
    }

    private void close(MappedSector unit) {
        int number = pageOfFault(unit);
        if (number >= 0) {
            List<OpenFault> faults = new ArrayList<>(((FaultsPage) page(number)).faults());
            faults.removeIf(old -> old.unit().equals(unit));
            pages.put(number, new FaultsPage(faults));
        }
    }

    /** As it is in the draft, or -1. */
    private int pageOfFault(MappedSector unit) {
        for (Map.Entry<Integer, Page> changed : pages.entrySet()) {
            if (changed.getValue() instanceof FaultsPage page
                    && page.faults().stream().anyMatch(fault -> fault.unit().equals(unit))) {
                return changed.getKey();
            }
        }
        int before = metadata.faultsPageOf(unit);
        return before >= 0 && !pages.containsKey(before) ? before : -1;
    }

    private int pageWithRoom() {
        for (int number = PageNumber.FIRST_FAULTS; number < PageNumber.FIRST_HISTORY; number++) {
            if (((FaultsPage) page(number)).faults().size() < FaultsPage.ROOM) {
                return number;
            }
        }
        return -1;
    }

    private void remember(Event event) {
        int number = PageNumber.FIRST_HISTORY + (int) (nextEvent / HistoryPage.ROOM % PageNumber.HISTORY);
        List<Event> events = new ArrayList<>();
        if (nextEvent % HistoryPage.ROOM != 0) {
            events.addAll(((HistoryPage) page(number)).events());
        }
        events.add(event);
        pages.put(number, new HistoryPage(nextEvent - events.size() + 1, events));
        nextEvent++;
    }
}
