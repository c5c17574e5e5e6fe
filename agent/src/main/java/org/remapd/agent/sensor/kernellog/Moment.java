package org.remapd.agent.sensor.kernellog;

/** A place in a log, by time and, for logs without, by the number of the line. */
record Moment(Stamp time, long line) {

    /** The lines of one error are nearer to each other, however many others come in between. */
    private static final long FAR = 1_000;

    /** Whether this is more than so many microseconds, or very many lines, after {@code earlier}. */
    boolean isBeyond(Moment earlier, long micros) {
        return time.since(earlier.time) > micros || line - earlier.line > FAR;
    }
}
