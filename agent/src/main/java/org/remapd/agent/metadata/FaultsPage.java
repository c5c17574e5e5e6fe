package org.remapd.agent.metadata;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/** Some of the open faults, in no order. */
record FaultsPage(List<OpenFault> faults) implements Page {

    /** Faults that a page has room for. */
    static final int ROOM = 62;

    static final int ENTRY_BYTES = 64;
    static final FaultsPage EMPTY = new FaultsPage(List.of());

    private static final int AT_UNIT = 0;
    private static final int AT_LOST = 8;
    private static final int AT_SINCE = 16;
    private static final int AT_HINTS = 24;
    private static final int AT_USED = 28;
    private static final int AT_CAUSE = 32;
    private static final int CAUSE_BYTES = 32;

    FaultsPage {
        faults = List.copyOf(faults);
        if (faults.size() > ROOM) {
            throw new IllegalArgumentException(faults.size() + " faults on a page");
        }
    }

    @Override
    public byte[] body() {
        ByteBuffer out = ByteBuffer.allocate(Block.BODY_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        for (OpenFault fault : faults) {
            out.putLong(at + AT_UNIT, fault.unit().number());
            out.putLong(at + AT_LOST, fault.lost().toMask());
            out.putLong(at + AT_SINCE, fault.since().getEpochSecond());
            out.putInt(at + AT_HINTS, fault.hints());
            out.putInt(at + AT_USED, 1);
            Words.put(out, at + AT_CAUSE, CAUSE_BYTES, fault.cause());
            at += ENTRY_BYTES;
        }
        return out.array();
    }

    static FaultsPage decode(byte[] body, Geometry geometry) {
        ByteBuffer in = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
        List<OpenFault> faults = new ArrayList<>();
        for (int at = 0; at < ROOM * ENTRY_BYTES && in.getInt(at + AT_USED) != 0; at += ENTRY_BYTES) {
            faults.add(decodeFault(in, at, geometry));
        }
        return new FaultsPage(faults);
    }

    private static OpenFault decodeFault(ByteBuffer in, int at, Geometry geometry) {
        long unit = in.getLong(at + AT_UNIT);
        long lost = in.getLong(at + AT_LOST);
        int sectors = geometry.unitSectors();
        if (unit < 0
                || unit >= geometry.data().count()
                || unit % sectors != 0
                || (sectors < Geometry.MAX_UNIT && lost >>> sectors != 0)) {
            throw new IllegalArgumentException("a fault of a unit at " + unit + ", lost " + Long.toHexString(lost));
        }
        return new OpenFault(
                new MappedSector(unit),
                LostSectors.ofMask(lost),
                in.getInt(at + AT_HINTS),
                Times.of(in.getLong(at + AT_SINCE)),
                Words.get(in, at + AT_CAUSE, CAUSE_BYTES));
    }
}
