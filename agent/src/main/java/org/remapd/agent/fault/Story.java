package org.remapd.agent.fault;

import java.time.Instant;
import java.util.List;

/** What is known to have happened to one unit, oldest first. */
public record Story(List<Entry> entries) {

    public Story {
        entries = List.copyOf(entries);
    }

    /**
     * An event.
     *
     * @param number rises from each event of the device's to the next
     */
    public record Entry(long number, Instant when, StoryEvent event) {}
}
