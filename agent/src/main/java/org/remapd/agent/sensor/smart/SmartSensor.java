package org.remapd.agent.sensor.smart;

import java.nio.file.Path;
import org.remapd.agent.port.SmartSource;

/** Asks disks what they know of themselves, and understands the answer. */
public record SmartSensor(SmartSource source) {

    /** What {@code disk} says, within the bounds of the source. */
    public SmartReading ask(Path disk) {
        SmartSource.Answer answer = source.ask(disk);
        if (answer instanceof SmartSource.Printed printed) {
            return SmartParser.read(printed.json());
        }
        return new SmartReading.Unusable(((SmartSource.Unanswered) answer).reason());
    }
}
