package org.remapd.agent.sensor.smart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What smartctl printed for drives of each kind, healthy and failing. */
final class SmartFiles {

    static final List<String> NAMES =
            List.of("ata-failing", "ata-healthy", "nvme-failing", "nvme-healthy", "scsi-failing", "scsi-healthy");

    private SmartFiles() {}

    static String text(String name) {
        try (InputStream in = Objects.requireNonNull(SmartFiles.class.getResourceAsStream(name + ".json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SmartReport report(String name) {
        return reportOf(text(name));
    }

    static SmartReport reportOf(String text) {
        return ((SmartReading.Report) SmartParser.read(text)).report();
    }
}
