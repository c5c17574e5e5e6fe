package org.remapd.agent.sensor.scrub.pace;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;

/** What clocks on the wall show, and when that is. Pure. */
public final class WallTime {

    private WallTime() {}

    /** When the clocks show that first; if they leave it out, when they do. */
    public static Instant first(LocalDateTime shown, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(shown);
        return change != null && change.isGap()
                ? change.getInstant()
                : shown.atZone(zone).toInstant();
    }
}
