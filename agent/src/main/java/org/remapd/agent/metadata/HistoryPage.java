package org.remapd.agent.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/**
 * Some of the history, oldest first. The pages are a ring: event n is on page n / {@value #ROOM} modulo the number of pages.
 *
 * @param first the number of the first event on it, counted from the device's first
 */
record HistoryPage(long first, List<Event> events) implements Page {

    /** Events that a page has room for. */
    static final int ROOM = 62;

    static final int ENTRY_BYTES = 64;
    static final HistoryPage EMPTY = new HistoryPage(0, List.of());

    static final int AT_FIRST = ROOM * ENTRY_BYTES;

    /** More than any device will have had. */
    private static final long MOST_EVENTS = 1L << 48;

    private static final int AT_WHEN = 0;
    private static final int AT_UNIT = 8;
    private static final int AT_WHERE = 16;
    private static final int AT_LOST = 24;
    private static final int AT_FATE = 32;
    private static final int AT_CAUSE = 33;
    private static final int CAUSE_BYTES = 31;

    HistoryPage {
        events = List.copyOf(events);
        if (events.size() > ROOM) {
            throw new IllegalArgumentException(events.size() + " events on a page");
        }
    }

    @Override
    public byte[] body() {
        ByteBuffer out = ByteBuffer.allocate(Block.BODY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        for (Event event : events) {
            out.putLong(at + AT_WHEN, event.when().getEpochSecond());
            out.putLong(at + AT_UNIT, event.unit().number());
            out.putLong(at + AT_WHERE, event.where().number());
            out.putLong(at + AT_LOST, event.lost().toMask());
            out.put(at + AT_FATE, code(event.fate()));
            Words.put(out, at + AT_CAUSE, CAUSE_BYTES, event.cause());
            at += ENTRY_BYTES;
        }
        out.putLong(AT_FIRST, first);
        return out.array();
    }

    static HistoryPage decode(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        for (int at = 0; at < ROOM * ENTRY_BYTES && in.get(at + AT_FATE) != 0; at += ENTRY_BYTES) {
            events.add(new Event(
                    Times.of(in.getLong(at + AT_WHEN)),
                    new MappedSector(in.getLong(at + AT_UNIT)),
                    new DiskSector(in.getLong(at + AT_WHERE)),
                    fate(in.get(at + AT_FATE)),
                    LostSectors.ofMask(in.getLong(at + AT_LOST)),
                    Words.get(in, at + AT_CAUSE, CAUSE_BYTES)));
        }
        long first = in.getLong(AT_FIRST);
        if (first < 0 || first > MOST_EVENTS) {
            throw new IllegalArgumentException(first + " earlier events");
        }
        return new HistoryPage(first, events);
    }

    /** As it is recorded; 0 is the end of the events. */
    private static byte code(Fate fate) {
        return switch (fate) {
            case HEALTHY_NOW -> 1;
            case HEALED_IN_PLACE -> 2;
            case REMAPPED -> 3;
            case POISONED -> 4;
            case UNHEALED -> 5;
        };
    }

    private static Fate fate(byte code) {
        return Arrays.stream(Fate.values())
                .filter(fate -> code(fate) == code)
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("an event that ended as " + code));
    }
}
