package org.remapd.agent.sensor.kernellog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DiskSector;

/**
 * What the kernel log says of one error, however many lines told of it.
 *
 * @param device as the log names it: {@code sdb}, {@code nvme0n1}, {@code ata3.00}, of tracepoints {@code 8:16}; null if
 *     it does not
 * @param sector the first of the sectors in question; null if not said
 * @param count how many sectors are in question; null if not said
 * @param operation what failed; null if not said
 * @param time of the line that settled it
 * @param evidence the lines, verbatim, in the log's order; of more than {@value Evidence#MOST} the first and the last
 */
public record Verdict(
        Kind kind,
        @Nullable String device,
        @Nullable DiskSector sector,
        @Nullable Long count,
        @Nullable Operation operation,
        Stamp time,
        List<String> evidence) {

    public Verdict {
        evidence = List.copyOf(evidence);
    }

    /** What to make of an error. */
    public enum Kind {
        /** A medium error somewhere in the sectors: read each physical block. */
        PROBE("probe"),
        /** A medium error, and the drive said where: read this physical block first. */
        EXACT("exact"),
        /** Perhaps the medium, perhaps not; only an own failed read can tell. */
        AMBIGUOUS("ambiguous"),
        /** Errors went unprinted: what is around the others must be looked at. */
        LOST("lost"),
        /** An error that says nothing of the medium. */
        NOT_MEDIA("not-media");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The kind in {@code remapd replay --json}. */
        public String word() {
            return word;
        }

        /** Whether there is something to read or to look at. */
        public boolean asksForAction() {
            return this != NOT_MEDIA;
        }
    }

    /** Which way the data should have gone. */
    public enum Operation {
        READ,
        WRITE
    }
}
