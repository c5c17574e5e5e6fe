package org.remapd.daemon;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** A larger one was not written by us. */
    static final int MOST_BYTES = 256 * 1024;

    private static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .setStrictness(Strictness.STRICT)
            .disableHtmlEscaping()
            .create();

    /** The file is there, and does not say what such a file says. */
    static final class CorruptException extends IOException {
        CorruptException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The file was written by a later version, which alone may change it. */
    static final class NewerException extends IOException {
        NewerException(String message) {
            super(message);
        }
    }

    private record Head(@Nullable Integer version) {}

    private record Text(int version, @Nullable List<@Nullable Entry> drives) {}

    private record Entry(
            @Nullable String model,
            @Nullable String serial,
            @Nullable String wwn,
            @Nullable Map<String, @Nullable Long> counts,
            @Nullable Integer wearPercent,
            @Nullable Integer sparePercent) {}

    /** Whether there is a directory for it, which may lie on a file system that is not mounted yet. */
    boolean hasPlace() {
        return Files.isDirectory(file.resolveSibling("."));
    }

    /** None if there is no such file. */
    Map<DriveIdentity, SmartLevels> read() throws IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new CorruptException(file + ": expected " + MOST_BYTES + " bytes at most", null);
        }
        try {
            return parse(Files.readString(file));
        } catch (CharacterCodingException | JsonParseException | IllegalArgumentException e) {
            throw new CorruptException(file + ": expected what drives have counted: " + e.getMessage(), e);
        }
    }

    private Map<DriveIdentity, SmartLevels> parse(String text) throws NewerException {
        Head head = GSON.fromJson(text, Head.class);
        int version = required(head == null ? null : head.version, "a version");
        if (version > VERSION) {
            throw new NewerException(
                    file + ": version " + version + " is newer than " + VERSION + ", which is what this remapd knows");
        }
        require(version == VERSION, "version " + version);
        Map<DriveIdentity, SmartLevels> drives = new LinkedHashMap<>();
        for (Entry entry : required(GSON.fromJson(text, Text.class).drives, "drives")) {
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

    private static <T> T required(@Nullable T value, String what) {
        require(value != null, "it lacks " + what);
        return Objects.requireNonNull(value);
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Replaces what is there, all at once. */
    void write(Map<DriveIdentity, SmartLevels> drives) throws IOException {
        List<@Nullable Entry> entries = new ArrayList<>();
        drives.forEach((drive, levels) -> entries.add(entry(drive, levels)));
        StateFile.replace(file, GSON.toJson(new Text(VERSION, entries)) + "\n");
    }

    private static Entry entry(DriveIdentity drive, SmartLevels levels) {
        Map<String, @Nullable Long> counts = new TreeMap<>();
        levels.counts().forEach((count, number) -> counts.put(count.label(), number));
        return new Entry(
                drive.model(), drive.serial(), drive.wwn(), counts, levels.wearPercent(), levels.sparePercent());
    }
}
