package org.remapd.agent.metadata;

import java.time.Instant;
import java.util.Optional;
import org.remapd.agent.fault.DiskSector;

/**
 * How far the scrub has come, and how the last whole one ended.
 *
 * @param started    when the one under way began; empty if none is
 * @param position   what lies in front of it has been read
 * @param unreadable sectors that could not be read so far
 * @param last       the last one that came to its end
 */
public record ScrubNote(Optional<Instant> started, DiskSector position, long unreadable, Optional<Finished> last) {

    public static final ScrubNote NONE = new ScrubNote(Optional.empty(), new DiskSector(0), 0, Optional.empty());

    /** A scrub that came to its end; times to the second. */
    public record Finished(Instant started, Instant ended, long unreadable) {}
}
