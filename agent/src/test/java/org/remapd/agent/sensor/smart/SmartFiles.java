package org.remapd.agent.sensor.smart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What smartctl printed for drives of each kind, healthy and failing. Those whose names have a version are smartctl's own words about
 * drives that a shared object made up in the place of ioctl(2); the others were put together from its sources and from reports of
 * real drives.
 */
final class SmartFiles {

    static final List<String> NAMES = List.of(
            "ata-failing",
            "ata-healthy",
            "nvme-failing",
            "nvme-healthy",
            "nvme-7.3",
            "scsi-failing",
            "scsi-healthy",
            "scsi-7.3");

    private SmartFiles() {}

    static String text(String name) {
        return file(name + ".json");
    }

    /** What it printed without {@code --json}. */
    static String plain(String name) {
        return file(name + ".txt");
    }

    private static String file(String name) {
        try (InputStream in = Objects.requireNonNull(SmartFiles.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SmartReport report(String name) {
        return reportOf(text(name));
    }

    static SmartReport reportOf(String json) {
        return reportOf(json, "");
    }

    static SmartReport reportOf(String json, String logs) {
        return ((SmartReading.Report) SmartParser.read(json, logs)).report();
    }
}
