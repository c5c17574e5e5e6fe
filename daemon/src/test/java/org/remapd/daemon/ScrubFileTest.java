package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;

class ScrubFileTest {

    @TempDir
    private Path directory;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        ScrubFile file = new ScrubFile(directory.resolve("scrub-data"));
        for (ScrubNote.Underway now : List.of(
                underway(List.of(), false),
                underway(List.of(SectorRange.of(8, 16)), true),
                underway(
                        IntStream.range(0, ScrubCheckpoint.ROOM)
                                .mapToObj(n -> SectorRange.of(n * 16L, 8))
                                .toList(),
                        false))) {
            file.write(now);
            assertThat(file.read()).contains(now);
        }
        file.delete();
        assertThat(file.read()).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatWasWrittenLastIsReadHoweverLongOrShortWhatWasThereBefore() throws IOException {
        Path path = directory.resolve("scrub-data");
        ScrubFile file = new ScrubFile(path);
        Random random = new Random(1);
        for (int step = 0; step < 200; step++) {
            ScrubNote.Underway now = underway(
                    IntStream.range(0, random.nextInt(ScrubCheckpoint.ROOM + 1))
                            .mapToObj(n -> SectorRange.of((1L << 55) + n * (1L << 50), 1L << 49))
                            .toList(),
                    random.nextBoolean());
            if (random.nextInt(10) == 0) {
                file.write(now);
            } else {
                file.update(now);
            }
            assertThat(new ScrubFile(path).read()).contains(now);
        }
        file.delete();
        assertThat(directory).isEmptyDirectory();
    }

    private static ScrubNote.Underway underway(List<SectorRange> behind, boolean paused) {
        return new ScrubNote.Underway(
                Instant.ofEpochSecond(1_800_000_000),
                new ScrubCheckpoint(new DiskSector(1L << 40), behind),
                3,
                Duration.ofMillis(12_345),
                paused);
    }

    @Test
    void thereNeedBeNone() throws IOException {
        assertThat(new ScrubFile(directory.resolve("scrub-data")).read()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "1 2 3 4 running",
                "1 2 3 4 walking\n",
                "1 2 3 running\n",
                "1 2 3 4 running 5\n",
                "1 2 3 4 running 5+0\n",
                "-1 2 3 4 running\n",
                "1 2 3 4 running\nmore\n"
            })
    void whatIsNoSuchFileIsAnErrorThatNamesIt(String text) throws IOException {
        Path path = Files.writeString(directory.resolve("scrub-data"), text);
        assertThatThrownBy(() -> new ScrubFile(path).read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString());
    }
}
