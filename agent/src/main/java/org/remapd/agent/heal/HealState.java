package org.remapd.agent.heal;

import java.util.Optional;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.metadata.Spare;

/** How far the heal of one unit has come: what is known and what has been done. In the order of the story. */
public sealed interface HealState {

    /**
     * There is a hint.
     *
     * @param writeFailed a write of it failed, and failed again alone: that it reads proves nothing
     */
    record Suspected(boolean writeFailed) implements HealState {

        public Suspected() {
            this(false);
        }
    }

    /**
     * Our own read failed, or a write again and again.
     *
     * @param stagedBefore a spare that an earlier heal filled and recorded but never activated
     */
    record Confirmed(Optional<Spare> stagedBefore) implements HealState {}

    /** No I/O reaches the unit but our own. */
    record Quiet(Optional<Spare> stagedBefore) implements HealState {}

    /** What can be read has been read. */
    record Salvaged(UnitData data) implements HealState {}

    /** This spare did not keep what was written to it. */
    record SpareFailed(UnitData data, Spare spare) implements HealState {}

    /** The data is on the spare, flushed and read back. */
    record Staged(UnitData data, Spare spare) implements HealState {}

    /** If this is as far as it comes, nobody uses the original any more. */
    record Prepared(UnitData data, Spare spare) implements HealState {}

    /** The mapping is durable. */
    record Committed(UnitData data, Spare spare) implements HealState {}

    /** The target refused the mapping: the record must go again. */
    record Refused(String why) implements HealState {}

    /** The target serves the unit from the spare. */
    record Active(Spare spare) implements HealState {}

    /** It reads, and a loss is on record that is no longer true. */
    record ReadableAgain() implements HealState {}

    /** Sectors are lost; this is to be recorded. */
    record LossKnown(LostSectors lost) implements HealState {}

    /** The end of this attempt. */
    sealed interface Closed extends HealState {
        Fate fate();

        String reason();
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

    /** Unreadable, and left where it is. */
    record LostInPlace(LostSectors lost) implements Closed {
        @Override
        public Fate fate() {
            return Fate.UNHEALED;
        }

        @Override
        public String reason() {
            return "it could not be read";
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
