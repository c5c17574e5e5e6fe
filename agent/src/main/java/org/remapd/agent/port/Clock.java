package org.remapd.agent.port;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Time, so that tests own it. */
public interface Clock {

    /** For people: it may jump. */
    Instant now();

    /** For waiting and rates: nanoseconds that only grow, from an arbitrary start. */
    long nanos();

    /** Lets so much time pass; shorter if the thread is interrupted, which it then still is. */
    void pause(Duration time);

    Clock SYSTEM = new Clock() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration time) {
            try {
                TimeUnit.NANOSECONDS.sleep(time.toNanos());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    };
}
