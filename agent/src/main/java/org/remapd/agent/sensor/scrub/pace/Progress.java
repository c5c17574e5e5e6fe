package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;

/**
 * How far a scrub is.
 *
 * @param sectorsLeft of what it is to read
 * @param sectorsDone read, or found unreadable, since it began
 * @param faults      how many it found so far; only that it grows matters
 * @param elapsed     since it began, with all its pauses, and the time the machine was off; a clock that was put back
 *     makes it nothing
 */
public record Progress(long sectorsLeft, long sectorsDone, long faults, Duration elapsed) {

    private static final int SECTOR_BYTES = 512;

    public Progress {
        elapsed = elapsed.isNegative() ? Duration.ZERO : elapsed;
    }

    double bytesLeft() {
        return (double) sectorsLeft * SECTOR_BYTES;
    }

    double bytesDone() {
        return (double) sectorsDone * SECTOR_BYTES;
    }

    /** How much of it all is done, from 0 to 1. */
    double share() {
        double all = (double) sectorsDone + sectorsLeft;
        return all == 0 ? 1 : sectorsDone / all;
    }
}
