package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.fault.DeviceId;
import org.remapd.agent.sensor.scrub.LatencyMap;
import org.remapd.agent.sensor.scrub.LatencyMap.Cell;

/** What one daemon's scrubs have measured, and the next shows. */
class SurfaceMemoryTest {

    private static final DeviceId DEVICE = new DeviceId(new UUID(1, 2));
    private static final Instant FIRST = Instant.parse("2026-11-21T08:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-11-28T08:00:00Z");

    @TempDir
    private Path directory;

    private final TestClock clock = new TestClock();

    @Test
    void withoutAScrubNothingIsKnownAndNothingIsWritten() {
        SurfaceMemory memory = daemon();
        memory.tend();

        assertThat(memory.of(DEVICE)).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatAScrubHasMeasuredIsShownWhileItRunsAndByTheNextDaemon() {
        SurfaceMemory memory = daemon();
        Supplier<LatencyMap> scrub = () -> map(FIRST, 5, 0);
        memory.begin(DEVICE, scrub);
        assertThat(memory.of(DEVICE)).contains(map(FIRST, 5, 0));

        memory.ended(DEVICE, scrub);
        memory.tend();
        assertThat(daemon().of(DEVICE)).contains(map(FIRST, 5, 0));
    }

    @Test
    void oneThatIsInterruptedGoesOn() {
        SurfaceMemory memory = daemon();
        scrub(memory, map(FIRST, 5, 0));

        SurfaceMemory next = daemon();
        Supplier<LatencyMap> rest = () -> map(FIRST, 0, 7);
        next.begin(DEVICE, rest);
        assertThat(next.of(DEVICE)).contains(map(FIRST, 5, 7));
        next.ended(DEVICE, rest);
        assertThat(next.of(DEVICE)).contains(map(FIRST, 5, 7));
    }

    @Test
    void oneThatHungWhileAnotherBeganEndsNothing() {
        SurfaceMemory memory = daemon();
        Supplier<LatencyMap> hangs = () -> map(FIRST, 5, 0);
        memory.begin(DEVICE, hangs);
        memory.begin(DEVICE, () -> map(SECOND, 0, 7));
        memory.ended(DEVICE, hangs);
        memory.tend();

        assertThat(memory.of(DEVICE).orElseThrow().cells())
                .containsExactly(new Cell(2048, 5, 5, false, false, true), cell(7));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void thoseBeforeAreShownWhereThePresentOneHasReadNothing() {
        SurfaceMemory memory = daemon();
        scrub(memory, map(FIRST, 5, 7));
        scrub(memory, map(SECOND, 6, 0));

        LatencyMap mixed = daemon().of(DEVICE).orElseThrow();
        assertThat(mixed.started()).isEqualTo(SECOND);
        assertThat(mixed.cells()).containsExactly(cell(6), new Cell(2048, 7, 7, false, false, true));
    }

    @Test
    void whileAScrubRunsItIsWrittenOnceAMinute() throws IOException {
        SurfaceMemory memory = daemon();
        memory.begin(DEVICE, () -> map(FIRST, 5, 0));
        memory.tend();
        clock.pause(SurfaceMemory.EVERY.minusNanos(1));
        memory.tend();
        assertThat(directory).isEmptyDirectory();

        clock.pause(Duration.ofNanos(1));
        memory.tend();
        assertThat(file().read()).contains(map(FIRST, 5, 0));
        Files.delete(file().file());
        memory.tend();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void onceItIsOverItIsWrittenOnce() throws IOException {
        SurfaceMemory memory = daemon();
        scrub(memory, map(FIRST, 5, 0));
        Files.delete(file().file());
        clock.pause(SurfaceMemory.EVERY);
        memory.tend();

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatCouldNotBeWrittenIsTriedAgainAMinuteLater() throws IOException {
        SurfaceMemory memory = daemon();
        Path inTheWay = Files.createDirectories(Path.of(file().file() + ".new"));
        scrub(memory, map(FIRST, 5, 0));
        Files.delete(inTheWay);
        memory.tend();
        assertThat(file().file()).doesNotExist();

        clock.pause(SurfaceMemory.EVERY);
        memory.tend();
        assertThat(file().read()).contains(map(FIRST, 5, 0));
    }

    @Test
    void aFileSystemThatIsMountedLaterIsNotWaitedForAndWhatItHoldsIsNotLost() throws IOException {
        scrub(daemon(), map(FIRST, 5, 7));
        Path file = file().file();
        directory = directory.resolve("mounted");
        SurfaceMemory memory = daemon();
        memory.begin(DEVICE, () -> map(SECOND, 6, 0));
        assertThat(memory.of(DEVICE)).contains(map(SECOND, 6, 0));

        Files.createDirectory(directory);
        Files.move(file, file().file());
        memory.tend();
        assertThat(memory.of(DEVICE).orElseThrow().cells())
                .containsExactly(cell(6), new Cell(2048, 7, 7, false, false, true));
    }

    @Test
    void aCorruptFileIsAsNoneAndIsReplaced() throws IOException {
        Files.writeString(file().file(), "{\"version\":1,\"cel");
        SurfaceMemory memory = daemon();
        assertThat(memory.of(DEVICE)).isEmpty();
        scrub(memory, map(FIRST, 5, 0));

        assertThat(daemon().of(DEVICE)).contains(map(FIRST, 5, 0));
    }

    @Test
    void oneOfALaterVersionIsAsNoneAndStaysAsItIs() throws IOException {
        Files.writeString(file().file(), "{\"version\":2}");
        SurfaceMemory memory = daemon();
        scrub(memory, map(FIRST, 5, 0));

        assertThat(memory.of(DEVICE)).contains(map(FIRST, 5, 0));
        assertThat(file().file()).hasContent("{\"version\":2}");
    }

    @Test
    void ofADeviceThatIsForgottenNothingMoreIsWritten() {
        SurfaceMemory memory = daemon();
        Supplier<LatencyMap> scrub = () -> map(FIRST, 5, 0);
        memory.begin(DEVICE, scrub);
        memory.ended(DEVICE, scrub);
        memory.leave(DEVICE);
        memory.tend();

        assertThat(memory.of(DEVICE)).isEmpty();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whenTheDaemonEndsWhatIsKnownIsWritten() throws IOException {
        SurfaceMemory memory = daemon();
        memory.start();
        Supplier<LatencyMap> scrub = () -> map(FIRST, 5, 0);
        memory.begin(DEVICE, scrub);
        memory.ended(DEVICE, scrub);
        memory.close();

        assertThat(file().read()).contains(map(FIRST, 5, 0));
    }

    private SurfaceFile file() {
        return SurfaceFile.in(directory, DEVICE);
    }

    /** Its file has been read, if it can be. */
    private SurfaceMemory daemon() {
        SurfaceMemory memory = new SurfaceMemory(directory, clock);
        memory.watch(DEVICE);
        memory.tend();
        return memory;
    }

    private static void scrub(SurfaceMemory memory, LatencyMap map) {
        Supplier<LatencyMap> scrub = () -> map;
        memory.begin(DEVICE, scrub);
        memory.ended(DEVICE, scrub);
        memory.tend();
    }

    /** Two cells, each of which was read in so many nanoseconds, or not at all. */
    private static LatencyMap map(Instant started, long one, long other) {
        return new LatencyMap(4096, 2048, started, List.of(cell(one), cell(other)));
    }

    private static Cell cell(long nanos) {
        return Optional.of(nanos)
                .filter(some -> some > 0)
                .map(some -> new Cell(2048, some, some, false, false, false))
                .orElse(Cell.UNKNOWN);
    }
}
