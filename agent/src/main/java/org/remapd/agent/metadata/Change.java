package org.remapd.agent.metadata;

import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.fault.MappedSector;

/** One thing to be recorded. Those that are recorded together may become durable in any order. */
public sealed interface Change {

    /** The unit is on its way to this spare, which holds its data but for {@code poison}. */
    record Prepare(MappedSector unit, Spare spare, LostSectors poison) implements Change {}

    /** The unit is served from this spare from now on. */
    record Commit(MappedSector unit, Spare spare, LostSectors poison) implements Change {}

    /** The unit is where it was before, and the spare free. */
    record Withdraw(Spare spare) implements Change {}

    /** Of the unit on this spare, just these sectors are lost any more. */
    record Poison(Spare spare, LostSectors poison) implements Change {}

    /** The spare failed. */
    record Retire(Spare spare) implements Change {}

    /** A fault is open, or has changed. */
    record Open(OpenFault fault) implements Change {}

    /** The unit has no open fault any more. */
    record Close(MappedSector unit) implements Change {}

    /** For the history. */
    record Remember(Event event) implements Change {}

    /** How the scrub does. */
    record NoteScrub(ScrubNote note) implements Change {}
}
