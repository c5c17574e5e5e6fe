package org.remapd.agent.fault;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened to the places and the units of one device. Memory is bounded, whatever comes: of hints that came to nothing the newest
 * are kept; of units about which something was done those of late, each with how it began and how it went on last. One thread at a time.
 */
public final class StoryBook {

    /** Of each unit: how its story began. */
    static final int FIRST = 16;

    /** Of each unit: how it went on last. */
    static final int LAST = 48;

    private static final int UNIT_BYTES = 256;

    private final int heardBytes;
    private final int toldBytes;

    /** An event that is about a place, of which not all units have to know. */
    private record Heard(SectorRange where, Story.Entry entry) {}

    private final Deque<Heard> heard = new ArrayDeque<>();
    private int heardWeight;

    private final Map<MappedSector, Told> told = new LinkedHashMap<>();
    private int toldWeight;

    private long events;

    /**
     * An empty book.
     *
     * @param heardBytes about what the events about places may take of memory
     * @param toldBytes  about what the units' stories may, beside one of them
     */
    public StoryBook(int heardBytes, int toldBytes) {
        this.heardBytes = heardBytes;
        this.toldBytes = toldBytes;
    }

    /** What was done about one unit, and what had been said of its places before. */
    private static final class Told {
        final List<Story.Entry> first = new ArrayList<>();
        final Deque<Story.Entry> last = new ArrayDeque<>();
        int weight = UNIT_BYTES;
        long omitted;

        /** Up to this event, what was said of its places has been taken in. */
        long upTo = -1;

        void add(Story.Entry entry) {
            weight += entry.event().weight();
            if (first.size() < FIRST) {
                first.add(entry);
                return;
            }
            last.add(entry);
            if (last.size() > LAST) {
                weight -= last.remove().event().weight();
                omitted++;
            }
        }

        List<Story.Entry> all() {
            List<Story.Entry> all = new ArrayList<>(first);
            if (omitted > 0) {
                Story.Entry before = first.get(first.size() - 1);
                all.add(new Story.Entry(before.number(), before.when(), new StoryEvent.Omitted(omitted)));
            }
            all.addAll(last);
            return all;
        }
    }

    /** Something about a place: to whatever unit that may matter. */
    public void heard(SectorRange where, Instant when, StoryEvent event) {
        heard.add(new Heard(where, new Story.Entry(events++, when, event)));
        heardWeight += event.weight();
        while (heardWeight > heardBytes) {
            heardWeight -= heard.remove().entry.event().weight();
        }
    }

    /**
     * Something was done about a unit; from here on what was said of it before is kept with that.
     *
     * @param places where the unit is: its original, and its spare if it has one
     */
    public void told(MappedSector unit, List<SectorRange> places, Instant when, StoryEvent event) {
        Told pages = forget(unit);
        since(pages.upTo, places).forEach(pages::add);
        pages.add(new Story.Entry(events, when, event));
        pages.upTo = events++;
        told.put(unit, pages);
        toldWeight += pages.weight;
        while (toldWeight > toldBytes && told.size() > 1) {
            forget(told.keySet().iterator().next());
        }
    }

    private Told forget(MappedSector unit) {
        Told pages = told.remove(unit);
        if (pages == null) {
            return new Told();
        }
        toldWeight -= pages.weight;
        return pages;
    }

    /** All that is known of a unit, the newest of it also if nothing has been done about it. */
    public Story of(MappedSector unit, List<SectorRange> places) {
        Told pages = told.getOrDefault(unit, new Told());
        List<Story.Entry> all = pages.all();
        all.addAll(since(pages.upTo, places));
        return new Story(all);
    }

    /** What was said of places after an event, oldest first. */
    private List<Story.Entry> since(long number, List<SectorRange> places) {
        Deque<Story.Entry> found = new ArrayDeque<>();
        Iterator<Heard> newestFirst = heard.descendingIterator();
        while (newestFirst.hasNext()) {
            Heard one = newestFirst.next();
            if (one.entry.number() <= number) {
                break;
            }
            if (places.stream().anyMatch(one.where::overlaps)) {
                found.addFirst(one.entry);
            }
        }
        return List.copyOf(found);
    }

    /** About how many bytes all of it takes. */
    public long weight() {
        return (long) heardWeight + toldWeight;
    }
}
