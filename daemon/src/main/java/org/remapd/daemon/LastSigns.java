package org.remapd.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.fault.Runway;

/** Signs that a disk is to be copied now, while most of it reads. Pure. */
final class LastSigns {

    /** To buy a disk and to copy this one. */
    private static final Duration SOON = Duration.ofDays(30);

    private LastSigns() {}

    /** Each in words; empty if there is none. */
    static List<String> of(DeviceStatus status, Optional<Runway> runway, boolean smartFailing) {
        List<String> signs = new ArrayList<>();
        if (smartFailing) {
            signs.add("the drive predicts its own failure");
        }
        if (status.readOnly().isPresent()) {
            signs.add("nothing can be recorded any more");
        }
        if (status.freeSpares() == 0) {
            signs.add("no spare is left");
        } else {
            runningOut(runway).ifPresent(signs::add);
        }
        return List.copyOf(signs);
    }

    private static String days(long days) {
        return days == 0 ? "less than a day" : days == 1 ? "a day" : days + " days";
    }

    /** That its spares last, but not for long. */
    static Optional<String> runningOut(Optional<Runway> runway) {
        return runway.map(Runway::likely)
                .filter(likely -> likely.compareTo(SOON) < 0)
                .map(likely -> "at the rate of late its spares last for " + days(likely.toDays()));
    }
}
