package org.remapd.agent.heal;

import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.metadata.Spare;

/** How far the heal of one unit has come: what is known and what has been done. In the order of the story. */
public sealed interface HealState {

    /**
     * There is a hint.
     *
     * @param source      where the unit is served from
     * @param writeFailed a write of it failed, and failed again alone: that it reads proves nothing
     */
    record Suspected(Source source, boolean writeFailed) implements HealState {

        /** A unit that was never moved, and reads. */
        public Suspected() {
            this(new Source.Original(), false);
        }
    }

    /** Somebody asked for it: no hint, no probe. */
    sealed interface ByHand extends HealState {}

    /** It is to be moved to a spare, though it may well read. */
    record ToMove() implements ByHand {}

    /** It is to live where it always was again. */
    record ToReturn(Spare spare) implements ByHand {}

    /** Our own read failed, or a write again and again. */
    record Confirmed(Source source) implements HealState {}

    /** No I/O reaches the unit but our own. */
    record Quiet(Source source) implements HealState {}

    /** What can be read has been read. */
    record Salvaged(UnitData data) implements HealState {}

    /** This spare did not keep what was written to it. */
    record SpareFailed(UnitData data, Spare spare) implements HealState {}

    /** The data is on the spare, flushed and read back. */
    record Staged(UnitData data, Spare spare) implements HealState {}

    /**
     * If this is as far as it comes, nobody uses the original any more.
     *
     * @param inPlace whether the original is worth an attempt to rewrite it
     */
    record Prepared(UnitData data, Spare spare, boolean inPlace) implements HealState {}

    /** That the unit is on its way to the spare is durable: the original may be rewritten. */
    record OnItsWay(UnitData data, Spare spare) implements HealState {}

    /** The original has been rewritten, and reads. */
    record Rewritten() implements HealState {}

    /** Rewriting the original did not help. */
    record StillBad(UnitData data, Spare spare) implements HealState {}

    /** The mapping is durable. */
    record Committed(UnitData data, Spare spare) implements HealState {}

    /** The target refused the mapping: the record must go again. */
    record Refused(String why) implements HealState {}

    /** The target serves the unit from the spare. */
    record Active(Spare spare) implements HealState {}

    /** It reads, and a loss is on record that is no longer true. */
    record ReadableAgain() implements HealState {}

    /** On the way back: the spare has been probed. */
    record Leaving(Spare spare) implements HealState {}

    /** On the way back: no I/O reaches the spare but our own. */
    record QuietOnSpare(Spare spare) implements HealState {}

    /** The original holds all that the spare holds: flushed and read back. */
    record WrittenBack(Spare spare) implements HealState {}

    /** On the way back: if this is as far as it comes, nobody uses the spare any more. */
    record Returning(Spare spare) implements HealState {}

    /** That the unit is on no spare is durable, and the target does not know yet. */
    record OffRecord(Spare spare) implements HealState {}

    /** The end of this attempt. */
    sealed interface Closed extends HealState {
        Fate fate();

        String reason();

        /** Sectors that could not be read. */
        default LostSectors lost() {
            return LostSectors.none();
        }
    }

    /** It reads. */
    record Healthy() implements Closed {
        @Override
        public Fate fate() {
            return Fate.HEALTHY_NOW;
        }

        @Override
        public String reason() {
            return "it reads now";
        }
    }

    /** Rewritten where it was: the drive has found it a better place, or it was only badly written. */
    record HealedInPlace() implements Closed {
        @Override
        public Fate fate() {
            return Fate.HEALED_IN_PLACE;
        }

        @Override
        public String reason() {
            return "all of it was saved, and it reads since it was rewritten";
        }
    }

    /** By hand. */
    record BroughtBack(Spare spare) implements Closed {
        @Override
        public Fate fate() {
            return Fate.HEALED_IN_PLACE;
        }

        @Override
        public String reason() {
            return "it was brought back from its spare, and reads where it was";
        }
    }

    record Remapped(Spare spare) implements Closed {
        @Override
        public Fate fate() {
            return Fate.REMAPPED;
        }

        @Override
        public String reason() {
            return "all of it was saved";
        }
    }

    /** Moved, without some sectors: those read as errors until they are overwritten. */
    record Poisoned(Spare spare, LostSectors lost) implements Closed {
        @Override
        public Fate fate() {
            return Fate.POISONED;
        }

        @Override
        public String reason() {
            return "what could not be read is lost";
        }
    }

    /** Unreadable, and left where it is. */
    record LostInPlace(LostSectors lost) implements Closed {
        @Override
        public Fate fate() {
            return Fate.UNHEALED;
        }

        @Override
        public String reason() {
            return "it could not be read, and no spare is left";
        }
    }

    /** Something else is in the way: it is tried again later. */
    record Stuck(String reason) implements Closed {
        @Override
        public Fate fate() {
            return Fate.UNHEALED;
        }
    }
}
