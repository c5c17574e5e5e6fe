package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.WatchedDevice;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the scrub of a device is, kept so that it can go on: many times a second in a file in memory, which survives the daemon, and now and
 * then on the disk, which survives a reboot and goes to another machine with it. Any thread.
 */
final class ScrubMemory {

    private static final Logger LOG = LoggerFactory.getLogger(ScrubMemory.class);

    /** A disk that nobody writes to is written to no more often than this. */
    private static final Duration DISK_EVERY = Duration.ofSeconds(30);

    /** While there is something that the device has not dealt with: to leave thousands of places out fifty times a second costs too much. */
    private static final Duration FILE_EVERY = Duration.ofSeconds(1);

    /** So often it is asked whether to go on, while there is no room for a note. */
    private static final Duration ROOM_LIMIT = Duration.ofSeconds(1);

    /** What is on record of the scrubs of the device. */
    interface Records {

        ScrubNote noted();

        /** Has it recorded, some time after all that was found before; false, and at once, if there is no room for that. */
        boolean note(ScrubNote note);

        /** The same, but it waits for room. */
        boolean note(ScrubNote note, Duration limit) throws InterruptedException;
    }

    /** How the file takes it. */
    private interface Keeping {
        void keep(ScrubFile file, ScrubNote.Underway now) throws IOException;
    }

    private final String device;
    private final Records records;
    private final ScrubFile file;
    private final Clock clock;
    private ScrubNote.@Nullable Underway filed;
    private long filedAt;
    private ScrubNote.@Nullable Underway noted;
    private long notedAt;
    private boolean over;
    private boolean said;

    ScrubMemory(WatchedDevice device, ScrubFile file, Clock clock) {
        this(device.name(), new OfDevice(device), file, clock);
    }

    ScrubMemory(String device, Records records, ScrubFile file, Clock clock) {
        this.device = device;
        this.records = records;
        this.file = file;
        this.clock = clock;
        this.notedAt = clock.nanos();
        this.filedAt = clock.nanos() - FILE_EVERY.toNanos();
    }

    private record OfDevice(WatchedDevice device) implements Records {

        @Override
        public ScrubNote noted() {
            return device.status().scrub();
        }

        @Override
        public boolean note(ScrubNote note) {
            return device.note(note);
        }

        @Override
        public boolean note(ScrubNote note, Duration limit) throws InterruptedException {
            return device.note(note, limit);
        }
    }

    /** The scrub that is on its way, as far as is known; empty if there is none. */
    Optional<ScrubNote.Underway> underway() {
        Optional<ScrubNote.Underway> onDisk = records.noted().underway();
        return onDisk.map(
                noted -> filed().filter(filed -> isLater(filed, noted)).orElse(noted));
    }

    private Optional<ScrubNote.Underway> filed() {
        try {
            return file.read();
        } catch (IOException e) {
            LOG.warn("{}: the scrub goes on from what is on the disk: {}", device, e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isLater(ScrubNote.Underway filed, ScrubNote.Underway noted) {
        return filed.started().getEpochSecond() == noted.started().getEpochSecond()
                && filed.busy().compareTo(noted.busy()) > 0;
    }

    /**
     * It is as far as this, but for what the device has not dealt with; kept if it is time, and if it is any further: a scrub that stands still
     * writes nothing.
     */
    synchronized void passing(ScrubNote.Underway now, Undealt undealt) {
        if (over) {
            return;
        }
        if (!now.equals(filed) && (undealt.isEmpty() || clock.nanos() - filedAt > FILE_EVERY.toNanos())) {
            keepInFile(now.butFor(undealt.places()), ScrubFile::update);
        }
        if (!now.equals(noted) && clock.nanos() - notedAt > DISK_EVERY.toNanos()) {
            keepOnDisk(now.butFor(undealt.places()));
        }
    }

    /** It is as far as this; kept at once. */
    synchronized void keep(ScrubNote.Underway now, Undealt undealt) {
        if (!over) {
            ScrubNote.Underway safe = now.butFor(undealt.places());
            keepInFile(safe, ScrubFile::write);
            if (!safe.equals(noted)) {
                keepOnDisk(safe);
            }
        }
    }

    /** It came to its end, and nothing more is kept of how far it is. Waits for room to have that noted, for as long as it is to go on. */
    void finished(Instant started, long unreadable, long unexamined, BooleanSupplier goOn) throws InterruptedException {
        ScrubNote.Finished end = new ScrubNote.Finished(started, clock.now(), unreadable, unexamined);
        end(noted -> noted.and(end), goOn);
    }

    /** Nobody wants it to go on; else the same. False if there was no room. */
    boolean forget(BooleanSupplier goOn) throws InterruptedException {
        return end(ScrubNote::without, goOn);
    }

    /** Whatever comes of it now, another one's memory is not to be touched. */
    synchronized void letGo() {
        over = true;
    }

    private boolean end(UnaryOperator<ScrubNote> end, BooleanSupplier goOn) throws InterruptedException {
        letGo();
        boolean taken = records.note(end.apply(records.noted()));
        while (!taken && goOn.getAsBoolean()) {
            taken = records.note(end.apply(records.noted()), ROOM_LIMIT);
        }
        if (taken) {
            forgetFile();
        } else {
            LOG.warn("{}: too busy to note that the scrub is over: it goes on after a restart", device);
        }
        return taken;
    }

    private void keepOnDisk(ScrubNote.Underway now) {
        notedAt = clock.nanos();
        if (records.note(records.noted().with(now))) {
            noted = now;
        } else {
            LOG.info("{}: too busy to note how the scrub does", device);
        }
    }

    private void keepInFile(ScrubNote.Underway now, Keeping how) {
        filedAt = clock.nanos();
        try {
            how.keep(file, now);
            filed = now;
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
            LOG.warn("{}: after a restart some of the disk may be read again: {}", device, e.toString());
        }
        said = true;
    }
}
