package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormatTest {

    private static final String TEXT = "critical medium error, dev sdb, sector 2400";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "critical medium error, dev sdb, sector 2400",
                "kernel: critical medium error, dev sdb, sector 2400",
                " kernel:[ 1234.567890] critical medium error, dev sdb, sector 2400",
                "[ 1234.567890] critical medium error, dev sdb, sector 2400",
                "[1234567.890123] critical medium error, dev sdb, sector 2400",
                "[  +0.000688] critical medium error, dev sdb, sector 2400",
                "[Oct27 08:51] critical medium error, dev sdb, sector 2400",
                "[<    0.000002>] critical medium error, dev sdb, sector 2400",
                "[Di Okt 27 08:51:30 2020] critical medium error, dev sdb, sector 2400",
                "[mar. f\u00c3\u00a9vr. 27 08:51:30 2020] critical medium error, dev sdb, sector 2400",
                "[\u00e7\u0081\u00ab 10\u00e6\u009c\u0088 27 08:51:30 2020] critical medium error, dev sdb, sector 2400",
                "[Jul 3 22:06] critical medium error, dev sdb, sector 2400",
                "[Jul  3 22:06] critical medium error, dev sdb, sector 2400",
                "[Tue Oct  7 08:51:30 2020] critical medium error, dev sdb, sector 2400",
                "[Tue Oct 27 08:51:30 2020 <    0.000002>] critical medium error, dev sdb, sector 2400",
                "[    1.234567 <    0.000002>] critical medium error, dev sdb, sector 2400",
                "[    1.234567][  T123] critical medium error, dev sdb, sector 2400",
                "[    1.234567] [    C0] critical medium error, dev sdb, sector 2400",
                "2023-11-11T06:30:30,786134+05:30 critical medium error, dev sdb, sector 2400",
                "kern  :err   : 2023-11-11T06:30:30,786134+05:30 critical medium error, dev sdb, sector 2400",
                "<3>[ 1234.567890] critical medium error, dev sdb, sector 2400",
                "kern  :err   : [ 1234.567890] critical medium error, dev sdb, sector 2400",
                "kern  :err   : [Tue Oct 27 08:51:30 2020] critical medium error, dev sdb, sector 2400",
                "3,453,8468042,-;critical medium error, dev sdb, sector 2400",
                "3,453,8468042,c,caller=T12;critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 host kernel: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 host kernel:[33713.705839] critical medium error, dev sdb, sector 2400",
                "Apr  6 07:07:38 -worker-02 kernel: [33713.705839] critical medium error, dev sdb, sector 2400",
                "Apr  6 07:07:38.123456 host.example.org kernel: critical medium error, dev sdb, sector 2400",
                "Apr 16 2023 07:07:38 host kernel: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 fe80::1 kernel: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 2001 kernel: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 kernel: critical medium error, dev sdb, sector 2400",
                "Okt 27 08:51:30 host kernel: critical medium error, dev sdb, sector 2400",
                "M\u00c3\u00a4r 03 08:51:30 host kernel: critical medium error, dev sdb, sector 2400",
                "10\u00e6\u009c\u0088 27 08:51:30 host kernel: critical medium error, dev sdb, sector 2400",
                "\u00d0\u00be\u00d0\u00ba\u00d1\u0082 27 08:51:30 host kernel: [ 1.234567] critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 mail.example.org kernel: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 [10.0.0.5] kernel: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 kern.err kernel: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 host kern.err kernel: [ 12.345678] critical medium error, dev sdb, sector 2400",
                "Fri May 21 18:07:14 2021 kern.err kernel: [ 12.345678] critical medium error, dev sdb, sector 2400",
                "2023-11-11T06:30:30.786134+05:30 host kernel: [ 1.234567] critical medium error, dev sdb, sector 2400",
                "2023-11-11T06:30:30Z host kernel: critical medium error, dev sdb, sector 2400",
                "2023-11-11 06:30:30 host kernel: critical medium error, dev sdb, sector 2400",
                "2023-11-11T06:30:30+0530 host kernel: critical medium error, dev sdb, sector 2400",
                "Sat 2023-11-11 06:30:30 IST host kernel: critical medium error, dev sdb, sector 2400",
                "1699666230.786134 host kernel: critical medium error, dev sdb, sector 2400",
                "[ 1234.567890] host kernel: critical medium error, dev sdb, sector 2400",
                "<3>Apr 16 07:07:38 host kernel: critical medium error, dev sdb, sector 2400",
                "<3>1 2023-11-11T06:30:30Z host kernel - - - critical medium error, dev sdb, sector 2400",
                "<3>1 2023-11-11T06:30:30Z host kernel - - - [ 1.234567] critical medium error, dev sdb, sector 2400",
                "<3>1 2023-11-11T06:30:30Z host kernel - - [timeQuality tzKnown=\"1\"] critical medium error, dev sdb, sector 2400",
                "<3>1 2023-11-11T06:30:30Z - kernel - ID47 [a x=\"]\\\"]\"][b] [ 1.234567] critical medium error, dev sdb, sector 2400",
                "[ 1000.123456 <    0.000002 >] host kernel: critical medium error, dev sdb, sector 2400",
                "\u00ef\u00bb\u00bf[    1.234567] critical medium error, dev sdb, sector 2400",
                "\033[32m[    1.234567] \033[0m\033[31mcritical medium error, dev sdb, sector 2400\033[0m",
                "{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"critical medium error, dev sdb, sector 2400\"}",
                "{\"MESSAGE\":[99,114,105,116,105,99,97,108,32,109,101,100,105,117,109,32,101,114,114,111,114,44,32,100,101,"
                        + "118,32,115,100,98,44,32,115,101,99,116,111,114,32,50,52,48,48]}",
                "{\"SYSLOG_FACILITY\":\"0\",\"X\":{\"a\":[1,{}]},\"MESSAGE\":\"critical medium error, dev sdb, sector 2400\"}",
                "MESSAGE=critical medium error, dev sdb, sector 2400",
                "[ 1234.567890] critical medium error, dev sdb, sector 2400\r",
            })
    void findsTheKernelsMessage(String line) {
        assertThat(Logs.read(List.of(line)))
                .singleElement()
                .extracting(LogLine::text)
                .isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Apr 16 07:07:38 host myapp[12]: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 host myapp: kernel: critical medium error, dev sdb, sector 2400",
                "Okt 27 08:51:30 host myapp[12]: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 kernel myapp: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 user.err kernel: critical medium error, dev sdb, sector 2400",
                "Fri May 21 18:07:14 2021 daemon.err kernel: critical medium error, dev sdb, sector 2400",
                "[ 1234.567890] host myapp[12]: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 host kernel[1]: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 host my kernel: critical medium error, dev sdb, sector 2400",
                "Apr 16 07:07:38 host user.err kernel: critical medium error, dev sdb, sector 2400",
                "2023-11-11T06:30:30.786134+05:30 host dockerd: [ 1.2] critical medium error, dev sdb, sector 2400",
                "<11>Apr 16 07:07:38 host kernel: critical medium error, dev sdb, sector 2400",
                "<12>[ 1234.567890] critical medium error, dev sdb, sector 2400",
                "<11>1 2023-11-11T06:30:30Z host kernel - - - critical medium error, dev sdb, sector 2400",
                "<3>1 2023-11-11T06:30:30Z host app 12 - - critical medium error, dev sdb, sector 2400",
                "user  :err   : 2023-11-11T06:30:30,786134+05:30 critical medium error, dev sdb, sector 2400",
                "user  :err   : [ 1234.567890] critical medium error, dev sdb, sector 2400",
                "12,517,15723424,-;critical medium error, dev sdb, sector 2400",
                "{\"_TRANSPORT\":\"stdout\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"critical medium error, dev sdb, sector 2400\"}",
                "{\"_PID\":\"12\",\"SYSLOG_IDENTIFIER\":\"kernel\",\"MESSAGE\":\"critical medium error, dev sdb, sector 2400\"}",
                "{\"_TRANSPORT\":\"kernel\",\"SYSLOG_FACILITY\":\"1\",\"MESSAGE\":\"critical medium error, dev sdb, sector 2400\"}",
                "{\"_TRANSPORT\":\"kernel\",\"MESSAGE\":null}",
                "{\"MESSAGE\":\"critical medium error, dev sdb, sector 2400\"",
                "{\"MESSAGE\":7e",
                "",
                "\r",
            })
    void leavesOutWhatUserSpaceSaidAndWhatIsNoLine(String line) {
        assertThat(Logs.read(List.of(line))).isEmpty();
    }

    @Test
    void aLookAlikeWithinAnotherMessageIsNoError() {
        assertThat(Logs.verdicts("""
                [ 1.0] audit: type=1400 msg="critical medium error, dev sda, sector 99"
                [ 1.1] systemd[1]: critical medium error, dev sda, sector 99
                [ 1.2] EXT4-fs warning: x\\x0acritical medium error, dev sda, sector 99
                6,1,1,-;process 'a\\x0acritical medium error, dev sda, sector 99' started
                [ 1.3] foo error, dev sda, sector 99
                """)).isEmpty();
    }

    /** journalctl indents all lines of a message but the first, whoever sent it. */
    @Test
    void aFurtherLineBelongsToWhoSentTheFirst() {
        assertThat(Logs.verdicts("""
                Jul 03 22:06:23 host myapp[77]: hello
                                                 critical medium error, dev sdb, sector 2400
                                                 critical medium error, dev sdc, sector 2400
                Jul 03 22:06:24 host kernel: ata3.00: cmd 25/00:08:00:10:00/00:00:00:00:00/e0 tag 15 dma 4096 in
                                                      res 51/40:00:02:10:00/00:00:00:00:00/e0 Emask 0x9 (media error)
                [ 1000.123456] host myapp[77]: hello
                                                 critical medium error, dev sdd, sector 2400
                """)).containsExactly("exact ata3.00 4098+1");
    }

    @Test
    void aLineOfNothingButColourIsAnEmptyOne() {
        assertThat(Logs.read(List.of(
                        "Apr 16 07:07:38 host myapp[12]: two lines,",
                        "\033[0m",
                        "    critical medium error, dev sdb, sector 2400",
                        "[ 1234.567890] next")))
                .extracting(LogLine::text)
                .containsExactly("next");
    }

    @Test
    void anExportThatWentThroughDos() {
        assertThat(Logs.read(List.of(
                        "_TRANSPORT=kernel\r",
                        "MESSAGE=one\r",
                        "\r",
                        "_TRANSPORT=journal\r",
                        "MESSAGE=not the kernel\r",
                        "\r")))
                .extracting(LogLine::text)
                .containsExactly("one");
    }

    @Test
    void timesComeFromTheKernelsClockAndTheWalls() {
        assertThat(Logs.read(List.of("Apr 16 07:07:38 host kernel: [33713.705839] text")))
                .first()
                .extracting(LogLine::time)
                .satisfies(time -> {
                    assertThat(time.monotonicMicros()).isEqualTo(33_713_705_839L);
                    assertThat(time.since(Stamp.monotonic(33_713_000_000L))).isEqualTo(705_839);
                });
        List<LogLine> days = Logs.read(
                List.of("2024-02-29T23:59:59.5Z host kernel: text", "2024-03-01T00:00:00.25Z host kernel: text"));
        assertThat(days.get(1).time().since(days.get(0).time())).isEqualTo(750_000);
    }

    @Test
    void differencesAddUp() {
        List<LogLine> lines = Logs.read(List.of("[Jul 3 22:06] a", "[  +0.250000] b", "[  +1.000001] c"));

        assertThat(lines.get(2).time().since(lines.get(0).time())).isEqualTo(1_250_001);
    }

    @Test
    void aRecordHasItsPropertiesAndItsNewlines() {
        assertThat(Logs.read(List.of(
                        "6,450,8467316,-;ata3.00: cmd\\x0a res \\xc3\\xa4 \\x5c",
                        " SUBSYSTEM=scsi",
                        " DEVICE=+scsi:8:0:0:0",
                        "6,451,8467317,-;next")))
                .first()
                .satisfies(line -> {
                    assertThat(line.text()).isEqualTo("ata3.00: cmd\n res ä \\");
                    assertThat(line.properties())
                            .containsEntry("SUBSYSTEM", "scsi")
                            .containsEntry("DEVICE", "+scsi:8:0:0:0");
                    assertThat(line.facility()).isZero();
                    assertThat(line.priority()).isEqualTo(6);
                });
    }

    @Test
    void thePropertiesOfARejectedRecordGoWithIt() {
        assertThat(Logs.read(List.of("12,517,15723424,-;text", " SUBSYSTEM=scsi")))
                .isEmpty();
    }

    @Test
    void exportedEntriesAreReadWhateverTheirBinaryFieldsHold() {
        String tenBytes = "\n\0\0\0\0\0\0\0";
        List<LogLine> lines = Logs.read(
                List.of(("__CURSOR=a\n_TRANSPORT=kernel\nCOREDUMP\n" + tenBytes + "\n\nMESSAGE=\n\nMESSAGE=one\n\n"
                                + "__CURSOR=b\n_TRANSPORT=kernel\nMESSAGE\n" + tenBytes + "0123\n56\n89\n\n"
                                + "__CURSOR=c\n_TRANSPORT=journal\nMESSAGE=not the kernel\n\n"
                                + "[ 1.000000] plain again")
                        .split("\n", -1)));

        assertThat(lines).extracting(LogLine::text).containsExactly("one", "0123\n56\n89", "plain again");
    }
}
