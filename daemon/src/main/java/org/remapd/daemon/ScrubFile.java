package org.remapd.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;

/**
 * A file in memory with how far a scrub is, for the next daemon of this boot: it costs no write to any disk, so it is never old. One line:
 * {@code STARTED POSITION UNREADABLE BUSY running|paused [FIRST+COUNT,...]}, in seconds since 1970, sectors, sectors, milliseconds, and what was left behind.
 */
record ScrubFile(Path file) {

    private static final Pattern LINE = Pattern.compile(
            "(\\d{1,12}) (\\d{1,18}) (\\d{1,18}) (\\d{1,15}) (running|paused)(?: ((?:\\d{1,18}\\+\\d{1,18},?)+))?\n");

    /** Empty if there is no such file. */
    Optional<ScrubNote.Underway> read() throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw new IOException(file + ": expected how far a scrub is, and there is something else");
        }
        try {
            return Optional.of(new ScrubNote.Underway(
                    Instant.ofEpochSecond(Long.parseLong(line.group(1))),
                    new ScrubCheckpoint(new DiskSector(Long.parseLong(line.group(2))), behind(line.group(6))),
                    Long.parseLong(line.group(3)),
                    Duration.ofMillis(Long.parseLong(line.group(4))),
                    line.group(5).equals("paused")));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<SectorRange> behind(String ranges) {
        return ranges == null
                ? List.of()
                : Arrays.stream(ranges.split(",")).map(ScrubFile::range).toList();
    }

    private static SectorRange range(String text) {
        String[] parts = text.split("\\+");
        return SectorRange.of(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** Replaces what is there, all at once. */
    void write(ScrubNote.Underway now) throws IOException {
        String behind = now.at().behind().stream().map(SectorRange::toString).collect(Collectors.joining(","));
        StateFile.replace(
                file,
                now.started().getEpochSecond() + " " + now.at().position() + " " + now.unreadable() + " "
                        + now.busy().toMillis() + " " + (now.paused() ? "paused" : "running")
                        + (behind.isEmpty() ? "" : " " + behind) + "\n");
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
