package org.remapd.daemon.alert;

import java.time.Instant;
import java.util.List;
import org.remapd.agent.fault.Severity;

/**
 * What somebody was told of a matter.
 *
 * @param when         for the last time
 * @param as           the most severe so far
 * @param times        how often, since it was last recalled
 * @param reminders    how many of the last of these were reminders
 * @param messages     what was told last, the first of it
 * @param lasting      whether it was so when somebody looked last
 * @param acknowledged whether nobody is to be reminded
 */
public record Told(
        Matter matter,
        Instant when,
        Severity as,
        int times,
        int reminders,
        List<String> messages,
        boolean lasting,
        boolean acknowledged) {

    public Told {
        messages = List.copyOf(messages);
    }
}
