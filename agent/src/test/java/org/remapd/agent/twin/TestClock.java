package org.remapd.agent.twin;

import java.time.Duration;
import java.time.Instant;
import org.remapd.agent.port.Clock;

/** Time that passes only when it is told to. */
public final class TestClock implements Clock {

    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    private volatile long nanos;

    @Override
    public Instant now() {
        return START.plusNanos(nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void pause(Duration time) {
        advance(time);
    }

    public synchronized void advance(Duration time) {
        nanos += time.toNanos();
    }
}
