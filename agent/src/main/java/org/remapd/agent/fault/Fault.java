package org.remapd.agent.fault;

import java.time.Instant;
import java.util.Optional;

/**
 * One bad place, or one that was said to be, and what became of it so far.
 *
 * @param unit   the unit of the remap device, by its first sector
 * @param onDisk where that is on the disk
 * @param cause  the most trusted hint, for people
 * @param hints  how many hints named it
 * @param state  open or how it ended
 * @param reason why it ended so, for people
 * @param lost   sectors of the unit that could not be read
 * @param since  when the first hint came
 * @param retry  when it is looked at again, if it is open
 */
public record Fault(
        MappedSector unit,
        SectorRange onDisk,
        Cause cause,
        int hints,
        Fate state,
        String reason,
        LostSectors lost,
        Instant since,
        Optional<Instant> retry) {

    /** See {@link Fate#open}. */
    public boolean open() {
        return state.open();
    }

    /** The same fault after so many more hints. */
    public Fault hinted(Cause more, int count) {
        return new Fault(unit, onDisk, cause.or(more), hints + count, state, reason, lost, since, retry);
    }
}
