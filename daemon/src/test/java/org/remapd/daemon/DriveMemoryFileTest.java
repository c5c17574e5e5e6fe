package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.sensor.smart.DriveIdentity;
import org.remapd.agent.sensor.smart.SmartCount;
import org.remapd.agent.sensor.smart.SmartHistory;
import org.remapd.agent.sensor.smart.SmartLevels;

/** The file that tells the next daemon what drives had counted. */
class DriveMemoryFileTest {

    private static final DriveIdentity ATA = new DriveIdentity("ST2000 \"x\"", "ZA1234", "0x5000c500a1b2c3d4");
    private static final DriveIdentity NVME = new DriveIdentity("Löwe 1", "S1", null);
    private static final SmartHistory SPINNING = new SmartHistory(
            new SmartLevels(Map.of(SmartCount.PENDING, 3L, SmartCount.CABLE_ERRORS, 0L), null, null), List.of());
    private static final SmartHistory WORN = SmartHistory.NONE
            .with(
                    Instant.parse("2026-09-01T00:00:00Z"),
                    new SmartLevels(Map.of(SmartCount.MEDIA_ERRORS, 0L), null, null))
            .with(
                    Instant.parse("2026-11-21T08:00:00.123Z"),
                    new SmartLevels(Map.of(SmartCount.MEDIA_ERRORS, 1L << 40), 120, 4));

    private static final String WHOLE = """
            {"version":1,"drives":[{"model":"LAB","serial":"S1","counts":{"media_errors":7},"wear_percent":3,\
            "changes":[{"since":"2026-09-01T00:00:00Z","what":"media_errors","count":7}]}]}
            """;

    @TempDir
    private Path directory;

    private DriveMemoryFile file;

    @BeforeEach
    void inADirectory() {
        file = new DriveMemoryFile(directory.resolve("drives"));
    }

    @Test
    void givesBackWhatWasWrittenLastInItsOrder() throws IOException {
        assertThat(file.read()).isEmpty();
        Map<DriveIdentity, SmartHistory> drives = new LinkedHashMap<>();
        drives.put(NVME, SPINNING);
        file.write(drives);
        drives.put(NVME, WORN);
        drives.put(ATA, SPINNING);
        file.write(drives);

        assertThat(file.read()).containsExactly(Map.entry(NVME, WORN), Map.entry(ATA, SPINNING));
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void isReadAsItIsSpecified() throws IOException {
        Files.writeString(
                file.file(),
                WHOLE.replace("{\"media", "{\"of_a_later_remapd\":1,\"media")
                        .replace(
                                "\"changes\":[",
                                "\"changes\":[{\"since\":\"2026-09-01T00:00:00Z\",\"what\":\"of_a_later_remapd\",\"count\":1},"));

        assertThat(file.read())
                .containsExactly(Map.entry(
                        new DriveIdentity("LAB", "S1", null),
                        new SmartHistory(
                                new SmartLevels(Map.of(SmartCount.MEDIA_ERRORS, 7L), 3, null),
                                List.of(new SmartHistory.Change(
                                        Instant.parse("2026-09-01T00:00:00Z"), SmartCount.MEDIA_ERRORS, 7)))));
    }

    /** At most as many drives are remembered, each with at most as many changes. */
    @Test
    void itIsSmallEnoughToBeReadHoweverMuchThereIs() throws IOException {
        SmartHistory history = SmartHistory.NONE;
        for (int n = 0; n < 100; n++) {
            long count = Long.MAX_VALUE - n;
            history = history.with(
                    Instant.parse("2026-11-21T08:00:00.123456789Z"),
                    new SmartLevels(
                            Arrays.stream(SmartCount.values()).collect(Collectors.toMap(what -> what, what -> count)),
                            100,
                            100));
        }
        Map<DriveIdentity, SmartHistory> drives = new LinkedHashMap<>();
        for (int n = 0; n < DriveMemory.MOST; n++) {
            drives.put(new DriveIdentity("x".repeat(200), "serial " + n, null), history);
        }
        file.write(drives);

        assertThat(file.read()).isEqualTo(drives);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"version\":1}",
                "{\"version\":0,\"drives\":[]}",
                "{\"version\":\"one\",\"drives\":[]}",
                "{\"version\":1.5,\"drives\":[]}",
                "{\"version\":1,\"drives\":[null]}",
                "{\"version\":1,\"drives\":[{\"serial\":\"S1\"}]}",
                "{\"version\":1,\"drives\":[{\"serial\":\"S1\",\"counts\":{\"media_errors\":null}}]}",
                "{\"version\":1,\"drives\":[{\"serial\":\"S1\",\"counts\":{\"media_errors\":-1}}]}",
                "{\"version\":1,\"drives\":[{\"serial\":\"S1\",\"counts\":{\"media_errors\":99999999999999999999}}]}",
                "{\"version\":1,\"drives\":[{\"serial\":\"S1\",\"counts\":7}]}",
                "{\"version\":1,\"drives\":[{\"counts\":{},\"changes\":[null]}]}",
                "{\"version\":1,\"drives\":[{\"counts\":{},\"changes\":[{\"what\":\"media_errors\",\"count\":1}]}]}",
                "{\"version\":1,\"drives\":[{\"counts\":{},\"changes\":[{\"since\":\"once\",\"what\":\"media_errors\",\"count\":1}]}]}",
                "{\"version\":1,\"drives\":[{\"counts\":{},\"changes\":[{\"since\":\"2026-09-01T00:00:00Z\",\"what\":\"media_errors\",\"count\":-1}]}]}",
                "{\"version\":1,\"drives\":[]} and more",
                "{\"version\":1,\"drives\":[",
                "{version:1,drives:[]}"
            })
    void whatIsNoneIsCorrupt(String text) throws IOException {
        Files.writeString(file.file(), text);

        assertThatThrownBy(file::read)
                .isInstanceOf(VersionedFile.CorruptException.class)
                .hasMessageStartingWith(file.file() + ": expected");
    }

    @Test
    void oneThatIsTooLargeOrNoTextIsCorrupt() throws IOException {
        Files.writeString(file.file(), WHOLE + " ".repeat(VersionedFile.MOST_BYTES));
        assertThatThrownBy(file::read).isInstanceOf(VersionedFile.CorruptException.class);

        Files.write(file.file(), new byte[] {'{', (byte) 0xff, '}'});
        assertThatThrownBy(file::read).isInstanceOf(VersionedFile.CorruptException.class);
    }

    @Test
    void oneOfALaterVersionIsAnotherMatter() throws IOException {
        Files.writeString(file.file(), "{\"version\":2,\"drives\":{\"in another\":\"form\"}}");

        assertThatThrownBy(file::read)
                .isInstanceOf(VersionedFile.NewerException.class)
                .hasMessage(file.file() + ": version 2 is newer than 1, which is what this remapd knows");
    }

    @Test
    void whateverIsInItNothingElseIsThrown() throws IOException {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = WHOLE.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt(256) : "{}[]\",:0-e".charAt(random.nextInt(10)));
            }
            Files.write(file.file(), bytes);
            assertThat(outcome()).as("seed %d", seed).isIn("read", "corrupt", "newer");
        }
        Files.writeString(file.file(), "[".repeat(100_000));
        assertThat(outcome()).isEqualTo("corrupt");
        Files.writeString(file.file(), "{\"x\":".repeat(40_000));
        assertThat(outcome()).isEqualTo("corrupt");
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

    @Test
    void itHasAPlaceOnceItsDirectoryIsThere() throws IOException {
        DriveMemoryFile later = new DriveMemoryFile(directory.resolve("var/lib/remapd/drives"));
        assertThat(later.hasPlace()).isFalse();
        Files.createDirectories(directory.resolve("var/lib/remapd"));
        assertThat(later.hasPlace()).isTrue();
    }

    @Test
    void whereItIsTheUnitLetsTheDaemonWriteAndAnInstallationHasADirectory() throws IOException {
        String place = String.valueOf(DriveMemoryFile.STANDARD.getParent());

        assertThat(Path.of("../packaging/systemd/remapd.service"))
                .content()
                .contains("\nReadWritePaths=-" + place + "\n");
        assertThat(Path.of("../packaging/stage")).content().contains("\"$stage" + place + "\"\n");
    }
}
