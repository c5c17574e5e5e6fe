package org.remapd.agent.fault;

/**
 * Whose word it is that a place is bad, the most trusted first. It decides what is looked at next, and which of several hints is kept as
 * a fault's cause. Nobody is believed for it: only an own read that fails, or a write that fails again and again, confirms anything.
 */
public enum Trust {
    /** The target saw a write fail: the one thing that no read can refute. */
    FAILED_WRITE("failed-write"),
    /** Our own read failed, as a scrub's does. */
    OWN_READ("own-read"),
    /** The target saw a read fail. */
    FAILED_READ("failed-read"),
    /** It lies next to a block that was found bad: a scratch, or a page of flash, is seldom as small as one block. */
    NEIGHBOUR("neighbour"),
    /** The tracepoint block:block_rq_error, which leaves nothing out and says how long the request was. */
    TRACEPOINT("tracepoint"),
    /** The drive's list of what it could not read. */
    PENDING_DEFECTS("pending-defects"),
    /** The drive's log of commands that failed. */
    ERROR_LOG("error-log"),
    /** The drive's own scan. */
    BACKGROUND_SCAN("background-scan"),
    /** Where a self-test of the drive gave up. */
    SELF_TEST("self-test"),
    /** The kernel's log, with the command or the drive's sense data: all sectors in question. */
    KERNEL_LOG_COMMAND("kernel-log-command"),
    /** One line of the kernel's log: a sector that is often only where the request began. */
    KERNEL_LOG_SECTOR("kernel-log-sector"),
    /** A list that another program wrote at some time, and somebody had read in. */
    LISTED("listed"),
    /** It is near to places that were named, at a time when errors went unseen. */
    NEAR_ERRORS("near-errors"),
    /** What an earlier daemon left on record, in whose time it was trusted for what is not known any more. */
    ON_RECORD("on-record"),
    /** Somebody wants it moved: no hint at all. */
    BY_HAND("by-hand");

    private final String label;

    Trust(String label) {
        this.label = label;
    }

    /** The {@code source} of a hint in {@code remapd explain --json}. */
    public String label() {
        return label;
    }
}
