package org.remapd.agent;

import java.time.Duration;
import java.util.List;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.RateWindow;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Suspects;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.port.Clock;

/**
 * What lies on either side of a block that was found bad is read next, and on from there while that is bad, too: a scratch, a weak head or a
 * page of flash takes more than one block, and the one that was hit first is seldom in their middle. The owner's thread.
 */
final class Neighbours {

    /**
     * Physical blocks that are read on each side: 64 KiB where they are of 4096 bytes. One request if all is well; if all of it is bad, the
     * search makes 17 that fail, and a drive may take seconds for each.
     */
    static final int BLOCKS = 16;

    /** Sides that are read within a minute: enough to follow a scratch of five hundred blocks, and no storm of its own. */
    static final int SIDES_A_MINUTE = 32;

    private final BlockDevice disk;
    private final Suspects suspects;
    private final Clock clock;
    private final long reach;
    private RateWindow sides = RateWindow.of(Duration.ofMinutes(1));

    /**
     * On a device.
     *
     * @param disk     the one with the data
     * @param suspects where they wait to be read
     */
    Neighbours(BlockDevice disk, Suspects suspects, Clock clock) {
        this.disk = disk;
        this.suspects = suspects;
        this.clock = clock;
        this.reach = (long) BLOCKS * disk.physicalBlockSize() / BlockDevice.SECTOR_BYTES;
    }

    /** These were found bad. */
    void of(List<SectorRange> bad) {
        for (SectorRange run : SectorRange.merged(bad)) {
            read(run.first().number() - reach, run.first().number(), run);
            read(run.end().number(), run.end().number() + reach, run);
        }
    }

    /** Of a side that was read these, in order, are bad: further out there may be more. */
    void beyond(Observation.Neighbour side, List<SectorRange> bad) {
        if (bad.isEmpty()) {
            return;
        }
        if (side.behind()) {
            SectorRange last = bad.get(bad.size() - 1);
            read(side.where().end().number(), last.end().number() + reach, last);
        } else {
            SectorRange first = bad.get(0);
            read(first.first().number() - reach, side.where().first().number(), first);
        }
    }

    /** What there is no room or no time for, a scrub finds. */
    private void read(long from, long to, SectorRange bad) {
        long first = Math.max(0, from);
        long end = Math.min(disk.sectors(), to);
        long now = clock.nanos();
        if (first < end && sides.count(now) < SIDES_A_MINUTE) {
            sides = sides.add(1, now);
            suspects.add(
                    new Suspects.Suspect(new Observation.Neighbour(SectorRange.of(first, end - first), bad), 1, now));
        }
    }
}
