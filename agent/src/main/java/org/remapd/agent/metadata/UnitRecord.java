package org.remapd.agent.metadata;

import org.remapd.agent.fault.LostSectors;

/** What is recorded of one unit of the remap device. Units without a record are where they always were. */
public sealed interface UnitRecord {

    /** Served from its spare, or about to be: the spare held all of its data before this was recorded. */
    record Mapped(Spare spare) implements UnitRecord {}

    /** Still where it was, with sectors that no attempt could read. */
    record Lost(LostSectors sectors) implements UnitRecord {}
}
