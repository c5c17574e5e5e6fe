package org.remapd.daemon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.remapd.agent.DeviceStatus;
import org.remapd.agent.fault.Fault;

/** What a scrub that was waited for has to say at its end, in words. */
final class ScrubSummary {

    private ScrubSummary() {}

    static List<String> lines(String device, ScrubAccount account, Optional<DeviceStatus> status) {
        List<String> lines = new ArrayList<>();
        lines.add(device + ": " + account.words());
        status.ifPresent(now -> {
            Instant began = account.first().started();
            lines.addAll(faults(now, fault -> !fault.since().isBefore(began)));
            now.elsewhere()
                    .forEach(bad -> lines.add(
                            "  disk sector " + bad.where() + " of " + bad.disk() + ": unreadable, " + bad.what()));
            List<String> known =
                    faults(now, fault -> fault.open() && fault.since().isBefore(began));
            if (!known.isEmpty()) {
                // Of units that are on spares the bad sectors are not read: they are not among those that were counted.
                lines.add("  known before:");
                lines.addAll(known);
            }
        });
        return lines;
    }

    private static List<String> faults(DeviceStatus status, Predicate<Fault> which) {
        return status.faults().stream().filter(which).map(ScrubSummary::line).toList();
    }

    private static String line(Fault fault) {
        String lost = fault.lost().isEmpty()
                ? ""
                : "; lost sectors "
                        + fault.lost().in(fault.unit()).stream()
                                .map(Object::toString)
                                .collect(Collectors.joining(" "));
        return "  sector " + fault.unit() + " (disk sector " + fault.onDisk() + "): "
                + fault.state().label() + ", " + fault.reason() + lost;
    }
}
