package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a log holds: nothing is thrown, nothing hangs, nothing grows. */
class HostileLogTest {

    private static final long SEED = Long.getLong("remapd.seed", System.nanoTime());

    private final Random random = new Random(SEED);

    @Test
    void garbledSamplesThrowNothing() {
        List<String> lines =
                Sample.all().stream().flatMap(sample -> sample.lines().stream()).toList();
        assertThatCode(() -> {
                    Correlator correlator = new Correlator(Duration.ofSeconds(5));
                    LogFormat format = new LogFormat();
                    for (int i = 0; i < 200_000; i++) {
                        String line = garbled(lines.get(random.nextInt(lines.size())));
                        format.accept(line, read -> correlator.accept(read, verdict -> {}));
                    }
                    correlator.finish(verdict -> {});
                })
                .as("seed %d", SEED)
                .doesNotThrowAnyException();
    }

    @Test
    void randomBytesGiveNothing() throws IOException {
        byte[] bytes = new byte[1 << 22];
        random.nextBytes(bytes);
        List<String> lines = new ArrayList<>();
        LogFile.forEachLine(new ByteArrayInputStream(bytes), lines::add);

        assertThat(Logs.verdicts(lines)).as("seed %d", SEED).isEmpty();
    }

    @Test
    void endlessLinesAreCut() throws IOException {
        byte[] bytes = ("a".repeat(5 * LogFile.LONGEST) + "\nnext").getBytes(StandardCharsets.ISO_8859_1);
        List<String> lines = new ArrayList<>();
        LogFile.forEachLine(new ByteArrayInputStream(bytes), lines::add);

        assertThat(lines).hasSize(2).last().isEqualTo("next");
        assertThat(lines.get(0)).hasSize(LogFile.LONGEST);
    }

    private String garbled(String line) {
        StringBuilder garbled = new StringBuilder(line);
        for (int i = random.nextInt(4); i >= 0 && !garbled.isEmpty(); i--) {
            int at = random.nextInt(garbled.length());
            switch (random.nextInt(5)) {
                case 0 -> garbled.setLength(at);
                case 1 -> garbled.deleteCharAt(at);
                case 2 -> garbled.insert(at, (char) random.nextInt(256));
                case 3 -> garbled.insert(at, garbled.substring(at));
                default -> garbled.setCharAt(at, (char) ('0' + random.nextInt(10)));
            }
        }
        return garbled.toString();
    }
}
