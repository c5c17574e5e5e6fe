package org.remapd.daemon.control;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the daemon knows of one unit, for {@code remapd explain}. In JSON: names as here, in lower case with underscores; absent is null.
 * Sectors are of 512 bytes; {@code sector} and {@code lost} are the remap device's numbering, {@code disk_sector} the disk's. Times
 * are ISO 8601 in UTC.
 *
 * @param sector   the one that was asked for
 * @param unit     the first of the unit that holds it
 * @param sectors  of the unit
 * @param original where the unit always was
 * @param spare    where it is served from, if that is a spare
 * @param lost     sectors of it that read as errors until they are overwritten
 * @param fault    what became of it last; absent if nothing is known against it
 * @param story    what was said of it and done about it, oldest first: all since the daemon began to watch but what the bounds of its memory
 *     left out, and before that what was on record
 */
public record StoryReport(
        String device,
        long sector,
        long unit,
        long sectors,
        Place original,
        @Nullable Place spare,
        List<Long> lost,
        StatusReport.@Nullable Fault fault,
        List<Entry> story) {

    /** Sectors of one of the device's disks. */
    public record Place(String disk, long diskSector, long sectors) {}

    /**
     * One thing that was said or done.
     *
     * @param kind       <ul>
     *     <li>{@code hint}: somebody named the place; {@code source} says who, {@code evidence} is what that was read in, verbatim
     *     <li>{@code look}: what came of a look at what a hint names
     *     <li>{@code on-record}: an earlier daemon left this on record; {@code text} is the cause, or how it began
     *     <li>{@code heal}: a heal begins, for the most trusted of the hints
     *     <li>{@code again}: an open fault is gone on with
     *     <li>{@code probe}: our own reads; {@code evidence} has what each gave
     *     <li>{@code step}: one of the heal's
     *     <li>{@code waits}: nothing is done for now
     *     <li>{@code watched}: it was said to be bad again and again, and reads; it is read harder
     *     <li>{@code ended}: how an attempt ended
     *     <li>{@code omitted}: events that are not kept
     *     </ul>
     * @param text       in words
     * @param result     of a probe or a step: what came of it, in words
     * @param source     of a hint and a heal: whose word it is, e.g. {@code tracepoint}; see {@link org.remapd.agent.fault.Trust}
     * @param fate       of what ended or was on record: {@code healthy-now}, {@code healed-in-place}, {@code remapped},
     *     {@code poisoned} or {@code unhealed}
     * @param diskSector of a hint, a look and a probe: where
     * @param sectors    of that
     * @param lost       what could not be read
     */
    public record Entry(
            String when,
            String kind,
            String text,
            @Nullable String result,
            @Nullable String source,
            @Nullable String fate,
            @Nullable Long diskSector,
            @Nullable Long sectors,
            List<Long> lost,
            List<String> evidence) {}
}
