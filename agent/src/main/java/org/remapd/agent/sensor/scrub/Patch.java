package org.remapd.agent.sensor.scrub;

import java.util.Optional;
import java.util.function.Supplier;
import org.remapd.agent.fault.SectorRange;

/** A range that failed as a whole, of which pieces have been handed out up to some place; it may be a piece itself, of the one around it. */
final class Patch {
    private final SectorRange range;
    private final long piece;
    private final long run;
    private final Optional<Patch> around;
    private long done;
    private boolean met;
    private boolean readSince;
    private boolean behind;
    private boolean explained;

    Patch(SectorRange range, long piece, long run, Optional<Patch> around) {
        this.range = range;
        this.piece = piece;
        this.run = run;
        this.around = around;
    }

    SectorRange next() {
        long most = met && !readSince ? piece : run;
        return behind ? left() : new SectorRange(range.first().plus(done), Math.min(most, range.count() - done));
    }

    /** A piece of it failed: if the next can be read, the rest may be read at once. */
    void failed() {
        behind = false;
        met = true;
        readSince = false;
    }

    /** A piece of it could be read, or more of them. */
    void read(Supplier<Cuts> cuts, long physicalSectors) {
        readSince = true;
        behind = met && cuts.get().isRestWorthATry((range.count() - done) / physicalSectors, piece / physicalSectors);
    }

    /** A bad block of it was found; whether it is not the first, because of which all of it failed. */
    boolean foundAnother() {
        if (around.isPresent()) {
            return around.get().foundAnother();
        }
        boolean another = explained;
        explained = true;
        return another;
    }

    Read take(Read.Kind kind) {
        SectorRange taken = next();
        done += taken.count();
        return new Read(taken, kind, behind ? taken.count() : piece);
    }

    void giveBack(long sectors) {
        done -= sectors;
    }

    boolean isEmpty() {
        return done == range.count();
    }

    /** The smallest around its pieces of which there is more to be read. */
    Optional<Patch> more() {
        return isEmpty() ? around.flatMap(Patch::more) : Optional.of(this);
    }

    SectorRange left() {
        return new SectorRange(range.first().plus(done), range.count() - done);
    }
}
