package org.remapd.daemon;

import java.time.Duration;
import java.time.Instant;
import org.remapd.agent.port.Clock;

/** Time that passes only when somebody lets it. */
public final class TestClock implements Clock {

    private long nanos;

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void pause(Duration time) {
        nanos += time.toNanos();
    }
}
