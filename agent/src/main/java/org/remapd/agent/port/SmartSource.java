package org.remapd.agent.port;

import java.nio.file.Path;

/** Asks disks what they know of themselves, never waking one that sleeps. */
public interface SmartSource {

    /**
     * What {@code disk} says, within a bounded time. That there is no tool, no answer or no end of it is a value.
     *
     * @param disk its device node, such as {@code /dev/sdb}
     */
    Answer ask(Path disk);

    /** What came of asking. */
    sealed interface Answer permits Printed, Unanswered {}

    /** What {@code smartctl --json} printed, whole or not. */
    record Printed(String json) implements Answer {}

    /** Nothing was printed that could be looked at. */
    record Unanswered(String reason) implements Answer {}
}
