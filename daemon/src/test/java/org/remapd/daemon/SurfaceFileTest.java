package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.sensor.scrub.LatencyMap;
import org.remapd.agent.sensor.scrub.LatencyMap.Cell;

/** The file that tells the next daemon how long reads took. */
class SurfaceFileTest {

    private static final DeviceId DEVICE = new DeviceId(UUID.fromString("a329878b-a5f7-42d6-91c8-c562b59f0098"));

    private static final LatencyMap MAP = new LatencyMap(
            7000,
            2048,
            Instant.parse("2026-11-21T08:00:00Z"),
            List.of(
                    new Cell(2048, 9_000_000, 4_000_000, false, false, false),
                    new Cell(1024, 8_000_000_000L, 8_000_000_000L, true, true, true),
                    Cell.UNKNOWN,
                    new Cell(0, 0, 0, false, true, false)));

    /** As version 1 wrote it: every later one has to read it. */
    private static final String GOLDEN = """
            {"version":1,"disk_sectors":7000,"cell_sectors":2048,"started":"2026-11-21T08:00:00Z",\
            "cells":[[2048,9000000,4000000,0],[1024,8000000000,8000000000,7],[0,0,0,0],[0,0,0,1]]}
            """;

    private static final String HEAD =
            "{\"version\":1,\"disk_sectors\":2048,\"cell_sectors\":2048,\"started\":\"2026-11-21T08:00:00Z\",\"cells\":";

    @TempDir
    private Path directory;

    private SurfaceFile file;

    @BeforeEach
    void inADirectory() {
        file = SurfaceFile.in(directory, DEVICE);
    }

    @Test
    void givesBackWhatWasWrittenLast() throws IOException {
        assertThat(file.read()).isEmpty();
        file.write(new LatencyMap(1, 2048, Instant.EPOCH, List.of(Cell.UNKNOWN)));
        file.write(MAP);

        assertThat(file.read()).contains(MAP);
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void isWrittenAndReadAsItIsSpecified() throws IOException {
        file.write(MAP);
        assertThat(file.file()).hasContent(GOLDEN);

        Files.writeString(file.file(), GOLDEN);
        assertThat(file.read()).contains(MAP);
    }

    @Test
    void eachDeviceHasItsOwn() {
        assertThat(file.file()).isEqualTo(directory.resolve("surface-a329878b-a5f7-42d6-91c8-c562b59f0098"));
    }

    @Test
    void theLargestIsNotTooLarge() throws IOException {
        long sectors = 1L << 41;
        file.write(new LatencyMap(
                sectors,
                sectors / 1024,
                MAP.started(),
                Collections.nCopies(
                        1024, new Cell(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, false, true, true))));

        assertThat(file.read()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"version\":1}",
                "{\"version\":0}",
                "{\"version\":1.5}",
                "{\"version\":1,\"disk_sectors\":0,\"cell_sectors\":2048,\"started\":\"2026-11-21T08:00:00Z\",\"cells\":[]}",
                "{\"version\":1,\"disk_sectors\":2048,\"cell_sectors\":1,\"started\":\"2026-11-21T08:00:00Z\",\"cells\":[[0,0,0,0]]}",
                "{\"version\":1,\"disk_sectors\":2048,\"cell_sectors\":2048,\"started\":\"yesterday\",\"cells\":[[0,0,0,0]]}",
                "{\"version\":1,\"disk_sectors\":9223372036854775807,\"cell_sectors\":2048,\"started\":\"2026-11-21T08:00:00Z\",\"cells\":[]}",
                HEAD + "[]}",
                HEAD + "[[0,0,0,0],[0,0,0,0]]}",
                HEAD + "[null]}",
                HEAD + "[[0,0,0]]}",
                HEAD + "[[0,0,0,null]]}",
                HEAD + "[[0,0,0,8]]}",
                HEAD + "[[0,0,0,4]]}",
                HEAD + "[[-1,0,0,0]]}",
                HEAD + "[[0.5,0,0,0]]}",
                HEAD + "[[0,0,0,0]]} and more",
                HEAD + "[[0,0"
            })
    void whatIsNoneIsCorrupt(String text) throws IOException {
        Files.writeString(file.file(), text);

        assertThatThrownBy(file::read)
                .isInstanceOf(VersionedFile.CorruptException.class)
                .hasMessageStartingWith(file.file() + ": expected");
    }

    @Test
    void oneThatIsTooLargeOrNoTextIsCorrupt() throws IOException {
        Files.writeString(file.file(), GOLDEN + " ".repeat(VersionedFile.MOST_BYTES));
        assertThatThrownBy(file::read).isInstanceOf(VersionedFile.CorruptException.class);

        Files.write(file.file(), new byte[] {'{', (byte) 0xff, '}'});
        assertThatThrownBy(file::read).isInstanceOf(VersionedFile.CorruptException.class);
    }

    @Test
    void oneOfALaterVersionIsAnotherMatter() throws IOException {
        Files.writeString(file.file(), "{\"version\":2,\"cells\":{\"in another\":\"form\"}}");

        assertThatThrownBy(file::read)
                .isInstanceOf(VersionedFile.NewerException.class)
                .hasMessage(file.file() + ": version 2 is newer than 1, which is what this remapd knows");
    }

    @Test
    void whateverIsInItNothingElseIsThrown() throws IOException {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = GOLDEN.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : "{}[]\",:0-e".charAt(random.nextInt(10)));
            }
            Files.write(file.file(), bytes);
            assertThat(outcome()).as("seed %d", seed).isIn("read", "corrupt", "newer");
        }
    }

    private String outcome() throws IOException {
        try {
            file.read();
            return "read";
        } catch (VersionedFile.CorruptException e) {
            return "corrupt";
        } catch (VersionedFile.NewerException e) {
            return "newer";
        }
    }
}
