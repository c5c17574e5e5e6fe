package org.remapd.agent.sensor.scrub.pace;

/**
 * How fast a scrub may read now, all its reads together, and why.
 *
 * @param bytesPerSecond 0 to stand still; {@link #UNLIMITED}
 */
public record Speed(long bytesPerSecond, Why why) {

    public static final long UNLIMITED = Long.MAX_VALUE;

    public Speed {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(bytesPerSecond + " bytes a second");
        }
    }

    public static Speed still(Why why) {
        return new Speed(0, why);
    }

    public boolean isStill() {
        return bytesPerSecond == 0;
    }

    public boolean isUnlimited() {
        return bytesPerSecond == UNLIMITED;
    }

    /** The same, or the cap if that is less. */
    Speed cappedAt(long most) {
        return bytesPerSecond <= most ? this : new Speed(most, Why.MAX_RATE);
    }
}
