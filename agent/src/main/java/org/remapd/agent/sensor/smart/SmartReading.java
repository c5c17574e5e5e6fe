package org.remapd.agent.sensor.smart;

/** What asking a disk for its SMART data came to. */
public sealed interface SmartReading {

    /** The disk answered. */
    record Report(SmartReport report) implements SmartReading {}

    /** The disk sleeps, and was left alone. */
    record Asleep() implements SmartReading {}

    /** There is nothing to go by; {@code reason} is for people, one line. */
    record Unusable(String reason) implements SmartReading {}
}
