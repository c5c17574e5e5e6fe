package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the scrub of a device is, kept so that it can go on: a few times a second in a file in memory, which survives the daemon, and now and
 * then on the disk, which survives a reboot and goes to another machine with it. Any thread.
 */
final class ScrubMemory {

    private static final Logger LOG = LoggerFactory.getLogger(ScrubMemory.class);

    /** A disk that nobody writes to is written to no more often than this. */
    private static final Duration DISK_EVERY = Duration.ofSeconds(30);

    /** How the file takes it. */
    private interface Keeping {
        void keep(ScrubFile file, ScrubNote.Underway now) throws IOException;
    }

    private final WatchedDevice device;
    private final ScrubFile file;
    private final Clock clock;
    private @Nullable ScrubCheckpoint filed;
    private long noted;
    private boolean said;

    ScrubMemory(WatchedDevice device, ScrubFile file, Clock clock) {
        this.device = device;
        this.file = file;
        this.clock = clock;
        this.noted = clock.nanos();
    }

    /** The scrub that is on its way, as far as is known; empty if there is none. */
    Optional<ScrubNote.Underway> underway() {
        Optional<ScrubNote.Underway> onDisk = device.status().scrub().underway();
        return onDisk.map(
                noted -> filed().filter(filed -> isLater(filed, noted)).orElse(noted));
    }

    private Optional<ScrubNote.Underway> filed() {
        try {
            return file.read();
        } catch (IOException e) {
            LOG.warn("{}: the scrub goes on from what is on the disk: {}", device.name(), e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isLater(ScrubNote.Underway filed, ScrubNote.Underway noted) {
        return filed.started().getEpochSecond() == noted.started().getEpochSecond()
                && filed.busy().compareTo(noted.busy()) > 0;
    }

    /** It is as far as this; kept if it is time. */
    synchronized void passing(ScrubNote.Underway now) {
        if (!now.at().equals(filed)) {
            keepInFile(now, ScrubFile::update);
        }
        if (clock.nanos() - noted > DISK_EVERY.toNanos()) {
            keepOnDisk(now);
        }
    }

    /** It is as far as this; kept in any case. */
    synchronized void keep(ScrubNote.Underway now) {
        keepInFile(now, ScrubFile::write);
        keepOnDisk(now);
    }

    /** It came to its end. */
    synchronized void finished(Instant started, long unreadable, long unexamined) {
        ScrubNote.Finished end = new ScrubNote.Finished(started, clock.now(), unreadable, unexamined);
        record(device.status().scrub().and(end));
        forgetFile();
    }

    /** Nobody wants it to go on. */
    synchronized void forget() {
        record(device.status().scrub().without());
        forgetFile();
    }

    private void keepOnDisk(ScrubNote.Underway now) {
        noted = clock.nanos();
        record(device.status().scrub().with(now));
    }

    private void record(ScrubNote note) {
        if (!device.note(note)) {
            LOG.info("{}: too busy to note how the scrub does", device.name());
        }
    }

    private void keepInFile(ScrubNote.Underway now, Keeping how) {
        try {
            how.keep(file, now);
            filed = now.at();
        } catch (IOException e) {
            complain(e);
        }
    }

    private void forgetFile() {
        try {
            file.delete();
        } catch (IOException e) {
            complain(e);
        }
    }

    private void complain(IOException e) {
        if (!said) {
            LOG.warn("{}: after a restart some of the disk may be read again: {}", device.name(), e.toString());
        }
        said = true;
    }
}
