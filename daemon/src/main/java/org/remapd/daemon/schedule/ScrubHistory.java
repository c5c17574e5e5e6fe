package org.remapd.daemon.schedule;

import java.time.Instant;
import java.util.UUID;

/**
 * What a device itself remembers of its scrubs, when it is first seen.
 *
 * @param device      its UUID
 * @param done        what was due until then is done, by the clock of the machine that it was in, which may have been wrong: when
 *     the last scrub of all of it ended, or the one that was interrupted began; if there was none, when it was created
 * @param interrupted whether one is half done, and to be gone on with
 */
public record ScrubHistory(UUID device, Instant done, boolean interrupted) {}
