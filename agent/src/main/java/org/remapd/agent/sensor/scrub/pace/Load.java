package org.remapd.agent.sensor.scrub.pace;

/**
 * What others than the scrub did on its disk since the last sample.
 *
 * @param requests     that came to their end
 * @param inFlight     that are on their way
 * @param waitedMillis how long those that came to their end had taken, all together
 */
public record Load(long requests, long inFlight, long waitedMillis) {

    public static final Load NONE = new Load(0, 0, 0);

    boolean isNone() {
        return requests == 0 && inFlight == 0;
    }
}
