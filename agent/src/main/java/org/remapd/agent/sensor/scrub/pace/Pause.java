package org.remapd.agent.sensor.scrub.pace;

/** What a scrub stands still for, if so configured. */
public enum Pause {
    /** The machine runs on battery. */
    BATTERY,
    /** A drive is too hot. */
    HEAT,
    /** An array on the disk is being resynchronised, rebuilt, reshaped or checked, which reads all of a drive, too: to go to and fro slows down both. */
    RESYNC,
    /** The disk sleeps when the scrub is due: it is waited for, a day at most, that somebody wakes it. */
    SLEEP
}
