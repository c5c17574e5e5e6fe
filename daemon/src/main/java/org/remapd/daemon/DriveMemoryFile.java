package org.remapd.daemon;

import static org.remapd.daemon.VersionedFile.require;
import static org.remapd.daemon.VersionedFile.required;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.smart.DriveIdentity;
import org.remapd.agent.sensor.smart.SmartCount;
import org.remapd.agent.sensor.smart.SmartHistory;
import org.remapd.agent.sensor.smart.SmartLevels;

/**
 * A file with what drives counted when they were last heard, and how that changed, the one that was heard last at the end:
 *
 * <pre>
 * {"version": 1, "drives": [
 *   {"model": TEXT, "serial": TEXT, "wwn": TEXT, "counts": {"pending_sectors": NUMBER, ...},
 *    "wear_percent": NUMBER, "spare_percent": NUMBER,
 *    "changes": [{"since": TIME, "what": "pending_sectors", "count": NUMBER}, ...]}, ...]}
 * </pre>
 *
 * What a drive does not say is left out; the counts are called as {@link SmartCount#label} says, and one that is not known here is
 * passed over.
 */
record DriveMemoryFile(Path file) {

    /** Where the unit lets the daemon write. */
    static final Path STANDARD = Path.of("/var/lib/remapd/drives");

    static final int VERSION = 1;

    private record Text(int version, @Nullable List<@Nullable Entry> drives) {}

    private record Entry(
            @Nullable String model,
            @Nullable String serial,
            @Nullable String wwn,
            @Nullable Map<String, @Nullable Long> counts,
            @Nullable Integer wearPercent,
            @Nullable Integer sparePercent,
            @Nullable List<@Nullable Change> changes) {}

    private record Change(
            @Nullable String since,
            @Nullable String what,
            @Nullable Long count) {}

    private VersionedFile versioned() {
        return new VersionedFile(file, VERSION, "what drives have counted");
    }

    /** Whether there is a directory for it, which may lie on a file system that is not mounted yet. */
    boolean hasPlace() {
        return versioned().hasPlace();
    }

    /** None if there is no such file. */
    Map<DriveIdentity, SmartHistory> read() throws IOException {
        return versioned().read(Text.class, DriveMemoryFile::drives).orElse(Map.of());
    }

    private static Map<DriveIdentity, SmartHistory> drives(Text text) {
        Map<DriveIdentity, SmartHistory> drives = new LinkedHashMap<>();
        for (Entry entry : required(text.drives, "drives")) {
            Entry drive = required(entry, "a drive");
            drives.put(
                    new DriveIdentity(drive.model, drive.serial, drive.wwn),
                    new SmartHistory(levels(drive), changes(drive)));
        }
        return drives;
    }

    private static SmartLevels levels(Entry drive) {
        Map<String, @Nullable Long> told = required(drive.counts, "counts");
        Map<SmartCount, Long> counts = new EnumMap<>(SmartCount.class);
        for (SmartCount count : SmartCount.values()) {
            if (told.containsKey(count.label())) {
                long number = required(told.get(count.label()), count.words());
                require(number >= 0, number + " " + count.words());
                counts.put(count, number);
            }
        }
        return new SmartLevels(counts, drive.wearPercent, drive.sparePercent);
    }

    /** None of an earlier remapd's. */
    private static List<SmartHistory.Change> changes(Entry drive) {
        List<SmartHistory.Change> changes = new ArrayList<>();
        for (Change entry : drive.changes == null ? List.<Change>of() : drive.changes) {
            Change change = required(entry, "a change");
            String what = required(change.what, "what changed");
            long number = required(change.count, what);
            require(number >= 0, number + " " + what);
            Instant since = Instant.parse(required(change.since, "since when"));
            for (SmartCount count : SmartCount.values()) {
                if (count.label().equals(what)) {
                    changes.add(new SmartHistory.Change(since, count, number));
                }
            }
        }
        return changes;
    }

    /** Replaces what is there, all at once. */
    void write(Map<DriveIdentity, SmartHistory> drives) throws IOException {
        List<@Nullable Entry> entries = new ArrayList<>();
        drives.forEach((drive, history) -> entries.add(entry(drive, history.levels(), history.changes())));
        versioned().write(new Text(VERSION, entries));
    }

    private static Entry entry(DriveIdentity drive, SmartLevels levels, List<SmartHistory.Change> changes) {
        Map<String, @Nullable Long> counts = new TreeMap<>();
        levels.counts().forEach((count, number) -> counts.put(count.label(), number));
        return new Entry(
                drive.model(),
                drive.serial(),
                drive.wwn(),
                counts,
                levels.wearPercent(),
                levels.sparePercent(),
                changes.stream()
                        .map(change -> new Change(
                                change.since().toString(), change.what().label(), change.count()))
                        .toList());
    }
}
