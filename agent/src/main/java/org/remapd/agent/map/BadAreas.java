package org.remapd.agent.map;

import java.util.ArrayList;
import java.util.List;

/** Keeps what failed of a list, in whole sectors; what adjoins is one area. A bounded number, of a device of a known size. */
public final class BadAreas implements AreaSink {

    /** Areas: some tens of megabytes of memory. */
    public static final int MOST = 1_000_000;

    private final long end;
    private final String expected;
    private final int most;
    private final List<Area> areas = new ArrayList<>();

    /**
     * Of a device.
     *
     * @param sectors  its size
     * @param expected what a list that reaches beyond its end should rather be, for people
     */
    public BadAreas(long sectors, String expected) {
        this(sectors, expected, MOST);
    }

    BadAreas(long sectors, String expected, int most) {
        this.end = Math.multiplyExact(sectors, Area.SECTOR_BYTES);
        this.expected = expected;
        this.most = most;
    }

    /** In the list's order. */
    public List<Area> areas() {
        return List.copyOf(areas);
    }

    /** A rescue may not know where a device ends, so that nobody tried what is behind it; whatever was tried is there. */
    @Override
    public void take(Area area) throws MalformedListException {
        if (area.end() > end && area.status() != Area.Status.NON_TRIED) {
            throw new MalformedListException(
                    "it reaches to byte " + area.end() + ", and the device ends at " + end + "; expected " + expected);
        }
        if (area.status().failed()) {
            add(area.inWholeSectors());
        }
    }

    private void add(Area area) throws MalformedListException {
        int last = areas.size() - 1;
        if (last >= 0 && adjoin(areas.get(last), area)) {
            long from = areas.get(last).position();
            long to = Math.max(areas.get(last).end(), area.end());
            areas.set(last, new Area(from, to - from, Area.Status.BAD));
        } else if (areas.size() == most) {
            throw new MalformedListException(
                    "more than " + most + " places apart from each other; expected fewer: have a scrub read all of it");
        } else {
            areas.add(new Area(area.position(), area.size(), Area.Status.BAD));
        }
    }

    private static boolean adjoin(Area before, Area area) {
        return area.position() >= before.position() && area.position() <= before.end();
    }
}
