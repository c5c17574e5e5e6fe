package org.remapd.agent.sensor.smart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.remapd.agent.port.SmartSource;
import org.remapd.agent.port.SmartSource.Answer;
import org.remapd.agent.port.SmartSource.Printed;
import org.remapd.agent.port.SmartSource.Request;
import org.remapd.agent.port.SmartSource.Unanswered;

/** What smartctl is run for, by what it said before. */
class SmartSensorTest {

    private static final Path DISK = Path.of("/dev/sdb");

    private final List<Request> asked = new ArrayList<>();

    @Test
    void aNewSmartctlIsRunOnce() {
        assertThat(places(ask(Map.of(Request.REPORT, json("nvme-failing"))))).hasSize(3);
        assertThat(asked).containsExactly(Request.REPORT);
    }

    @Test
    void anOldOneIsRunAgainForTheErrorLogOfAnNvmeDrive() {
        SmartReading reading = ask(Map.of(Request.REPORT, json("nvme-7.3"), Request.LOGS_AS_TEXT, text("nvme-7.3")));

        assertThat(places(reading)).containsExactly("0+8", "3397669504+8");
        assertThat(asked).containsExactly(Request.REPORT, Request.LOGS_AS_TEXT);
    }

    @Test
    void oneThatBreaksOnPendingDefectsIsRunForTheRestAndForThemAsText() {
        SmartReading reading = ask(Map.of(
                Request.REPORT, text("scsi-7.3-broken"),
                Request.REPORT_BUT_DEFECTS, json("scsi-7.3"),
                Request.LOGS_AS_TEXT, text("scsi-7.3")));

        assertThat(places(reading)).contains("2400+1", "1001+1", "5005+1");
        assertThat(asked).containsExactly(Request.REPORT, Request.REPORT_BUT_DEFECTS, Request.LOGS_AS_TEXT);
    }

    @Test
    void aTextThatDoesNotComeLeavesTheReportAsItIs() {
        Unanswered hangs = new Unanswered("smartctl hangs", "");

        assertThat(places(ask(Map.of(Request.REPORT, json("nvme-7.3"), Request.LOGS_AS_TEXT, hangs))))
                .isEmpty();
    }

    @Test
    void aDiskThatIsAsleepOrDoesNotAnswerIsNotAskedFurther() {
        assertThat(ask(Map.of(Request.REPORT, json("asleep")))).isEqualTo(new SmartReading.Asleep());
        assertThat(ask(Map.of(Request.REPORT, new Unanswered("smartctl hangs", "it did not end within 60 s"))))
                .isEqualTo(new SmartReading.Unusable("smartctl hangs", "it did not end within 60 s"));
        assertThat(asked).containsOnly(Request.REPORT);
    }

    @Test
    void aSelfTestHasBegunOnlyIfTheDriveSaysSo() {
        String head = """
                smartctl 7.3 2022-02-28 r5338 [x86_64-linux-6.1.0-35-amd64] (local build)
                Copyright (C) 2002-22, Bruce Allen, Christian Franke, www.smartmontools.org

                """;

        assertThat(test(head + """
                        === START OF OFFLINE IMMEDIATE AND SELF-TEST SECTION ===
                        Drive command "Execute SMART Extended self-test routine immediately in off-line mode" successful.
                        Testing has begun.
                        Please wait 600 minutes for test to complete.
                        """)).isEqualTo(new SelfTestStart.Begun());
        assertThat(test(head + "Extended Background Self Test has begun\n")).isEqualTo(new SelfTestStart.Begun());
        assertThat(test(head + "Self-test has begun\nUse smartctl -X to abort test\n"))
                .isEqualTo(new SelfTestStart.Begun());
        assertThat(test(head + """
                        Can't start self-test without aborting current test (90% remaining),
                        add '-t force' option to override, or run 'smartctl -X' to abort test.
                        """)).isEqualTo(new SelfTestStart.Running());
        assertThat(test(head + "Long (extended) offline self test failed [unsupported field in scsi command]\n"))
                .isEqualTo(new SelfTestStart.Refused(
                        "Long (extended) offline self test failed [unsupported field in scsi command]"));
        assertThat(test(head))
                .as("what smartctl 7.3 says of an NVMe drive, with an exit status of 0")
                .isEqualTo(new SelfTestStart.Refused("the drive, or this version of smartctl, cannot"));
        assertThat(sensor(Map.of(Request.SELF_TEST, new Unanswered("smartctl hangs", "")))
                        .startSelfTest(DISK))
                .isEqualTo(new SelfTestStart.Refused("smartctl hangs"));
    }

    private SelfTestStart test(String printed) {
        return sensor(Map.of(Request.SELF_TEST, new Printed(printed))).startSelfTest(DISK);
    }

    private SmartReading ask(Map<Request, Answer> answers) {
        return sensor(answers).ask(DISK);
    }

    private SmartSensor sensor(Map<Request, Answer> answers) {
        SmartSource source = (disk, request) -> {
            asked.add(request);
            return Objects.requireNonNull(answers.get(request), () -> "nobody expects " + request);
        };
        return new SmartSensor(source);
    }

    private static Answer json(String name) {
        return new Printed(SmartFiles.text(name));
    }

    private static Answer text(String name) {
        return new Printed(SmartFiles.plain(name));
    }

    private static List<String> places(SmartReading reading) {
        return ((SmartReading.Report) reading)
                .report().badPlaces().stream()
                        .map(place -> place.where().toString())
                        .toList();
    }
}
