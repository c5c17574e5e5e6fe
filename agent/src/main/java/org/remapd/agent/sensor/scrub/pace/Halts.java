package org.remapd.agent.sensor.scrub.pace;

import java.util.Optional;

/** What makes a scrub stand still. */
final class Halts {

    /** A drive that was too hot has to cool down by that much. */
    private static final int COOLER_CELSIUS = 5;

    private final Limits limits;
    private boolean hot;
    private boolean begun;

    Halts(Limits limits) {
        this.limits = limits;
    }

    /**
     * The first reason there is to stand still, and before all others that the disk sleeps: nobody is to come near it then. None, if it may
     * read, upon which the disk will not sleep.
     */
    Optional<Why> now(Sample sample, Progress progress) {
        hot = tooHot(sample.surroundings());
        Optional<Why> why = reason(sample, progress);
        begun |= why.isEmpty();
        return why;
    }

    private Optional<Why> reason(Sample sample, Progress progress) {
        Surroundings around = sample.surroundings();
        if (around.asleep() && limits.pauseOn().contains(Pause.SLEEP) && mayWait(progress)) {
            return Optional.of(Why.SLEEP);
        } else if (!limits.windows().open(sample.local())) {
            return Optional.of(Why.WINDOWS);
        } else if (around.onBattery() && limits.pauseOn().contains(Pause.BATTERY)) {
            return Optional.of(Why.BATTERY);
        } else if (around.resync() && limits.pauseOn().contains(Pause.RESYNC)) {
            return Optional.of(Why.RESYNC);
        } else if (hot && limits.pauseOn().contains(Pause.HEAT)) {
            return Optional.of(Why.HEAT);
        }
        return Optional.empty();
    }

    private boolean tooHot(Surroundings around) {
        int cooler = hot ? COOLER_CELSIUS : 0;
        return around.heat().stream().anyMatch(heat -> heat.celsius() >= limits.most(heat) - cooler);
    }

    /** One that has begun keeps the disk awake itself, and wakes it after a pause. */
    private boolean mayWait(Progress progress) {
        return !begun && progress.elapsed().compareTo(Limits.SLEEP_LIMIT) < 0;
    }
}
