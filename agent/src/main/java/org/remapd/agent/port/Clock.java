package org.remapd.agent.port;

import java.time.Instant;

/** Time, so that tests own it. */
public interface Clock {

    /** For people: it may jump. */
    Instant now();

    /** For waiting and rates: nanoseconds that only grow, from an arbitrary start. */
    long nanos();

    Clock SYSTEM = new Clock() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };
}
