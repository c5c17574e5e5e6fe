package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.sensor.target.TargetEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wakes the devices when their targets may hold I/O that failed. One thread, its own. */
final class TargetWatch {

    private static final Logger LOG = LoggerFactory.getLogger(TargetWatch.class);
    private static final Duration SILENCE = Duration.ofMillis(500);

    private final TargetEvents events;
    private final Fleet fleet;
    private volatile boolean closing;

    TargetWatch(TargetEvents events, Fleet fleet) {
        this.events = events;
        this.fleet = fleet;
    }

    /** An event that comes while the devices are woken is not missed: it is armed for before. */
    void run() {
        try (events) {
            while (!closing) {
                events.arm();
                fleet.slots().forEach(slot -> slot.device().ifPresent(WatchedDevice::look));
                while (!closing && !events.await(SILENCE)) {
                    // Nothing happened.
                }
            }
        } catch (IOException e) {
            sayThatEventsAreMissing(e);
        }
    }

    /** What is said when there is nothing to wait for. */
    static void sayThatEventsAreMissing(IOException why) {
        LOG.warn("no events of the device mapper: I/O that failed is looked after every few seconds only", why);
    }

    void close() {
        closing = true;
    }
}
