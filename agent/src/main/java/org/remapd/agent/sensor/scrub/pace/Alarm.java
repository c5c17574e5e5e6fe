package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;

/** Whether a fault was found not long ago: where there is one there are others, and they are wanted before somebody needs them. */
final class Alarm {

    private static final long LASTS = Duration.ofMinutes(10).toNanos();

    private long faults;
    private long raised;
    private boolean on;

    /** What was found before that is no news. */
    Alarm(Progress progress) {
        faults = progress.faults();
    }

    void saw(Progress progress, long nanos) {
        if (progress.faults() > faults) {
            on = true;
            raised = nanos;
        }
        faults = progress.faults();
        on = on && nanos - raised < LASTS;
    }

    boolean on() {
        return on;
    }
}
