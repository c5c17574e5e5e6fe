package org.remapd.agent.sensor.scrub.pace;

import java.util.List;

/**
 * What is going on around a disk, as far as it is known.
 *
 * @param onBattery whether the machine runs on battery
 * @param heat      of the drives that the disk lies on, of which any is known
 * @param resync    whether an array that has a part on one of them is being resynchronised, rebuilt, reshaped or checked
 * @param asleep    whether the kernel has put one of them to sleep
 */
public record Surroundings(boolean onBattery, List<Heat> heat, boolean resync, boolean asleep) {

    /** Nothing that would be in a scrub's way. */
    public static final Surroundings CALM = new Surroundings(false, List.of(), false, false);

    public Surroundings {
        heat = List.copyOf(heat);
    }
}
