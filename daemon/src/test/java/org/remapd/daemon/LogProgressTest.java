package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.remapd.agent.port.Clock;
import org.remapd.agent.port.KernelLog;

class LogProgressTest {

    private static final String BOOT = "9f4f1c3e-0d6f-4a3c-8a63-6d1f5b0a1c2d";

    @TempDir
    private Path directory;

    private PositionFile file;
    private LogProgress progress;
    private CompletableFuture<Void> dealtWith = new CompletableFuture<>();
    private int asked;
    private final TestClock clock = new TestClock();

    @BeforeEach
    void begin() {
        file = new PositionFile(directory.resolve("kernel-log"));
        progress = new LogProgress(
                file,
                () -> {
                    asked++;
                    return dealtWith;
                },
                clock);
    }

    @Test
    void isKeptOnceWhatWasReadIsDealtWith() throws IOException {
        read(7, LogProgress.EVERY);
        read(9, LogProgress.EVERY);
        assertThat(file.read()).isEmpty();

        dealtWith.complete(null);
        read(10, Duration.ZERO);
        assertThat(file.read()).as("and not what was read since").contains(at(7));
    }

    @Test
    void isKeptNowAndThenAndOnlyIfThereIsAnyChange() throws IOException {
        dealtWith.complete(null);
        for (long record = 0; record < 1000; record++) {
            read(record, LogProgress.EVERY.dividedBy(100));
        }
        assertThat(asked).isLessThanOrEqualTo(10);
        for (int round = 0; round < 1000; round++) {
            read(1000, LogProgress.EVERY);
        }
        assertThat(file.read()).contains(at(1000));
        assertThat(asked).isLessThanOrEqualTo(12);
    }

    @Test
    void isNotKeptIfSomethingCouldNotBeDealtWith() throws IOException {
        read(7, LogProgress.EVERY);
        dealtWith.completeExceptionally(new IllegalStateException("the breaker is open"));
        read(8, Duration.ZERO);
        assertThat(file.read()).isEmpty();

        dealtWith = CompletableFuture.completedFuture(null);
        read(9, LogProgress.EVERY);
        read(9, Duration.ZERO);
        assertThat(file.read()).contains(at(9));
    }

    @Test
    void isKeptAtTheEnd() throws IOException {
        dealtWith.complete(null);
        progress.end(Optional.of(at(7)));
        assertThat(file.read()).contains(at(7));
    }

    @Test
    void ofAnEndInTheMiddleOfAHealItIsKeptHowFarItWasBefore() throws IOException {
        dealtWith.complete(null);
        read(7, LogProgress.EVERY);
        read(7, Duration.ZERO);
        dealtWith = CompletableFuture.failedFuture(new IllegalStateException("not watched any more"));
        progress.end(Optional.of(at(8)));
        assertThat(file.read()).contains(at(7));
    }

    @Test
    void whereNothingCanBeKeptItGoesOn() throws IOException {
        dealtWith.complete(null);
        LogProgress nowhere = new LogProgress(
                new PositionFile(directory.resolve("missing/kernel-log")), () -> dealtWith, Clock.SYSTEM);
        nowhere.end(Optional.of(at(7)));
        assertThat(directory).isEmptyDirectory();
    }

    private void read(long record, Duration later) {
        clock.pause(later);
        progress.read(Optional.of(at(record)));
    }

    private static KernelLog.Position at(long record) {
        return new KernelLog.Position(BOOT, record);
    }
}
