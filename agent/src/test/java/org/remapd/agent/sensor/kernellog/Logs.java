package org.remapd.agent.sensor.kernellog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A whole log through the sensor, and its verdicts in the words of samples.txt. */
final class Logs {

    private Logs() {}

    static List<LogLine> read(List<String> lines) {
        List<LogLine> read = new ArrayList<>();
        LogFormat format = new LogFormat();
        lines.forEach(line -> format.accept(line, read::add));
        format.finish(read::add);
        return read;
    }

    static List<Verdict> judge(List<String> lines) {
        return judge(lines, new Correlator(Duration.ofDays(1)));
    }

    private static List<Verdict> judge(List<String> lines, Correlator correlator) {
        List<Verdict> verdicts = new ArrayList<>();
        read(lines).forEach(line -> correlator.accept(line, verdicts::add));
        correlator.finish(verdicts::add);
        return verdicts;
    }

    static List<String> verdicts(List<String> lines) {
        return judge(lines).stream().map(Logs::inWords).toList();
    }

    static List<String> verdicts(List<String> lines, Correlator correlator) {
        return judge(lines, correlator).stream().map(Logs::inWords).toList();
    }

    static List<String> verdicts(String log) {
        return verdicts(log.lines().toList());
    }

    private static String inWords(Verdict verdict) {
        return verdict.kind().word()
                + (verdict.device() == null ? " -" : " " + verdict.device())
                + (verdict.sector() == null ? " -" : " " + verdict.sector())
                + (verdict.count() == null ? "" : "+" + verdict.count());
    }
}
