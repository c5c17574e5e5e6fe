package org.remapd.agent.sensor.scrub;

/** What small reads cost on this disk, as far as is known. Pure. */
final class Costs {

    /** Until something is known: a disk that spins reads on from its cache, and gives up after a second. */
    private static final double FIRST_READ = 200e3;

    private static final double FIRST_FAILURE = 1e9;

    private final Median read = new Median(FIRST_READ);
    private final Median failure = new Median(FIRST_FAILURE);

    /** The drive did a small read in so many nanoseconds, and that waited for none that failed. */
    void read(long nanos) {
        read.add(nanos);
    }

    /** A read that failed took so many nanoseconds. */
    void failed(long nanos) {
        failure.add(nanos);
    }

    double readNanos() {
        return read.nanos();
    }

    double failureNanos() {
        return failure.nanos();
    }
}
