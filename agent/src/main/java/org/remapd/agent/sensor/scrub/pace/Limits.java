package org.remapd.agent.sensor.scrub.pace;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the administrator wants of a scrub's speed.
 *
 * @param maxBytesPerSecond never more than that; {@link Speed#UNLIMITED}
 * @param period            how long the whole disk may take, and shall; without one it is read as fast as nobody minds
 * @param windows           when it may read at all
 * @param pauseOn           what it stands still for
 * @param maxCelsius        the temperature of a drive that is too hot; without one, 5 below the most that the drive recommends for
 *     itself, and {@value #USUAL_CELSIUS} if it recommends nothing
 */
public record Limits(
        long maxBytesPerSecond,
        Optional<Duration> period,
        Windows windows,
        Set<Pause> pauseOn,
        OptionalInt maxCelsius) {

    /** A disk that always sleeps when its scrub is due is woken after that. */
    public static final Duration SLEEP_LIMIT = Duration.ofDays(1);

    /** Most disks are made for 60. */
    private static final int USUAL_CELSIUS = 55;

    private static final int MARGIN_CELSIUS = 5;

    /** No limits but those of the disk and its users. */
    public static final Limits NONE =
            new Limits(Speed.UNLIMITED, Optional.empty(), Windows.ALWAYS, Set.of(), OptionalInt.empty());

    public Limits {
        pauseOn = Set.copyOf(pauseOn);
    }

    /**
     * For a scrub that somebody has asked for just now, or one of a part of the disk: it keeps to no period and to no windows, and
     * wakes the disk. The cap, the disk's users and the other pauses count.
     */
    public Limits byHand() {
        return new Limits(maxBytesPerSecond, Optional.empty(), Windows.ALWAYS, waking().pauseOn(), maxCelsius);
    }

    /** The same, but for a scrub that wakes the disk. */
    public Limits waking() {
        EnumSet<Pause> pauses = EnumSet.noneOf(Pause.class);
        pauses.addAll(pauseOn);
        pauses.remove(Pause.SLEEP);
        return new Limits(maxBytesPerSecond, period, windows, pauses, maxCelsius);
    }

    /** Too hot for a drive like this. */
    int most(Heat heat) {
        return maxCelsius.orElse(heat.most().isPresent() ? heat.most().getAsInt() - MARGIN_CELSIUS : USUAL_CELSIUS);
    }
}
