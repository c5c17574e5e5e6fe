package org.remapd.daemon;

import static org.remapd.daemon.VersionedFile.require;
import static org.remapd.daemon.VersionedFile.required;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.sensor.smart.DriveIdentity;
import org.remapd.agent.sensor.smart.SmartCount;
import org.remapd.agent.sensor.smart.SmartLevels;

/**
 * A file with what drives counted when they were last heard, the one that was heard last at the end:
 *
 * <pre>
 * {"version": 1, "drives": [
 *   {"model": TEXT, "serial": TEXT, "wwn": TEXT, "counts": {"pending_sectors": NUMBER, ...},
 *    "wear_percent": NUMBER, "spare_percent": NUMBER}, ...]}
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
            @Nullable Integer sparePercent) {}

    private VersionedFile versioned() {
        return new VersionedFile(file, VERSION, "what drives have counted");
    }

    /** Whether there is a directory for it, which may lie on a file system that is not mounted yet. */
    boolean hasPlace() {
        return versioned().hasPlace();
    }

    /** None if there is no such file. */
    Map<DriveIdentity, SmartLevels> read() throws IOException {
        return versioned().read(Text.class, DriveMemoryFile::drives).orElse(Map.of());
    }

    private static Map<DriveIdentity, SmartLevels> drives(Text text) {
        Map<DriveIdentity, SmartLevels> drives = new LinkedHashMap<>();
        for (Entry entry : required(text.drives, "drives")) {
            Entry drive = required(entry, "a drive");
            drives.put(new DriveIdentity(drive.model, drive.serial, drive.wwn), levels(drive));
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

    /** Replaces what is there, all at once. */
    void write(Map<DriveIdentity, SmartLevels> drives) throws IOException {
        List<@Nullable Entry> entries = new ArrayList<>();
        drives.forEach((drive, levels) -> entries.add(entry(drive, levels)));
        versioned().write(new Text(VERSION, entries));
    }

    private static Entry entry(DriveIdentity drive, SmartLevels levels) {
        Map<String, @Nullable Long> counts = new TreeMap<>();
        levels.counts().forEach((count, number) -> counts.put(count.label(), number));
        return new Entry(
                drive.model(), drive.serial(), drive.wwn(), counts, levels.wearPercent(), levels.sparePercent());
    }
}
