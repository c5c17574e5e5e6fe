package org.remapd.agent.sensor.smart;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.smart.SmartReport.Source;
import org.remapd.agent.sensor.smart.SmartReport.Warning;

/**
 * Logs of a SCSI drive as smartctl prints them for people (scsiprint.cpp): the error counters, the pending defects, of which the JSON
 * of 7.3 breaks, and the self-tests, which it lacked before. All other lines are passed over.
 *
 * <pre>{@code
 *            fast | delayed   rewrites  corrected  invocations   [10^9 bytes]  errors
 * read:          0       10        20        30         40        123.457          12
 *
 *   Pending defect count:2 Pending Defects: index, LBA and accumulated_power_on_hours follow
 *      1:  0x960             ,  31000
 *
 * Num  Test              Status                 segment  LifeTime  LBA_first_err [SK ASC ASQ]
 *      Description                              number   (hours)
 * # 1  Background long   Failed in segment -->       3   31230              5005 [0x3 0x11 0x0]
 * }</pre>
 */
final class ScsiText {

    private static final Pattern ERROR_COUNTERS = Pattern.compile("(?:read|write|verify): .* (\\d{1,18})");
    private static final Pattern PENDING_COUNT = Pattern.compile(" *Pending defect count: ?(\\d{1,10}) .*");
    private static final Pattern PENDING = Pattern.compile(" *\\d+: +0x([0-9a-f]{1,16}) *, *(\\d{1,10})");
    private static final Pattern SELF_TEST =
            Pattern.compile("# ?\\d+ +(\\S.*?) +(\\d{1,10}|NOW) +(\\d{1,20}|-) \\[(?:0x)?([0-9a-f]|-) .*");
    private static final Pattern PASSED_LONG_TEST = Pattern.compile("\\S+ long +Completed +-");
    private static final long NOT_SAID = -1;

    private final Findings findings;
    private long uncorrected = NOT_SAID;
    private long pending = NOT_SAID;
    private long named;
    private boolean passed;

    private ScsiText(Findings findings) {
        this.findings = findings;
    }

    static void gather(String text, Findings findings) {
        ScsiText logs = new ScsiText(findings);
        text.lines().filter(line -> line.length() <= NvmeText.LONGEST_LINE).forEach(logs::take);
        findings.count(SmartCount.UNCORRECTED_ERRORS, said(logs.uncorrected));
        findings.count(SmartCount.PENDING, said(logs.pending));
        findings.warnIf(logs.pending > logs.named, Warning.DEFECTS_NOT_ALL_NAMED);
    }

    private static @Nullable Long said(long number) {
        return number == NOT_SAID ? null : (Long) number;
    }

    private void take(String line) {
        Matcher counters = ERROR_COUNTERS.matcher(line);
        Matcher count = PENDING_COUNT.matcher(line);
        Matcher defect = PENDING.matcher(line);
        Matcher test = SELF_TEST.matcher(line);
        if (counters.matches()) {
            uncorrected = Math.max(uncorrected, 0) + Long.parseLong(counters.group(1));
        } else if (count.matches()) {
            pending = Long.parseLong(count.group(1));
        } else if (defect.matches() && pending != NOT_SAID) {
            named++;
            Long block = Json.wholeNumber(defect.group(1), 16);
            findings.bad(block, Source.PENDING_DEFECTS, Json.wholeNumber(defect.group(2), 10));
        } else if (test.matches()) {
            selfTest(test);
        }
    }

    /** Newest first. What failed before a long test that passed has been healed since. */
    private void selfTest(Matcher test) {
        passed |= PASSED_LONG_TEST.matcher(test.group(1)).matches();
        if (!passed && Long.valueOf(ScsiLogs.MEDIUM_ERROR).equals(Json.wholeNumber(test.group(4), 16))) {
            Long when = Json.wholeNumber(test.group(2), 10);
            findings.bad(Json.wholeNumber(test.group(3), 10), Source.SELF_TEST, when);
        }
    }
}
