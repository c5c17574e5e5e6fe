package org.remapd.agent.sensor.scrub.pace;

import java.util.Locale;

/** What makes a scrub as fast as it is, or keeps it from being faster. */
public enum Why {
    FULL_SPEED("as fast as the disk allows"),
    MAX_RATE("capped by max-rate"),
    PERIOD("keeping to its period"),
    IN_USE("the disk is in use"),
    BEHIND("the disk is in use, but the scrub would take too long"),
    FAULT_FOUND("a fault was found"),
    WINDOWS("outside its windows"),
    BATTERY("the machine is on battery"),
    HEAT("the disk is too hot"),
    RESYNC("an array on the disk is being resynchronised or checked"),
    SLEEP("the disk sleeps"),
    TURN("waits for its turn, after another scrub"),
    PAUSED("paused by hand");

    private final String text;

    Why(String text) {
        this.text = text;
    }

    /** For people, on one line; goes on from the speed. */
    public String text() {
        return text;
    }

    /** For programs: it stays as it is from one version to the next. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
