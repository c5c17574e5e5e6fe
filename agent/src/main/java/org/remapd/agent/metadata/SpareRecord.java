package org.remapd.agent.metadata;

import java.util.Optional;
import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/** What is recorded of one spare. */
public sealed interface SpareRecord {

    /** Not in use: it never was, or what was prepared on it has been withdrawn. */
    record Free() implements SpareRecord {}

    /** It holds the data of a unit that is on its way here: the original is not to be served any more. */
    record Prepared(Claim claim) implements SpareRecord {}

    /** It serves a unit. */
    record Committed(Claim claim) implements SpareRecord {}

    /** It failed, and is not to be used again. */
    record Retired() implements SpareRecord {}

    /**
     * For whom a spare is.
     *
     * @param unit       the unit, by its first sector
     * @param generation 0, and one more each time that the unit has moved on since, or lost more where it was; after 255 comes 1.
     *                   If two spares claim a unit, the later one has it
     * @param poison     sectors that could not be saved: they read as errors until they are overwritten
     */
    record Claim(MappedSector unit, int generation, LostSectors poison) {

        /** Whether this claim was made after the other; they are never more than 127 moves apart. */
        boolean laterThan(Claim other) {
            return (byte) (generation - other.generation) > 0;
        }

        /** Whether the unit came from its original, and has lost nothing since. */
        public boolean first() {
            return generation == 0;
        }

        Claim withPoison(LostSectors newer) {
            return new Claim(unit, generation, newer);
        }
    }

    /** For whom it is, if it is for anybody. */
    default Optional<Claim> holder() {
        if (this instanceof Committed committed) {
            return Optional.of(committed.claim());
        }
        return this instanceof Prepared prepared ? Optional.of(prepared.claim()) : Optional.empty();
    }

    /** The same kind of record for another claim. */
    default SpareRecord with(Claim claim) {
        if (this instanceof Committed) {
            return new Committed(claim);
        }
        if (this instanceof Prepared) {
            return new Prepared(claim);
        }
        throw new IllegalStateException("nobody has it");
    }
}
