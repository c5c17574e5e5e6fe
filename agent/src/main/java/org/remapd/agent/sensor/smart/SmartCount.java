package org.remapd.agent.sensor.smart;

import java.util.Locale;

/** What drives count. The counts only grow, but for those of sectors that were healed; what matters is that they rise. */
public enum SmartCount {
    /** ATA attribute 5, or device statistics 3/0x020: sectors replaced by the drive's own spares. */
    REALLOCATED("reallocated sectors", Of.PLACES),
    /** ATA attribute 196. */
    REALLOCATION_EVENTS("reallocation events", Of.PLACES),
    /** ATA attribute 197, or device statistics 3/0x038: sectors unreadable until they are written. */
    PENDING("pending sectors", Of.PLACES),
    /** ATA attribute 198: sectors that the drive's own scan could not read. */
    OFFLINE_UNCORRECTABLE("offline uncorrectable sectors", Of.PLACES),
    /** ATA attribute 187, or device statistics 4/0x008: errors told to the host. */
    REPORTED_UNCORRECTABLE("reported uncorrectable errors", Of.FAILURES),
    /** ATA attribute 199: the cable, not the medium. */
    CABLE_ERRORS("cable errors", Of.THE_CABLE),
    /** NVMe: unrecovered data integrity errors. */
    MEDIA_ERRORS("media errors", Of.FAILURES),
    /** SCSI: elements of the grown defect list. */
    GROWN_DEFECTS("grown defects", Of.PLACES),
    /** SCSI error counter log, reads, writes and verifies together. */
    UNCORRECTED_ERRORS("uncorrected errors", Of.FAILURES);

    /** What one of them is. */
    enum Of {
        /** A bad sector. */
        PLACES,
        /** A command that failed for the medium; each try to read the same sector again is one. */
        FAILURES,
        /** A transfer that was disturbed. */
        THE_CABLE
    }

    private final String words;
    private final Of what;

    SmartCount(String words, Of what) {
        this.words = words;
        this.what = what;
    }

    /** For people: {@code 3 pending sectors}. */
    public String words() {
        return words;
    }

    /** For programs: {@code pending_sectors}. */
    public String label() {
        return words.replace(' ', '_').toLowerCase(Locale.ROOT);
    }

    Of what() {
        return what;
    }
}
