package org.remapd.agent.sensor.smart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.port.SmartSource.Answer;
import org.remapd.agent.port.SmartSource.Printed;
import org.remapd.agent.port.SmartSource.Request;
import org.remapd.agent.port.SmartSource.Unanswered;
import org.remapd.agent.sensor.smart.SmartReport.ExitStatus;

/** Real processes, with scripts in smartctl's place. */
class SmartctlTest {

    private static final Path DISK = Path.of("/dev/sdb");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(3);

    @TempDir
    private Path directory;

    /** ../shared/facts/smart.md, section 1: for ATA, NVMe and SCSI. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-n standby,3 -H -A -l xerror,error -l xselftest,selftest -l selective -l defects,4096 -l devstat -l scterc -c -i",
                "-H -A -l error,64 -l selftest -c -i",
                "-H -A -l error,64 -l selftest -l background -l defects,4096 -i"
            })
    void asksEachKindOfDiskForAllThatItMayKnow(String wanted) throws IOException {
        List<String> given = List.of(asked(Request.REPORT)
                .replace("--nocheck=", "-n ")
                .replace("--health", "-H")
                .replace("--attributes", "-A")
                .replace("--log=", "-l ")
                .replace("--capabilities", "-c")
                .replace("--info", "-i")
                .split(" (?=[-/])"));

        assertThat(given).contains("--json=c").contains(wanted.split(" (?=-)"));
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void neverWakesADisk(Request request) throws IOException {
        assertThat(asked(request)).contains("--nocheck=standby,3 ").endsWith(" /dev/sdb");
    }

    @Test
    void leavesOutWhatOldVersionsBreakOnAndAsksForItAsText() throws IOException {
        assertThat(asked(Request.REPORT_BUT_DEFECTS))
                .contains("--json=c ", "--log=background ")
                .doesNotContain("defects", "--log=error");
        assertThat(asked(Request.LOGS_AS_TEXT))
                .contains("--log=error,64 ", "--log=defects,4096 ", "--log=selftest ")
                .doesNotContain("json");
        assertThat(asked(Request.SELF_TEST)).contains("--test=long ").doesNotContain("json");
    }

    private String asked(Request request) throws IOException {
        Answer answer = smartctl("printf '%s ' \"$@\"", LONG).ask(DISK, request);
        return ((Printed) answer).text().strip();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 8, 16, 32, 64, 128, 216})
    void anExitStatusAboutTheDiskLeavesTheReportUsable(int status) throws IOException {
        String json = SmartFiles.text("ata-failing").replace("\"exit_status\": 216", "\"exit_status\": " + status);

        assertThat(reading(printing(json) + "\nexit " + status))
                .isInstanceOfSatisfying(
                        SmartReading.Report.class,
                        report -> assertThat(report.report().statuses()).isEqualTo(ExitStatus.of(status)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anExitStatusAboutTheRunMakesItUnusable(int status) throws IOException {
        String json = SmartFiles.text("no-such-disk").replace("\"exit_status\": 2", "\"exit_status\": " + status);

        assertThat(reading(printing(json) + "\nexit " + status)).isInstanceOf(SmartReading.Unusable.class);
    }

    @Test
    void aSleepingDiskIsAsleep() throws IOException {
        assertThat(reading(printing(SmartFiles.text("asleep")) + "\nexit 3")).isEqualTo(new SmartReading.Asleep());
    }

    @Test
    void garbageAndHalvesAndSilenceAreUnusable() throws IOException {
        String half = SmartFiles.text("scsi-failing").substring(0, 900);

        assertThat(reading("head -c 100000 /dev/urandom")).isInstanceOf(SmartReading.Unusable.class);
        assertThat(reading(printing(half))).isInstanceOf(SmartReading.Unusable.class);
        assertThat(reading("exit 127")).isInstanceOf(SmartReading.Unusable.class);
    }

    @Test
    void oneThatHangsIsKilledWithWhatItStarted() throws IOException {
        Path child = directory.resolve("child");

        Answer answer = smartctl("sleep 600 & echo $! > " + child + "; echo '{'; wait", SHORT)
                .ask(DISK, Request.REPORT);

        assertThat(answer)
                .isEqualTo(new Unanswered(directory.resolve("smartctl") + " hangs", "it did not end within 3 s"));
        long pid = Long.parseLong(Files.readString(child).strip());
        await().atMost(LONG)
                .until(() ->
                        ProcessHandle.of(pid).map(handle -> !handle.isAlive()).orElse(true));
    }

    @Test
    void oneThatIgnoresSignalsIsKilledTooAndThenTheDiskIsAskedAgain() throws IOException {
        Smartctl smartctl = smartctl("trap '' TERM; sleep 600", SHORT);
        assertThat(smartctl.ask(DISK, Request.REPORT)).isInstanceOf(Unanswered.class);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(smartctl.ask(DISK, Request.REPORT))
                        .isInstanceOfSatisfying(
                                Unanswered.class,
                                again -> assertThat(again.detail()).contains("did not end")));
    }

    @Test
    void whatItLeavesBehindIsNotWaitedForTwice() throws IOException {
        Path child = directory.resolve("child");
        Smartctl smartctl = smartctl("sleep 600 & echo $! >> " + child + "; sleep 1", SHORT);

        assertThat(smartctl.ask(DISK, Request.REPORT)).isInstanceOf(Unanswered.class);

        assertThat(smartctl.ask(DISK, Request.REPORT))
                .as("it has ended, and its child, which holds its output open, has nobody that could tell whose it is")
                .isEqualTo(new Unanswered(
                        directory.resolve("smartctl") + " hangs", "one that was started before cannot be ended"));
        assertThat(smartctl.ask(Path.of("/dev/sdc"), Request.REPORT))
                .as("another disk is asked all the same")
                .isInstanceOfSatisfying(
                        Unanswered.class, answer -> assertThat(answer.detail()).contains("within 3 s"));
        Files.readAllLines(child).stream().map(Long::valueOf).forEach(SmartctlTest::end);
    }

    private static void end(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void endlessOutputIsCut() throws IOException {
        assertThat(smartctl("exec cat /dev/zero", LONG).ask(DISK, Request.REPORT))
                .isInstanceOfSatisfying(
                        Unanswered.class, answer -> assertThat(answer.reason()).contains("without end"));
    }

    @Test
    void noProgramIsAnAnswerToo() {
        assertThat(new Smartctl(directory.resolve("nowhere").toString(), LONG).ask(DISK, Request.REPORT))
                .isInstanceOfSatisfying(
                        Unanswered.class, answer -> assertThat(answer.reason()).contains("cannot be run"));
    }

    @Test
    void anInterruptEndsTheWait() throws IOException {
        Smartctl smartctl = smartctl("sleep 600", LONG);
        Thread.currentThread().interrupt();

        assertThat(smartctl.ask(DISK, Request.REPORT)).isInstanceOf(Unanswered.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private SmartReading reading(String script) throws IOException {
        return new SmartSensor(smartctl(script, LONG)).ask(DISK);
    }

    private static String printing(String json) {
        return "cat <<'END'\n" + json + "\nEND";
    }

    private Smartctl smartctl(String script, Duration patience) throws IOException {
        Path program = directory.resolve("smartctl");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new Smartctl(program.toString(), patience);
    }
}
