package org.remapd.agent.sensor.smart;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The error log of an NVMe drive as smartctl prints it for people (print_error_log in its nvmeprint.cpp): before 7.4 its JSON has
 * none. All other lines are passed over.
 *
 * <pre>{@code
 * Num   ErrCount  SQId   CmdId  Status  PELoc          LBA  NSID    VS
 *   0         62     1  0x0012  0xc502      -            0     1     -
 * }</pre>
 */
final class NvmeText {

    /** Far longer than any of the log. */
    static final int LONGEST_LINE = 200;

    private static final String NUMBER = "(\\d{1,20}|-)";
    private static final Pattern ERROR = Pattern.compile(" *\\d+ +" + NUMBER + " +\\S+ +\\S+ +0x([0-9a-f]{1,4}) +\\S+ +"
            + NUMBER + " +" + NUMBER + " +\\S+(?: .*)?");

    private NvmeText() {}

    static void gather(String text, NvmeLogs logs) {
        text.lines()
                .filter(line -> line.length() <= LONGEST_LINE)
                .map(ERROR::matcher)
                .filter(Matcher::matches)
                .forEach(row -> error(row, logs));
    }

    /** The lowest bit of what is printed is the phase tag, and not part of the status. */
    private static void error(Matcher row, NvmeLogs logs) {
        long status = Long.parseLong(row.group(2), 16) >> 1;
        logs.error(
                Json.wholeNumber(row.group(1), 10),
                status >> 8 & 7,
                status & 0xff,
                Json.wholeNumber(row.group(3), 10),
                Json.wholeNumber(row.group(4), 10));
    }
}
