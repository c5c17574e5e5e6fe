package org.remapd.agent.sensor.scrub.pace;

/**
 * Says how fast a scrub may read. To be asked about every 100 ms, by one thread, also while the scrub stands still; what it says holds until it
 * is asked again. The speed goes up and down with each answer, so a wait that followed from the last one ends with the next.
 */
@FunctionalInterface
public interface Pacing {

    /** Nothing is in the way. */
    Pacing UNLIMITED = progress -> new Speed(Speed.UNLIMITED, Why.FULL_SPEED);

    /** Without waiting for anything. */
    Speed now(Progress progress);
}
