package org.remapd.agent.sensor.smart;

/** What asking a disk for its SMART data came to. */
public sealed interface SmartReading {

    /** The disk answered. */
    record Report(SmartReport report) implements SmartReading {}

    /** The disk sleeps, and was left alone. */
    record Asleep() implements SmartReading {}

    /**
     * There is nothing to go by.
     *
     * @param reason for people, the same words for the same trouble
     * @param detail what else there is to say of it this time; may be empty
     */
    record Unusable(String reason, String detail) implements SmartReading {

        /** All of it, one line. */
        public String words() {
            return detail.isEmpty() ? reason : reason + ": " + detail;
        }
    }
}
