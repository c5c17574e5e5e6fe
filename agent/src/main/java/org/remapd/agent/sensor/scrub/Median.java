package org.remapd.agent.sensor.scrub;

/**
 * About the median of times, told one after the other: each moves it by a tenth at most. So one that is far off, since it waited for others
 * at the drive, counts as one. Pure.
 */
final class Median {

    private static final double STEP = 1.1;

    private double nanos;
    private boolean known;

    /** Until there is one. */
    Median(double nanos) {
        this.nanos = nanos;
    }

    void add(long more) {
        nanos = known ? Math.max(nanos / STEP, Math.min(nanos * STEP, (double) more)) : more;
        known = true;
    }

    double nanos() {
        return nanos;
    }
}
