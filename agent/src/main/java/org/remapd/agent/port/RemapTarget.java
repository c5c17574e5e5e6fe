package org.remapd.agent.port;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;
import org.remapd.agent.metadata.Geometry;
import org.remapd.agent.metadata.Mapping;
import org.remapd.agent.metadata.Spare;

/**
 * The {@code remap} device-mapper target of one device. What the kernel refuses is a value with its reason.
 */
public interface RemapTarget {

    /** Whether a request was granted. */
    sealed interface Answer {
        /** It holds, now or already before. */
        record Done() implements Answer {}

        /** It does not hold, and nothing was changed. */
        record Refused(String why) implements Answer {}
    }

    /**
     * What the target says of itself; {@code kernel/README.md} has the line.
     *
     * @param loading  I/O waits until all mappings are in
     * @param failedIo requests that failed below it since it was loaded
     */
    record Status(
            boolean loading,
            int usedSpares,
            int spares,
            long unreadableSectors,
            long reads,
            long sectorsRead,
            long writes,
            long sectorsWritten,
            long remappedIo,
            long failedIo) {}

    /** The name under /dev/mapper. */
    String name();

    /** What the target says; empty if the device is not assembled. */
    Optional<Status> status();

    /**
     * Creates the device, with all of its I/O waiting, and tells it the mappings before the first is served (invariant
     * I11). Goes on where an earlier attempt was interrupted. A device that is live already is left as it is: what it lacks is
     * a heal that was cut off, and that is finished otherwise.
     *
     * @param disks paths of the device's disks, in their order
     */
    Answer assemble(DeviceId id, List<String> disks, Geometry geometry, Stream<Mapping> mappings);

    /** Has a device that is live use a larger geometry; its mappings stay. */
    Answer enlarge(List<String> disks, Geometry geometry);

    /**
     * What the target does with the I/O of a unit that somebody heals, or should.
     *
     * <ul>
     *   <li>{@code FAULT}: some that failed is held, for a while; other I/O passes.
     *   <li>{@code DRAINING}: new I/O waits, what was under way is not through yet.
     *   <li>{@code QUIET}: all of it waits.
     *   <li>{@code PREPARED}: so it does, and the original is not to be used any more when the lease ends.
     *   <li>{@code FENCED}: that came: all I/O fails until somebody asks for the unit again.
     * </ul>
     */
    enum Hold {
        FAULT,
        DRAINING,
        QUIET,
        PREPARED,
        FENCED
    }

    /** How far the original of a unit has been rewritten; {@code UNREADABLE} is the spare that it was to be rewritten from. */
    enum Rewriting {
        NONE,
        REWRITING,
        REWRITTEN,
        UNWRITABLE,
        UNREADABLE
    }

    /**
     * A unit with a {@link Hold}.
     *
     * @param reads   reads that failed and are held
     * @param writes  likewise
     * @param waiting requests that wait
     */
    record Held(MappedSector unit, Hold hold, int reads, int writes, int waiting, Rewriting rewriting) {
        /** Whether something failed that can still be made good. */
        public boolean awaitsHelp() {
            return reads + writes > 0;
        }
    }

    /** For so long from now on, I/O that fails is held for somebody to heal its unit. */
    Answer attend(Duration time);

    /** All units with a hold, in order; empty if the device is not assembled. */
    List<Held> held();

    /** The unit's hold, if it has one. */
    Optional<Held> held(MappedSector unit);

    /** New I/O of the unit waits from now on, until the token is spent or the lease ends; see {@link #held} for when it is quiet. */
    Answer quiesce(MappedSector unit, Token token, Duration lease);

    /** The same, even if somebody has the unit who is there no more; what has come of it so far stays. */
    Answer take(MappedSector unit, Token token, Duration lease);

    /** The lease begins anew; refused if it has ended. */
    Answer renew(Token token, Duration lease);

    /** Before a record is written by which the unit lives elsewhere: if the lease ends now, its I/O fails. */
    Answer prepare(Token token);

    /** There is no such record, and there was none or it is taken back. */
    Answer withdraw(Token token);

    /** Ends the hold of a unit that is quiet: what waited, and what failed, goes to where it went before. */
    Answer release(Token token);

    /**
     * Ends the hold of a unit that is prepared: from now on it is served from the spare, but for these sectors, which read as
     * errors; what waited goes there. It may have been on another spare, or on this one with other sectors lost.
     */
    Answer activate(Geometry geometry, Token token, Spare spare, LostSectors lost);

    /**
     * Ends the hold of a unit that is prepared: from now on it is served from its original, which holds all of its data; what
     * waited goes there.
     */
    Answer unmap(Token token);

    /** Has what is on the spare written over the original of a unit that is prepared; {@link Held#rewriting} tells how that went. */
    Answer rewrite(Geometry geometry, Token token, Spare spare);

    /**
     * Lost sectors of a unit that have been written: the data is on the spare, but for its cache, and the write waits until it is
     * recorded that they are not lost any more.
     */
    record Cure(MappedSector unit, LostSectors written) {}

    /** All such, in order; empty if the device is not assembled. */
    List<Cure> cures();

    /** It is recorded: these sectors can be read, and the writes that wait for it are acknowledged. */
    Answer cured(Cure cure);

    /** What failed of the unit and is held is tried again. */
    Answer retry(MappedSector unit);

    /** What failed of the unit and is held fails. */
    Answer fail(MappedSector unit);

    /** The spare that the unit is served from, if it is from one. */
    Optional<Spare> servedFrom(Geometry geometry, MappedSector unit);

    /** Takes the device away; refused while somebody uses it. */
    Answer remove();
}
