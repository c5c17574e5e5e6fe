package org.remapd.daemon;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.remapd.agent.port.Clock;
import org.remapd.agent.sensor.smart.DriveIdentity;
import org.remapd.agent.sensor.smart.DriveStory;
import org.remapd.agent.sensor.smart.SmartHistory;
import org.remapd.agent.sensor.smart.SmartLevels;
import org.remapd.agent.sensor.smart.SmartReading;
import org.remapd.agent.sensor.smart.SmartReport;
import org.remapd.agent.sensor.smart.SmartTrend.KnownBad;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What drives counted when they were last heard, kept for the next daemon: what rises while there is none is told, too. Any thread. Only
 * {@link #tend} touches the file, which may lie on a disk that hangs, or one that this very daemon heals.
 */
final class DriveMemory {

    private static final Logger LOG = LoggerFactory.getLogger(DriveMemory.class);

    /** The daemon starts before file systems are mounted. One that is not by then, or hangs, is not waited for. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** So many drives are remembered; those that were not heard for longest are forgotten. */
    static final int MOST = 64;

    /** No drive's, but some bridge's. */
    private static final int MOST_LETTERS = 256;

    private final DriveMemoryFile file;
    private final Clock clock;
    private final long begun;

    /** What an earlier daemon left. */
    private Map<DriveIdentity, SmartHistory> left = Map.of();

    /** What is left to the next; the drive that was heard last at the end. */
    private final Map<DriveIdentity, SmartHistory> drives = new LinkedHashMap<>();

    private boolean read;
    private boolean changed;
    private boolean failed;

    /** Whether there is a file, and one that this daemon may change. */
    private boolean ours = true;

    /** Nothing is read so far. */
    DriveMemory(DriveMemoryFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.begun = clock.nanos();
    }

    /** Whether what an earlier daemon left is known, or has been waited for long enough. Before that nobody should be heard. */
    boolean ready() {
        return isRead() || isPatienceOver();
    }

    private synchronized boolean isRead() {
        return read;
    }

    private boolean isPatienceOver() {
        return clock.nanos() - begun >= PATIENCE.toNanos();
    }

    /** The same as {@link DriveStory#hear}, with what an earlier daemon left of the drive; and remembers what it says now. */
    DriveStory.News hear(DriveStory story, SmartReading reading, Optional<String> mismatch, KnownBad known) {
        SmartLevels before = SmartLevels.UNKNOWN;
        if (reading instanceof SmartReading.Report answer
                && isTold(answer.report().drive())) {
            before = remember(answer.report());
        }
        return story.hear(reading, before, mismatch, known);
    }

    private static boolean isTold(DriveIdentity drive) {
        return drive.isUnique() && drive.toString().length() <= MOST_LETTERS;
    }

    private synchronized SmartLevels remember(SmartReport report) {
        DriveIdentity drive = report.drive();
        SmartHistory before = history(drive);
        SmartHistory now = before.with(clock.now(), report.levels());
        changed |= failed || !now.equals(before);
        put(drive, now);
        return left.getOrDefault(drive, SmartHistory.NONE).levels();
    }

    /** How it has come to what it counts. */
    synchronized SmartHistory history(DriveIdentity drive) {
        return drives.getOrDefault(drive, SmartHistory.NONE);
    }

    private void put(DriveIdentity drive, SmartHistory now) {
        drives.remove(drive);
        drives.put(drive, now);
        for (Iterator<DriveIdentity> oldest = drives.keySet().iterator(); drives.size() > MOST; ) {
            oldest.next();
            oldest.remove();
        }
    }

    /** Reads what an earlier daemon left, later on writes what has changed; to be called now and then, by one thread. */
    void tend() {
        if (isRead()) {
            save();
        } else if (file.hasPlace()) {
            begin(read());
        } else if (isPatienceOver()) {
            ours = false;
            LOG.info("what drives count is not kept for the next daemon: there is no directory for {}", file.file());
            begin(Map.of());
        }
    }

    private synchronized void begin(Map<DriveIdentity, SmartHistory> found) {
        Map<DriveIdentity, SmartHistory> heard = new LinkedHashMap<>(drives);
        drives.clear();
        found.forEach(this::put);
        // Of one that was heard before its history was: where that goes on.
        heard.forEach((drive, now) -> put(drive, now.after(found.getOrDefault(drive, SmartHistory.NONE))));
        left = found;
        read = true;
    }

    private Map<DriveIdentity, SmartHistory> read() {
        try {
            return file.read();
        } catch (VersionedFile.NewerException e) {
            ours = false;
            LOG.warn("what drives counted before is not known, nor kept for the next daemon: {}", e.getMessage());
        } catch (VersionedFile.CorruptException e) {
            LOG.warn("what drives counted before is not known: {}", e.getMessage());
        } catch (IOException e) {
            LOG.warn("what drives counted before is not known: {}", e.toString());
        }
        return Map.of();
    }

    private void save() {
        Map<DriveIdentity, SmartHistory> now = changes();
        if (now.isEmpty() || !ours) {
            return;
        }
        try {
            file.write(now);
            noteFailure(false);
        } catch (IOException e) {
            if (!noteFailure(true)) {
                LOG.warn("what drives count is not kept for the next daemon, so far: {}", e.toString());
            }
        }
    }

    /** All, if anything has changed since this was asked. */
    private synchronized Map<DriveIdentity, SmartHistory> changes() {
        Map<DriveIdentity, SmartHistory> all = changed ? new LinkedHashMap<>(drives) : Map.of();
        changed = false;
        return all;
    }

    /** What has failed is tried again when a drive is heard again. Whether it had failed before. */
    private synchronized boolean noteFailure(boolean now) {
        boolean before = failed;
        failed = now;
        return before;
    }
}
