package org.remapd.agent.sensor.kernellog;

import java.util.Map;

/**
 * One message of the kernel, freed of what the log's format put around it.
 *
 * @param time when it was logged, {@link Stamp#NONE} if the format does not say
 * @param facility the syslog facility, 0 being the kernel; {@link #UNKNOWN} if the format does not say
 * @param priority the syslog severity, 0 to 7, or {@link #UNKNOWN}
 * @param text the message; a record of several lines keeps its newlines
 * @param properties the record's properties, such as {@code SUBSYSTEM=scsi}, {@code DEVICE=+scsi:8:0:0:0}
 * @param raw the line as it was found, to be shown as evidence; of journal entries the message alone
 */
public record LogLine(Stamp time, int facility, int priority, String text, Map<String, String> properties, String raw) {

    public static final int UNKNOWN = -1;

    /** Whether it may come from the kernel: what user space writes to /dev/kmsg carries another facility. */
    boolean mayBeKernel() {
        return facility == 0 || facility == UNKNOWN;
    }
}
