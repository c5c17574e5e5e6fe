package org.remapd.daemon.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.remapd.agent.fault.Severity;

/**
 * What somebody is told in one message: alerts of one kind, of one device, that came close together; or that what was told is still so.
 *
 * @param matter   what it is about
 * @param severity that of the worst of them
 * @param since    when the first of them was raised
 * @param count    how many there are; 0 for a reminder
 * @param messages the first of them, in words; of a reminder the last that was told
 * @param fields   those of the last one, as in the journal
 * @param reminder the how-many-eth reminder it is; 0 for news
 */
public record Notice(
        Matter matter,
        Severity severity,
        Instant since,
        int count,
        List<String> messages,
        Map<String, String> fields,
        int reminder) {

    public Notice {
        messages = List.copyOf(messages);
        fields = Map.copyOf(fields);
    }
}
