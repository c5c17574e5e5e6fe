package org.remapd.agent.fault;

/**
 * Why a place is a suspect.
 *
 * @param words for people: one line
 */
public record Cause(String words, Trust trust) {

    /** That the unit reads tells nothing about it. */
    public static final Cause WRITE_FAILED = new Cause("a write failed", Trust.FAILED_WRITE);

    public static final Cause READ_FAILED = new Cause("a read failed", Trust.FAILED_READ);

    /** Of a hint. */
    public static Cause of(Observation observation) {
        return new Cause(observation.cause(), observation.trust());
    }

    /** As the metadata keeps it: its words, or how they began. */
    public static Cause onRecord(String words) {
        return words.equals(WRITE_FAILED.words) ? WRITE_FAILED : new Cause(words, Trust.ON_RECORD);
    }

    /** The more trusted of two; of equals, this. */
    public Cause or(Cause other) {
        return other.trust.compareTo(trust) < 0 ? other : this;
    }
}
