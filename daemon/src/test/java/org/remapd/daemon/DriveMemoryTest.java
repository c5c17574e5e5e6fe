package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.sensor.smart.DriveIdentity;
import org.remapd.agent.sensor.smart.DriveStory;
import org.remapd.agent.sensor.smart.SmartCount;
import org.remapd.agent.sensor.smart.SmartHistory;
import org.remapd.agent.sensor.smart.SmartLevels;
import org.remapd.agent.sensor.smart.SmartParser;
import org.remapd.agent.sensor.smart.SmartReading;
import org.remapd.agent.sensor.smart.SmartTrend.KnownBad;

/** What one daemon heard of drives, and the next is told of what rose since. */
class DriveMemoryTest {

    @TempDir
    private Path directory;

    private Path path;
    private final TestClock clock = new TestClock();

    @BeforeEach
    void thereIsAPlace() {
        path = directory.resolve("drives");
    }

    @Test
    void whatRoseWhileThereWasNoDaemonIsToldAndLookedFor() {
        end(hear(daemon(), drive("S1", 3)));

        DriveStory.News news = hear(daemon(), drive("S1", 5)).news();

        assertThat(news.told()).extracting(DriveStory.Told::words).containsExactly("media errors rose from 3 to 5");
        assertThat(news.asksForScan()).isTrue();
    }

    @Test
    void whatDidNotRiseIsNot() {
        end(hear(daemon(), drive("S1", 3)));
        end(hear(daemon(), drive("S1", 3)));

        assertThat(hear(daemon(), drive("S1", 2)).news().told()).isEmpty();
    }

    @Test
    void whatWasToldIsNotToldByTheNext() {
        end(hear(daemon(), drive("S1", 3)));
        end(hear(daemon(), drive("S1", 5)));

        assertThat(hear(daemon(), drive("S1", 5)).news().told()).isEmpty();
    }

    @Test
    void anotherDriveBehindTheSameNameIsHeardForTheFirstTimeAndTheFirstIsNotForgotten() {
        end(hear(daemon(), drive("S1", 3)));
        Heard other = hear(daemon(), drive("S2", 9));
        assertThat(other.news().told()).isEmpty();
        end(other);

        assertThat(hear(daemon(), drive("S1", 4)).news().told()).hasSize(1);
    }

    @Test
    void eachDeviceOnADriveIsTold() {
        end(hear(daemon(), drive("S1", 3)));
        DriveMemory memory = daemon();

        assertThat(hear(memory, drive("S1", 5)).news().told()).hasSize(1);
        assertThat(hear(memory, drive("S1", 5)).news().told()).hasSize(1);
    }

    @Test
    void howItHasComeToItIsKnownAcrossDaemons() {
        end(hear(daemon(), drive("S1", 3)));
        clock.pause(Duration.ofDays(3));
        DriveMemory memory = daemon();
        hear(memory, drive("S1", 5));

        assertThat(memory.history(new DriveIdentity("LAB", "S1", null)).changes())
                .containsExactly(
                        new SmartHistory.Change(clock.now().minus(Duration.ofDays(3)), SmartCount.MEDIA_ERRORS, 3),
                        new SmartHistory.Change(clock.now(), SmartCount.MEDIA_ERRORS, 5));
    }

    @Test
    void aDriveThatDoesNotSayWhichItIsIsNotRemembered() {
        end(hear(daemon(), SmartParser.read(json("\"model_name\": \"LAB\"", 3))));

        assertThat(hear(daemon(), SmartParser.read(json("\"model_name\": \"LAB\"", 5)))
                        .news()
                        .told())
                .isEmpty();
        assertThat(path).doesNotExist();
    }

    @Test
    void isWrittenOnlyWhenSomethingChanged() throws IOException {
        DriveMemory memory = daemon();
        hear(memory, drive("S1", 3));
        memory.tend();
        Files.delete(path);

        hear(memory, drive("S1", 3));
        hear(memory, new SmartReading.Asleep());
        memory.tend();
        assertThat(path).doesNotExist();

        hear(memory, drive("S1", 4));
        memory.tend();
        assertThat(path).exists();
    }

    @Test
    void whatCouldNotBeWrittenIsWrittenWhenADriveIsHeardAgain() throws IOException {
        DriveMemory memory = daemon();
        Path inTheWay = Files.createDirectories(directory.resolve("drives.new"));
        hear(memory, drive("S1", 3));
        memory.tend();
        Files.delete(inTheWay);
        memory.tend();
        assertThat(path).doesNotExist();

        hear(memory, drive("S1", 3));
        memory.tend();
        assertThat(path).exists();
    }

    @Test
    void thoseThatWereNotHeardForLongestAreForgotten() throws IOException {
        DriveMemory memory = daemon();
        hear(memory, drive("first", 3));
        for (int n = 1; n < DriveMemory.MOST; n++) {
            hear(memory, drive("S" + n, 3));
        }
        hear(memory, drive("first", 3));
        hear(memory, drive("one more", 3));
        memory.tend();

        assertThat(new DriveMemoryFile(path).read())
                .hasSize(DriveMemory.MOST)
                .containsKey(new DriveIdentity("LAB", "first", null))
                .doesNotContainKey(new DriveIdentity("LAB", "S1", null));
    }

    @Test
    void aCorruptFileIsAsNoneAndIsReplaced() throws IOException {
        Files.writeString(path, "{\"version\":1,\"dri");
        Heard heard = hear(daemon(), drive("S1", 5));
        assertThat(heard.news().told()).isEmpty();
        end(heard);

        assertThat(hear(daemon(), drive("S1", 6)).news().told()).hasSize(1);
    }

    @Test
    void oneOfALaterVersionIsAsNoneAndStaysAsItIs() throws IOException {
        String newer = "{\"version\":2}";
        Files.writeString(path, newer);
        Heard heard = hear(daemon(), drive("S1", 5));
        assertThat(heard.news().told()).isEmpty();
        end(heard);

        assertThat(path).hasContent(newer);
    }

    @Test
    void nobodyIsHeardBeforeItsFileSystemIsMounted() throws IOException {
        Path mounted = Files.createDirectories(directory.resolve("remapd"));
        path = mounted.resolve("drives");
        end(hear(daemon(), drive("S1", 3)));
        Path away = Files.move(mounted, directory.resolve("not mounted"));

        DriveMemory memory = new DriveMemory(new DriveMemoryFile(path), clock);
        memory.tend();
        clock.pause(DriveMemory.PATIENCE.minusNanos(1));
        memory.tend();
        assertThat(memory.ready()).isFalse();
        Files.move(away, mounted);
        memory.tend();
        assertThat(memory.ready()).isTrue();
        assertThat(hear(memory, drive("S1", 5)).news().told()).hasSize(1);
    }

    @Test
    void oneThatIsNotMountedAtAllIsNotWaitedForAndIsLeftAloneWhenItComes() throws IOException {
        path = directory.resolve("remapd/drives");
        DriveMemory memory = new DriveMemory(new DriveMemoryFile(path), clock);
        clock.pause(DriveMemory.PATIENCE);
        memory.tend();
        assertThat(memory.ready()).isTrue();
        Files.createDirectories(directory.resolve("remapd"));
        new DriveMemoryFile(path)
                .write(Map.of(
                        new DriveIdentity("LAB", "S1", null),
                        SmartHistory.NONE.with(
                                clock.now(), new SmartLevels(Map.of(SmartCount.MEDIA_ERRORS, 3L), null, null))));
        hear(memory, drive("S2", 5));
        memory.tend();

        assertThat(new DriveMemoryFile(path).read()).containsOnlyKeys(new DriveIdentity("LAB", "S1", null));
    }

    @Test
    void aFileSystemThatHangsIsNotWaitedForAndWhatItHeldIsNoNewerThanWhatWasHeardMeanwhile() throws IOException {
        end(hear(daemon(), drive("S1", 3)));
        end(hear(daemon(), drive("S2", 3)));
        DriveMemory memory = new DriveMemory(new DriveMemoryFile(path), clock);
        assertThat(memory.ready()).isFalse();
        clock.pause(DriveMemory.PATIENCE);
        assertThat(memory.ready()).isTrue();
        hear(memory, drive("S1", 5));
        memory.tend();
        memory.tend();

        assertThat(new DriveMemoryFile(path).read())
                .hasEntrySatisfying(new DriveIdentity("LAB", "S1", null), history -> {
                    assertThat(history.levels().counts()).containsEntry(SmartCount.MEDIA_ERRORS, 5L);
                    assertThat(history.changes())
                            .extracting(SmartHistory.Change::count)
                            .containsExactly(3L, 5L);
                })
                .containsKey(new DriveIdentity("LAB", "S2", null));
    }

    /** One that has been heard for the first time by a daemon. */
    private record Heard(DriveMemory memory, DriveStory.News news) {}

    private static Heard hear(DriveMemory memory, SmartReading reading) {
        return new Heard(memory, memory.hear(DriveStory.UNHEARD, reading, Optional.empty(), KnownBad.NOTHING));
    }

    private static void end(Heard heard) {
        heard.memory().tend();
    }

    /** Its file has been read. */
    private DriveMemory daemon() {
        DriveMemory memory = new DriveMemory(new DriveMemoryFile(path), clock);
        memory.tend();
        assertThat(memory.ready()).isTrue();
        return memory;
    }

    private static SmartReading drive(String serial, int mediaErrors) {
        return SmartParser.read(json("\"model_name\": \"LAB\", \"serial_number\": \"" + serial + "\"", mediaErrors));
    }

    private static String json(String identity, int mediaErrors) {
        return """
                {"smartctl": {"version": [7, 4], "exit_status": 0}, "device": {"protocol": "NVMe"}, %s,
                 "smart_status": {"passed": true},
                 "nvme_smart_health_information_log": {"critical_warning": 0, "media_errors": %d}}
                """.formatted(identity, mediaErrors);
    }
}
