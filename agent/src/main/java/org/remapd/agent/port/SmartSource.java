package org.remapd.agent.port;

import java.nio.file.Path;

/** Asks disks what they know of themselves, never waking one that sleeps. */
public interface SmartSource {

    /** What a disk can be asked. */
    enum Request {
        /** For all that it tells of itself, as JSON. */
        REPORT,
        /** For the same without its lists of defects, which the JSON of smartctl 7.3 cannot hold. */
        REPORT_BUT_DEFECTS,
        /** For its logs, as plain text: what a person reads, and in old versions more than the JSON tells. */
        LOGS_AS_TEXT,
        /** To test itself from end to end; the answer, as plain text, comes at once. */
        SELF_TEST
    }

    /**
     * What {@code disk} says, within a bounded time. That there is no tool, no answer or no end of it is a value.
     *
     * @param disk its device node, such as {@code /dev/sdb}
     */
    Answer ask(Path disk, Request request);

    /** What came of asking. */
    sealed interface Answer permits Printed, Unanswered {}

    /** What smartctl printed, whole or not. */
    record Printed(String text) implements Answer {}

    /**
     * Nothing was printed that could be looked at.
     *
     * @param reason the same words for the same trouble
     * @param detail what else there is to say of it this time
     */
    record Unanswered(String reason, String detail) implements Answer {}
}
