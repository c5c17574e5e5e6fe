package org.remapd.agent.fault;

import java.util.List;

/**
 * From our own reads of a suspect to a verdict (invariant I1). A hint confirms nothing, and neither does an error of
 * the whole device, of the way to it, or of a locked drive.
 */
public sealed interface Diagnosis {

    /** It reads. */
    record HealthyNow() implements Diagnosis {}

    /** A bad sector on a living device. */
    record Confirmed(IoError error) implements Diagnosis {}

    /** No word on the sector: the device, or the way to it, is in trouble. */
    record Inconclusive(String why) implements Diagnosis {}

    /**
     * The verdict.
     *
     * @param attempts our own reads of the suspect, in order; at least one
     * @param deviceAlive whether the device read some other place in between
     */
    static Diagnosis of(List<IoResult> attempts, boolean deviceAlive) {
        IoResult last = attempts.get(attempts.size() - 1);
        if (!(last instanceof IoResult.Failed failed)) {
            return new HealthyNow();
        }
        if (!failed.error().mayBeMedium()) {
            return new Inconclusive(failed.detail());
        }
        if (!deviceAlive) {
            return new Inconclusive("no other place of the disk could be read either: " + failed.detail());
        }
        return new Confirmed(failed.error());
    }
}
