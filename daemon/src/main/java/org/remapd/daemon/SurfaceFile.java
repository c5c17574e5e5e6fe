package org.remapd.daemon;

import static org.remapd.daemon.VersionedFile.require;
import static org.remapd.daemon.VersionedFile.required;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.sensor.scrub.LatencyMap;

/**
 * A file with the latency map of one device:
 *
 * <pre>
 * {"version": 1, "disk_sectors": NUMBER, "cell_sectors": NUMBER, "started": TIME,
 *  "cells": [[SECTORS, NANOS, SLOWEST, MARKS], ...]}
 * </pre>
 *
 * The numbers are those of {@link LatencyMap}; TIME is ISO 8601 in UTC, and MARKS the sum of {@value #UNREADABLE} for a cell with unreadable
 * sectors, {@value #EARLIER} for one that a scrub before left so, and {@value #DISTURBED} for one whose reads may have waited for others.
 */
public record SurfaceFile(Path file) {

    /** Where the unit lets the daemon write. */
    static final Path DIRECTORY = Path.of("/var/lib/remapd");

    static final int VERSION = 1;

    private static final int UNREADABLE = 1;
    private static final int EARLIER = 2;
    private static final int DISTURBED = 4;

    private record Text(
            int version,
            @Nullable Long diskSectors,
            @Nullable Long cellSectors,
            @Nullable String started,
            @Nullable List<@Nullable List<@Nullable Long>> cells) {}

    /** Of a device, in a directory. */
    static SurfaceFile in(Path directory, DeviceId device) {
        return new SurfaceFile(directory.resolve("surface-" + device));
    }

    /** Of a device, where the daemon keeps it. */
    public static SurfaceFile of(DeviceId device) {
        return in(DIRECTORY, device);
    }

    private VersionedFile versioned() {
        return new VersionedFile(file, VERSION, "how long reads took");
    }

    /** Whether there is a directory for it, which may lie on a file system that is not mounted yet. */
    boolean hasPlace() {
        return versioned().hasPlace();
    }

    /** Empty if there is no such file. */
    Optional<LatencyMap> read() throws IOException {
        return versioned().read(Text.class, SurfaceFile::map);
    }

    private static LatencyMap map(Text all) {
        return new LatencyMap(
                required(all.diskSectors, "the disk's sectors"),
                required(all.cellSectors, "a cell's sectors"),
                Instant.parse(required(all.started, "when it began")),
                required(all.cells, "cells").stream().map(SurfaceFile::cell).toList());
    }

    private static LatencyMap.Cell cell(@Nullable List<@Nullable Long> told) {
        List<@Nullable Long> numbers = required(told, "a cell");
        require(numbers.size() == 4, "a cell of " + numbers.size() + " numbers");
        long marks = number(numbers, 3);
        require(marks >= 0 && marks <= UNREADABLE + EARLIER + DISTURBED, "marks " + marks);
        return new LatencyMap.Cell(
                number(numbers, 0),
                number(numbers, 1),
                number(numbers, 2),
                (marks & DISTURBED) != 0,
                (marks & UNREADABLE) != 0,
                (marks & EARLIER) != 0);
    }

    private static long number(List<@Nullable Long> numbers, int n) {
        return required(numbers.get(n), "a number");
    }

    /** Replaces what is there, all at once. */
    void write(LatencyMap map) throws IOException {
        Text text = new Text(
                VERSION,
                map.diskSectors(),
                map.cellSectors(),
                map.started().toString(),
                map.cells().stream().map(SurfaceFile::numbers).toList());
        versioned().write(text);
    }

    private static @Nullable List<@Nullable Long> numbers(LatencyMap.Cell cell) {
        int marks = (cell.unreadable() ? UNREADABLE : 0)
                + (cell.earlier() ? EARLIER : 0)
                + (cell.disturbed() ? DISTURBED : 0);
        return List.of(cell.sectors(), cell.nanos(), cell.slowest(), (long) marks);
    }

    /** Nobody will ask for it any more. */
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
