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

/** Whatever a log holds: nothing is thrown, nothing hangs, nothing grows, and of noise comes nothing to act on. */
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
    void noiseGivesNothingToActOn() {
        String[] noise = {
            "ata1: hard resetting link",
            "ata1: SATA link down (SStatus 0 SControl 300)",
            "ata1.00: cmd 60/08:70:00:20:00/00:00:00:00:00/40 tag 14 ncq dma 4096 in\n"
                    + "         res 40/00:00:00:00:00/00:00:00:00:00/00 Emask 0x4 (timeout)",
            "sd 0:0:0:0: [sda] tag#7 FAILED Result: hostbyte=DID_TIME_OUT driverbyte=DRIVER_OK cmd_age=33s",
            "sd 0:0:0:0: [sda] tag#7 Sense Key : Aborted Command [current]",
            "sd 0:0:0:0: [sda] tag#7 Sense Key : Data Protect [current]",
            "nvme nvme0: I/O 77 QID 3 timeout, aborting",
            "nvme0n1: Read(0x2) @ LBA 8, 8 blocks, Access Denied (sct 0x2 / sc 0x86) DNR",
            "critical target error, dev sda, sector 8 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 2",
            "Buffer I/O error on dev sda1, logical block 501877, async page read",
            "audit: type=1400 msg=\"critical medium error, dev sda, sector 99\"",
        };
        Correlator correlator = new Correlator(Duration.ofSeconds(5));
        List<Verdict> toActOn = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            LogLine line = new LogLine(
                    Stamp.monotonic(i * 1_000L), 0, 3, noise[random.nextInt(noise.length)], java.util.Map.of(), "");
            correlator.accept(line, verdict -> {
                if (verdict.kind().asksForAction()) {
                    toActOn.add(verdict);
                }
            });
        }
        assertThat(toActOn).as("seed %d", SEED).isEmpty();
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
