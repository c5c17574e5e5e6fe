package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.port.BlockErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the requests to disks that fail, and hands those that may be bad sectors to the devices on them. One thread, its own. */
final class BlockErrorWatch {

    private static final Logger LOG = LoggerFactory.getLogger(BlockErrorWatch.class);
    private static final Duration SILENCE = Duration.ofMillis(500);

    private final BlockErrors errors;
    private final Fleet fleet;
    private volatile boolean following = true;
    private volatile boolean closing;

    BlockErrorWatch(BlockErrors errors, Fleet fleet) {
        this.errors = errors;
        this.fleet = fleet;
    }

    void run() {
        try (errors) {
            while (!closing) {
                for (BlockErrors.Entry entry : errors.poll(SILENCE)) {
                    take(entry);
                }
            }
        } catch (IOException e) {
            sayThatOnlyTheLogTells(e);
        } finally {
            following = false;
        }
    }

    /** What is said when there is nothing to follow. */
    static void sayThatOnlyTheLogTells(IOException why) {
        LOG.info(
                "of errors only the kernel's log tells, which leaves some out when there are many: {}",
                why.getMessage());
    }

    /** Whether each error comes this way, whatever the log leaves out. Any thread. */
    boolean following() {
        return following;
    }

    void close() {
        closing = true;
    }

    private void take(BlockErrors.Entry entry) {
        if (entry instanceof BlockErrors.Failed failed) {
            if (failed.error().mayBeMedium()) {
                tell(failed);
            }
        } else if (entry instanceof BlockErrors.Missed) {
            fleet.lookAround("the kernel had more than could be followed");
        }
    }

    /** A path of an NVMe drive that has several has a number, and no name that belongs to it. */
    private void tell(BlockErrors.Failed failed) {
        boolean known = fleet.hint(
                failed.disk(),
                failed.where(),
                ours -> new Observation.BlockFailed(ours, failed.write(), failed.error()));
        if (!known) {
            fleet.lookAround("there was one of a disk that has no name, " + failed.disk());
        }
    }
}
