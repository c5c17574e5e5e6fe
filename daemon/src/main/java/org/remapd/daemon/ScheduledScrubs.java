package org.remapd.daemon;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the scheduler runs when a scrub is due. */
final class ScheduledScrubs {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduledScrubs.class);

    private final Fleet fleet;

    ScheduledScrubs(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Scrubs the device and returns when that is done. */
    void scrub(String name) {
        fleet.slot(name).ifPresent(slot -> {
            try {
                slot.beginScrub(Optional.empty()).ifPresent(DeviceScrub::run);
            } catch (IOException e) {
                LOG.warn("{}: no scrub this time: {}", name, e.getMessage());
            }
        });
    }
}
