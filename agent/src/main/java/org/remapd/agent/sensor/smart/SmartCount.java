package org.remapd.agent.sensor.smart;

/** What drives count. The counts only grow, but for those of sectors that were healed; what matters is that they rise. */
public enum SmartCount {
    /** ATA attribute 5, or device statistics 3/0x020: sectors replaced by the drive's own spares. */
    REALLOCATED("reallocated sectors", true),
    /** ATA attribute 196. */
    REALLOCATION_EVENTS("reallocation events", true),
    /** ATA attribute 197, or device statistics 3/0x038: sectors unreadable until they are written. */
    PENDING("pending sectors", true),
    /** ATA attribute 198: sectors that the drive's own scan could not read. */
    OFFLINE_UNCORRECTABLE("offline uncorrectable sectors", true),
    /** ATA attribute 187, or device statistics 4/0x008: errors told to the host. */
    REPORTED_UNCORRECTABLE("reported uncorrectable errors", true),
    /** ATA attribute 199: the cable, not the medium. */
    CABLE_ERRORS("cable errors", false),
    /** NVMe: unrecovered data integrity errors. */
    MEDIA_ERRORS("media errors", true),
    /** SCSI: elements of the grown defect list. */
    GROWN_DEFECTS("grown defects", true),
    /** SCSI error counter log, reads, writes and verifies together. */
    UNCORRECTED_ERRORS("uncorrected errors", true);

    private final String words;
    private final boolean medium;

    SmartCount(String words, boolean medium) {
        this.words = words;
        this.medium = medium;
    }

    /** For people: {@code 3 pending sectors}. */
    public String words() {
        return words;
    }

    /** Whether its rising says that the medium has got worse. */
    public boolean isOfMedium() {
        return medium;
    }
}
