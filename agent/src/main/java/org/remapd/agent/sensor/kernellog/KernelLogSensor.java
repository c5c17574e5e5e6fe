package org.remapd.agent.sensor.kernellog;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.remapd.agent.port.KernelLog;

/** Turns the entries of a live kernel log into verdicts. It has no clock: time is what the records and the silences say. */
public final class KernelLogSensor {

    /** What comes again later than this is told again: it may have been healed, or rewritten, in between. */
    private static final Duration SAME_ERROR = Duration.ofSeconds(5);

    private final LogFormat format = new LogFormat();
    private final Correlator correlator;
    private Stamp now = Stamp.NONE;

    /**
     * Has read nothing yet.
     *
     * @param sectorsPerBlock of a disk as the log names it, how many sectors one of its logical blocks has; 0 if that is not known
     */
    public KernelLogSensor(ToIntFunction<String> sectorsPerBlock) {
        this.correlator = new Correlator(SAME_ERROR, sectorsPerBlock);
    }

    public void accept(KernelLog.Entry entry, Consumer<Verdict> out) {
        if (entry instanceof KernelLog.Logged record) {
            record.text().lines().forEach(line -> format.accept(line, message -> accept(message, out)));
            format.finish(message -> accept(message, out));
        } else if (entry instanceof KernelLog.Overrun overrun) {
            String evidence =
                    overrun.missed() + " records of the kernel log were overwritten before they could be read";
            out.accept(new Verdict(Verdict.Kind.LOST, null, null, null, null, now, List.of(evidence)));
        }
    }

    /** Nothing was logged for {@code silence}: hands over what has waited long enough for more. */
    public void quiet(Duration silence, Consumer<Verdict> out) {
        if (!now.equals(Stamp.NONE)) {
            now = now.plus(silence);
            correlator.flush(now, out);
        }
    }

    private void accept(LogLine message, Consumer<Verdict> out) {
        now = message.time();
        correlator.accept(message, out);
    }
}
