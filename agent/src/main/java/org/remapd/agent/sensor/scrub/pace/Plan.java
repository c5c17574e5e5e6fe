package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;
import java.time.ZonedDateTime;

/**
 * How far a scrub should be that may take a period: evenly spread over the time in which its windows are open, and through when nine tenths of
 * the period are over, so that there is room for what comes between. A tenth of that time is always taken to remain, also when there is less or
 * none: so nothing gets more than ten times as fast for being late.
 */
final class Plan {

    private static final double AIM = 0.9;
    private static final double LEAST_LEFT = 0.1;

    /** In use, a disk is left to its users until that much of the plan is missed; on an idle one it is made up for sooner. */
    private static final double MUCH = 0.05;

    private static final double LITTLE = 0.01;

    private final double lag;
    private final double needed;

    private Plan(double lag, double needed) {
        this.lag = lag;
        this.needed = needed;
    }

    /** As it stands at a time. */
    static Plan of(Duration period, Windows windows, Progress progress, ZonedDateTime now) {
        ZonedDateTime begin = now.minus(progress.elapsed());
        ZonedDateTime aim = begin.plusNanos((long) (period.toNanos() * AIM));
        double all = seconds(windows.openBetween(begin, aim));
        double gone = now.isBefore(aim) ? seconds(windows.openBetween(begin, now)) : all;
        double due = all == 0 ? 1 : gone / all;
        double left = Math.max(1 - due, LEAST_LEFT) * (all == 0 ? seconds(period) : all);
        return new Plan(due - progress.share(), progress.bytesLeft() / left);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /** Whether there is nothing to make up for. */
    boolean kept() {
        return lag < LITTLE;
    }

    /** Whether it is so late that it goes on while the disk is in use. */
    boolean missed() {
        return lag >= MUCH;
    }

    /** What it takes to be through in time, in bytes a second. */
    double needed() {
        return needed;
    }
}
