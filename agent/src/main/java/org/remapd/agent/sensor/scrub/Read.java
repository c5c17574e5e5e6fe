package org.remapd.agent.sensor.scrub;

import java.util.List;
import java.util.stream.LongStream;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;

/**
 * What is to be read now.
 *
 * @param range all of it
 * @param piece sectors that are read at once: the pieces come one after the other, until one fails
 */
record Read(SectorRange range, Kind kind, long piece) {

    /** All at once. */
    Read(SectorRange range, Kind kind) {
        this(range, kind, range.count());
    }

    /** In order; the last may be shorter. */
    List<SectorRange> pieces() {
        return LongStream.range(0, count()).mapToObj(this::piece).toList();
    }

    private SectorRange piece(long n) {
        return new SectorRange(range.first().plus(n * piece), Math.min(piece, range.count() - n * piece));
    }

    private long count() {
        return (range.count() + piece - 1) / piece;
    }

    /** The last that is read at once. */
    SectorRange lastPiece() {
        return piece(count() - 1);
    }

    /** What one piece took, of all. */
    long each(long nanos) {
        return nanos / count();
    }

    /** Of that what lies in front of {@code end}. */
    Read upTo(DiskSector end) {
        return new Read(
                SectorRange.of(
                        range.first().number(), end.number() - range.first().number()),
                kind,
                piece);
    }

    /** And what lies behind it. */
    SectorRange from(DiskSector end) {
        return SectorRange.of(end.number(), range.end().number() - end.number());
    }

    /** Of a block already. */
    boolean narrowing() {
        return kind != Kind.BLOCK;
    }

    /** Why something is read. */
    enum Kind {
        /** It is its turn. */
        BLOCK,
        /** It is a piece of something that failed. */
        PIECE,
        /** It is a physical block of something that was read, and slowly. */
        AGAIN
    }
}
