package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample gives its verdicts as it was found and in every format that a log of the same lines may have. */
class SamplesTest {

    private static final long START_MICROS = 1_000_000_000L;

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("samplesInFormats")
    void givesItsVerdicts(Sample sample, String format, Function<List<String>, List<String>> wrap) {
        assertThat(Logs.verdicts(wrap.apply(sample.lines()))).isEqualTo(sample.expected());
    }

    @Test
    void thereAreSamplesOfAllKinds() {
        assertThat(Sample.all())
                .hasSizeGreaterThan(90)
                .anySatisfy(sample -> assertThat(sample.expected()).isEmpty());
    }

    static Stream<Arguments> samplesInFormats() {
        return Sample.all().stream()
                .flatMap(sample -> Stream.of(
                        format(sample, "as found", lines -> lines),
                        format(sample, "bare", each(SamplesTest::bare)),
                        format(sample, "dmesg", each(SamplesTest::dmesg)),
                        format(sample, "dmesg -T", each(SamplesTest::dmesgWithDates)),
                        format(sample, "dmesg -T, in another language", each(SamplesTest::dmesgInAnotherLanguage)),
                        format(sample, "dmesg -H", each(SamplesTest::dmesgForHumans)),
                        format(sample, "dmesg -d", each(SamplesTest::dmesgWithDifferences)),
                        format(sample, "dmesg -x", each(SamplesTest::dmesgDecoded)),
                        format(sample, "dmesg -x --time-format iso", each(SamplesTest::dmesgIsoDecoded)),
                        format(sample, "dmesg --color=always", each(SamplesTest::dmesgInColour)),
                        format(sample, "dmesg, with carriage returns", each(SamplesTest::dmesgOfDos)),
                        format(sample, "raw kmsg", each(SamplesTest::kmsg)),
                        format(sample, "rsyslog", each(SamplesTest::rsyslog)),
                        format(sample, "rsyslog, RFC 3339", each(SamplesTest::rsyslogWithLongDates)),
                        format(sample, "syslog, RFC 5424", each(SamplesTest::rfc5424)),
                        format(sample, "syslog of busybox", each(SamplesTest::busybox)),
                        format(sample, "journalctl", each(SamplesTest::journalShort)),
                        format(sample, "journalctl -o short-iso", each(SamplesTest::journalIso)),
                        format(sample, "journalctl -o short-monotonic", each(SamplesTest::journalMonotonic)),
                        format(sample, "journalctl -o verbose", each(SamplesTest::journalVerbose)),
                        format(sample, "journalctl -o export", each(SamplesTest::journalExport)),
                        format(sample, "journalctl -o json", each(SamplesTest::journalJson))));
    }

    private static Arguments format(Sample sample, String name, Function<List<String>, List<String>> wrap) {
        return Arguments.of(sample, name, wrap);
    }

    /** The sample's messages, a millisecond apart, each as {@code line} prints it. */
    private static Function<List<String>, List<String>> each(Function<LogLine, String> line) {
        return lines -> {
            List<String> wrapped = new ArrayList<>();
            long micros = START_MICROS;
            for (LogLine message : Logs.read(lines)) {
                micros += 1_000;
                LogLine moved =
                        new LogLine(Stamp.monotonic(micros), 0, 3, message.text(), message.properties(), message.raw());
                wrapped.addAll(List.of(line.apply(moved).split("\n", -1)));
            }
            return wrapped;
        };
    }

    private static String bare(LogLine line) {
        return line.text();
    }

    private static String dmesg(LogLine line) {
        long micros = line.time().monotonicMicros();
        return "[%5d.%06d] %s".formatted(micros / 1_000_000, micros % 1_000_000, line.text());
    }

    private static String dmesgWithDates(LogLine line) {
        return "[Tue Oct 27 08:51:30 2020] " + line.text();
    }

    private static String dmesgInAnotherLanguage(LogLine line) {
        return "[Di Okt 27 08:51:30 2020] " + line.text();
    }

    private static String dmesgForHumans(LogLine line) {
        boolean first = line.time().monotonicMicros() == START_MICROS + 1_000;
        return (first ? "[Oct27 08:51] " : "[  +0.001000] ") + line.text();
    }

    private static String dmesgWithDifferences(LogLine line) {
        return "[<    0.001000>] " + line.text();
    }

    private static String dmesgIsoDecoded(LogLine line) {
        return "kern  :err   : 2023-11-11T06:30:30,786134+05:30 " + line.text();
    }

    private static String dmesgInColour(LogLine line) {
        int colon = line.text().indexOf(": ") + 1;
        return "\033[32m[ 1000.000000] \033[0m\033[33m" + line.text().substring(0, colon) + "\033[0m\033[31m"
                + line.text().substring(colon) + "\033[0m";
    }

    private static String dmesgOfDos(LogLine line) {
        return dmesg(line).replace("\n", "\r\n") + "\r";
    }

    private static String dmesgDecoded(LogLine line) {
        return "kern  :err   : " + dmesg(line);
    }

    private static String kmsg(LogLine line) {
        String text = line.text().replace("\n", "\\x0a");
        return "3,%d,%d,-;%s\n SUBSYSTEM=scsi\n DEVICE=+scsi:8:0:0:0"
                .formatted(line.time().monotonicMicros() / 1_000, line.time().monotonicMicros(), text);
    }

    private static String rsyslog(LogLine line) {
        return "Nov  3 07:07:38 -worker-02 kernel: " + dmesg(line).replace("\n", "#012");
    }

    private static String rsyslogWithLongDates(LogLine line) {
        return "2023-11-11T06:30:30.786134+05:30 fe80::1 kernel: " + line.text().replace("\n", "#012");
    }

    private static String rfc5424(LogLine line) {
        return "<3>1 2023-11-11T06:30:30.786134+05:30 host kernel - - - "
                + line.text().replace("\n", "#012");
    }

    private static String busybox(LogLine line) {
        return "Nov  3 07:07:38 kern.err kernel: " + dmesg(line);
    }

    private static String journalIso(LogLine line) {
        return "2023-11-11T06:30:30.786134+0530 host.example.org kernel: "
                + line.text().replace("\n", "\n" + " ".repeat(57));
    }

    private static String journalVerbose(LogLine line) {
        return """
                Sat 2023-11-11 06:30:30.786134 IST [s=a1;i=2;b=3;m=4;t=5;x=6]
                    _TRANSPORT=kernel
                    SYSLOG_FACILITY=0
                    MESSAGE=%s""".formatted(line.text().replace("\n", "\n            "));
    }

    private static String journalShort(LogLine line) {
        return "Jul 03 22:06:23 celestia kernel: " + line.text();
    }

    private static String journalMonotonic(LogLine line) {
        return "[ 1000.123456] celestia kernel: " + line.text();
    }

    private static String journalExport(LogLine line) {
        return """
                __CURSOR=s=1;i=2;b=3
                __REALTIME_TIMESTAMP=1699666230786134
                __MONOTONIC_TIMESTAMP=%d
                _BOOT_ID=b8a1
                _TRANSPORT=kernel
                SYSLOG_FACILITY=0
                SYSLOG_IDENTIFIER=kernel
                PRIORITY=3
                %s
                """.formatted(line.time().monotonicMicros(), exportField(line.text()));
    }

    private static String exportField(String text) {
        if (!text.contains("\n")) {
            return "MESSAGE=" + text;
        }
        StringBuilder length = new StringBuilder();
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        for (int i = 0; i < 8; i++) {
            length.append((char) ((bytes >> (8 * i)) & 0xff));
        }
        return "MESSAGE\n" + length + text;
    }

    private static String journalJson(LogLine line) {
        JsonObject entry = new JsonObject();
        entry.addProperty("_TRANSPORT", "kernel");
        entry.addProperty("SYSLOG_IDENTIFIER", "kernel");
        entry.addProperty("__MONOTONIC_TIMESTAMP", Long.toString(line.time().monotonicMicros()));
        entry.addProperty("MESSAGE", line.text());
        return entry.toString();
    }
}
