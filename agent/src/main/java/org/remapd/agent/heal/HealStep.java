package org.remapd.agent.heal;

import org.remapd.agent.fault.LostSectors;
import org.remapd.agent.metadata.Spare;

/** One thing to do for a unit. Each is safe to be the last one before a power cut. */
public sealed interface HealStep {

    /** Read it ourselves, and see whether the device is alive. */
    record Probe(Source source) implements HealStep {}

    /** Have the unit's I/O wait, and what is under way come to its end. */
    record Quiesce(Source source) implements HealStep {}

    /** Read what can be read, within the policy's bounds. */
    record Salvage(Source source) implements HealStep {}

    /** Write the data to the spare, flush, read it back. */
    record Stage(Spare spare, UnitData data) implements HealStep {}

    /** Record that the spare is not to be used again. */
    record Retire(Spare spare) implements HealStep {}

    /** Have the target serve the unit no more from where it is, whatever becomes of us. */
    record Prepare(Spare spare) implements HealStep {}

    /** Record that the unit is on its way to the spare, durably. */
    record RecordPreparation(Spare spare) implements HealStep {}

    /** Have the original rewritten from the spare, flush, read it back. */
    record Rewrite(Spare spare, UnitData data) implements HealStep {}

    /** Record the mapping, durably. */
    record Commit(Spare spare, LostSectors lost) implements HealStep {}

    /** Tell the target. */
    record Activate(Spare spare, LostSectors lost) implements HealStep {}

    /** Take the record of the mapping back, durably. */
    record Withdraw() implements HealStep {}

    /** Write what is on the spare over the original, flush, read it back. */
    record WriteBack(Spare spare) implements HealStep {}

    /** Tell the target that the unit is on no spare. */
    record Unmap(Spare spare) implements HealStep {}

    /** Read through the remap device. */
    record Verify(Spare spare) implements HealStep {}

    /** Record which sectors are lost. */
    record RecordLoss(LostSectors lost) implements HealStep {}
}
