package org.remapd.agent.sensor.smart;

import java.nio.file.Path;
import org.remapd.agent.port.SmartSource;
import org.remapd.agent.port.SmartSource.Answer;
import org.remapd.agent.port.SmartSource.Printed;
import org.remapd.agent.port.SmartSource.Request;
import org.remapd.agent.port.SmartSource.Unanswered;

/** Asks disks what they know of themselves, and understands the answer. */
public record SmartSensor(SmartSource source) {

    /** What {@code disk} says, within the bounds of the source: a run of smartctl, or with an old one up to three. */
    public SmartReading ask(Path disk) {
        Answer report = source.ask(disk, Request.REPORT);
        boolean broke = report instanceof Printed printed && SmartParser.breaksOnDefects(printed.text());
        if (broke) {
            report = source.ask(disk, Request.REPORT_BUT_DEFECTS);
        }
        if (report instanceof Unanswered unanswered) {
            return new SmartReading.Unusable(unanswered.reason(), unanswered.detail());
        }
        String json = ((Printed) report).text();
        boolean lacks = broke || SmartParser.lacksLogs(json);
        return SmartParser.read(json, lacks ? text(disk) : "");
    }

    private String text(Path disk) {
        return source.ask(disk, Request.LOGS_AS_TEXT) instanceof Printed printed ? printed.text() : "";
    }

    /** Has {@code disk} test itself from end to end. */
    public SelfTestStart startSelfTest(Path disk) {
        Answer answer = source.ask(disk, Request.SELF_TEST);
        return answer instanceof Printed printed
                ? SelfTestStart.of(printed.text())
                : new SelfTestStart.Refused(((Unanswered) answer).reason());
    }
}
