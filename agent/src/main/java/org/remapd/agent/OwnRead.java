package org.remapd.agent;

import java.time.Duration;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.port.Clock;

/** A read of ours that has ended; times are those of {@link Clock#nanos}. */
record OwnRead(SectorRange where, long begun, long ended) {

    /** It takes no longer until the kernel's word on a request reaches us: in a storm those who bring it fall behind. */
    private static final Duration ECHO = Duration.ofSeconds(30);

    /** Whether what the kernel said of a place, and was heard at {@code nanos}, is about this one, if it failed. */
    boolean isEcho(SectorRange place, long nanos) {
        return nanos - begun >= 0 && nanos - ended <= ECHO.toNanos() && where.contains(place);
    }
}
