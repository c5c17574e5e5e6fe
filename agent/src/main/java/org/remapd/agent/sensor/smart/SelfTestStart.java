package org.remapd.agent.sensor.smart;

/**
 * What came of telling a drive to test itself. An exit status of 0 says nothing: smartctl 7.3 takes the order for an NVMe drive, and
 * passes it over.
 */
public sealed interface SelfTestStart {

    /** It tests itself from now on. */
    record Begun() implements SelfTestStart {}

    /** It is at it already. */
    record Running() implements SelfTestStart {}

    /** It does not; {@code why} is for people, one line. */
    record Refused(String why) implements SelfTestStart {}

    /** By what smartctl printed: "Testing has begun." for ATA, "Extended Background Self Test has begun", "Self-test has begun". */
    static SelfTestStart of(String text) {
        if (text.contains(" has begun")) {
            return new Begun();
        }
        if (text.contains("without aborting current test")) {
            return new Running();
        }
        return new Refused(text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("smartctl ") && !line.startsWith("Copyright"))
                .filter(line -> !line.startsWith("=== "))
                .findFirst()
                .orElse("the drive, or this version of smartctl, cannot"));
    }
}
