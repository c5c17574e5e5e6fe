package org.remapd.agent.metadata;

import org.remapd.agent.fault.LostSectors;

/** What is recorded of one unit of the remap device. Units without a record are where they always were. */
public sealed interface UnitRecord {

    /** On its way to a spare that holds what was saved; the mapping may or may not have been active. */
    record Prepared(Spare spare) implements UnitRecord {}

    /** Served from its spare. */
    record Committed(Spare spare) implements UnitRecord {}

    /** Still where it was, with sectors that no attempt could read. */
    record Lost(LostSectors sectors) implements UnitRecord {}
}
