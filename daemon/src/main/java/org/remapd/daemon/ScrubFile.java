package org.remapd.daemon;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;

/**
 * A file in memory with how far a scrub is, for the next daemon of this boot: it costs no write to any disk, so it is never old. One line:
 * {@code STARTED POSITION UNREADABLE BUSY running|paused [FIRST+COUNT,...]}, in seconds since 1970, sectors, sectors, milliseconds, and what was left behind;
 * then blanks. For one thread at a time.
 */
final class ScrubFile {

    /** What is no longer than this is written in place: the kernel copies a page as a whole, also of a process that is being killed. */
    private static final int PAGE = 4096;

    private static final Pattern LINE = Pattern.compile(
            "(\\d{1,12}) (\\d{1,18}) (\\d{1,18}) (\\d{1,15}) (running|paused)(?: ((?:\\d{1,18}\\+\\d{1,18},?)+))? *\n");

    private final Path file;

    /** No channel: an interrupt would close that. */
    private @Nullable RandomAccessFile inPlace;

    ScrubFile(Path file) {
        this.file = file;
    }

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
        close();
        StateFile.replace(file, line(now));
    }

    /** The same, for many times a second. */
    void update(ScrubNote.Underway now) throws IOException {
        String line = line(now);
        if (inPlace != null && line.length() == PAGE) {
            inPlace.seek(0);
            inPlace.write(line.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        write(now);
        if (line.length() == PAGE) {
            inPlace = new RandomAccessFile(file.toFile(), "rw");
        }
    }

    private void close() throws IOException {
        if (inPlace != null) {
            inPlace.close();
            inPlace = null;
        }
    }

    /** A page long, so that none leaves anything of the one before; or longer. */
    private static String line(ScrubNote.Underway now) {
        String behind = now.at().behind().stream().map(SectorRange::toString).collect(Collectors.joining(","));
        String line = now.started().getEpochSecond() + " " + now.at().position() + " " + now.unreadable() + " "
                + now.busy().toMillis() + " " + (now.paused() ? "paused" : "running")
                + (behind.isEmpty() ? "" : " " + behind);
        return line + " ".repeat(Math.max(0, PAGE - 1 - line.length())) + "\n";
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(file);
    }
}
