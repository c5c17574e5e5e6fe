package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the daemon really wrote is recorded at the block level, below the remap device, while sectors are moved one by one and
 * many at once. Then the disk is made again as a cut of the power could have left it, at every point of the record: what its
 * metadata says there is the state before or after a mapping, with all that was acknowledged, and all that is mapped has its
 * data on its spare.
 */
class BlockRecordIT {

    private static final String DISK_SIZE = "32M";
    private static final long DISK_BYTES = 32 << 20;
    private static final int DRAWS = Lab.isLong() ? 16 : 2;
    private static final int IMAGES = 64;

    private static final List<Long> ONE_BY_ONE = places(3000, Lab.isLong() ? 25 : 3);
    private static final List<Long> AT_ONCE = places(4000, Lab.isLong() ? 25 : 5);
    private static final Set<Long> ALL =
            Stream.of(ONE_BY_ONE, AT_ONCE).flatMap(List::stream).collect(Collectors.toCollection(TreeSet::new));

    /** A mark names the sectors that the target serves from spares by then, with their data. */
    private static final String STORY = """
            set -eu
            bad() { for n in $2; do lab-fault 0 $1 $((n + %d)); done; }
            mapped() {
              dmsetup message recorded 0 list 0 |
                while read -r sector spare lost; do if [ "$lost" = - ]; then printf '%%s,' $sector; fi; done
            }
            mark() {
              now=$(mapped)
              [ "$now" = "${marked-none}" ] || dmsetup message logged 0 mark "mapped:$now"
              marked=$now
            }
            one_by_one='%s'
            at_once='%s'
            sed -i 's/^#policy.*/policy = "remap"/' /etc/remapd.conf
            systemctl restart remapd
            dmsetup create logged --table "0 $(blockdev --getsz $LAB_DISK0) log-writes $LAB_DISK0 $LAB_DISK1"
            remapd create recorded --device /dev/mapper/logged
            mark
            for n in $one_by_one $at_once; do
              printf '%%-512s' "sector $n" | dd of=/dev/mapper/recorded bs=512 seek=$n oflag=direct conv=notrunc status=none
            done

            # These are saved by the scrub that finds them, and is slow enough for a mark after each; those go to spares as lost.
            bad flaky:9 "$one_by_one"
            bad slow:500 "$(for n in $one_by_one; do echo $((n + 500)); done)"
            bad read "$at_once"
            remapd scrub recorded --now --wait &
            while kill -0 $! 2>/dev/null; do mark; sleep 0.1; done
            mark

            # Now they can be read; the daemon looks again when it starts, at all of them together.
            lab-fault 0 clear
            bad flaky:5 "$at_once"
            systemctl restart remapd
            for i in $(seq 600); do
              mark
              [ "$(wc -w <<<"${marked//,/ }")" = %d ] && break
              sleep 0.1
            done
            systemctl stop remapd
            mark
            dmsetup remove recorded
            dmsetup remove logged
            """;

    /** One line for each image: its path, and what is mapped, as sector:spare:lost. */
    private static final String INSPECT = "%s inspect --json --mappings %s | jq -r '.disks[0].path + ([.mappings[] |"
            + " \" \\(.sector):\\(.disk_sector):\\(.lost)\"] | add // \"\")'";

    /**
     * The disk at one point.
     *
     * @param sectors      what it holds, where it was ever written
     * @param acknowledged what was said to be mapped before
     */
    private record State(String when, Map<Long, byte[]> sectors, Set<Long> acknowledged) {}

    /**
     * What the metadata says at one point.
     *
     * @param mapped which sector of the remap device is on which of the disk, with its data
     */
    private record Told(String when, Set<Long> acknowledged, Map<Long, Long> mapped) {}

    private final Random random = new Random(Lab.seed());
    private final String program = Lab.program();
    private final CutDisk disk = new CutDisk();
    private final List<State> untold = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void whatIsRecordedIsTheStateBeforeOrAfterAtEveryPoint() throws IOException {
        Path image = directory.resolve("disk");
        Path log = directory.resolve("log");
        Result story = Lab.run(
                "--disk",
                "type=scsi,size=" + DISK_SIZE + ",file=" + image,
                "--disk",
                "type=scsi,size=64M,file=" + log,
                "--",
                "bash",
                "-c",
                STORY.formatted(RemapDevice.DATA_START, words(ONE_BY_ONE), words(AT_ONCE), ALL.size()));
        assertThat(story.status()).as(story.output()).isZero();

        cutAtEveryPointOf(WriteRecord.on(log));

        assertThat(Files.mismatch(image, made(disk.withAllOfTheCache(), "made")))
                .as("the record is all that was written")
                .isEqualTo(-1);
        Told end = told.get(told.size() - 1);
        assertThat(end.mapped().keySet()).isEqualTo(end.acknowledged()).isEqualTo(ALL);
        assertThat(told)
                .as("a point at which only some were acknowledged")
                .anyMatch(one -> one.acknowledged().equals(Set.copyOf(ONE_BY_ONE)));
        for (Told one : told) {
            assertThat(one.mapped().keySet()).as(one.when()).containsAll(one.acknowledged());
            assertThat(end.mapped().entrySet())
                    .as(one.when())
                    .containsAll(one.mapped().entrySet());
        }
        System.out.printf(
                "BlockRecordIT: %d states, %d mappings acknowledged at %d points, -Dremapd.seed=%d%n",
                told.size(),
                ALL.size(),
                told.stream().map(Told::acknowledged).distinct().count(),
                Lab.seed());
    }

    /** From the first mark on, when the device has been created; of what was not flushed then, all arrived or some. */
    private void cutAtEveryPointOf(List<WriteRecord.Entry> record) throws IOException {
        Set<Long> acknowledged = null;
        for (int i = 0; i < record.size(); i++) {
            WriteRecord.Entry entry = record.get(i);
            String request = "request " + (i + 1) + " of " + record.size();
            if (entry instanceof WriteRecord.Mark mark) {
                acknowledged = acknowledged(mark).orElse(acknowledged);
            } else if (entry instanceof WriteRecord.Write write) {
                disk.write(write);
            } else if (entry instanceof WriteRecord.Flush) {
                for (int draw = 0; draw < DRAWS && disk.hasCached(); draw++) {
                    String when = "before " + request + ", draw " + draw;
                    tell(when, disk.withSomeOfTheCache(random), acknowledged);
                }
                disk.flush();
            }
            tell("after " + request, disk.withAllOfTheCache(), acknowledged);
        }
        inspect();
    }

    private static Optional<Set<Long>> acknowledged(WriteRecord.Mark mark) {
        String begin = "mapped:";
        return mark.text().startsWith(begin)
                ? Optional.of(
                        Arrays.stream(mark.text().substring(begin.length()).split(","))
                                .filter(word -> !word.isEmpty())
                                .map(Long::valueOf)
                                .collect(Collectors.toCollection(TreeSet::new)))
                : Optional.empty();
    }

    private void tell(String when, Map<Long, byte[]> sectors, @Nullable Set<Long> acknowledged) throws IOException {
        if (acknowledged != null) {
            untold.add(new State(when, sectors, acknowledged));
            if (untold.size() == IMAGES) {
                inspect();
            }
        }
    }

    /** What the program says of each, many at once, since it is its start that takes time. */
    private void inspect() throws IOException {
        Map<String, State> images = new TreeMap<>();
        for (State state : untold) {
            images.put(
                    made(state.sectors(), "image%02d".formatted(images.size())).toString(), state);
        }
        untold.clear();
        Result result = Lab.here(INSPECT.formatted(program, String.join(" ", images.keySet())));
        Map<String, Map<Long, Long>> mapped = mapped(result.output());
        images.forEach((image, state) -> {
            assertThat(mapped).as("%s, %s", state.when(), result.output()).containsKey(image);
            Map<Long, Long> found = Objects.requireNonNull(mapped.get(image));
            found.forEach((sector, spare) -> assertThat(text(state.sectors().get(spare)))
                    .as("on spare %d, %s", spare, state.when())
                    .isEqualTo("sector " + sector));
            told.add(new Told(state.when(), state.acknowledged(), found));
        });
    }

    private static Map<String, Map<Long, Long>> mapped(String lines) {
        Map<String, Map<Long, Long>> images = new HashMap<>();
        for (String line : lines.lines().toList()) {
            String[] parts = line.split(" ");
            Map<Long, Long> mapped = new TreeMap<>();
            for (String mapping : Arrays.asList(parts).subList(1, parts.length)) {
                assertThat(mapping).as(line).matches("([0-9]+):[0-9]+:\\[(\\1)?]");
                String[] words = mapping.split(":");
                if (words[2].equals("[]")) {
                    mapped.put(Long.valueOf(words[0]), Long.valueOf(words[1]));
                }
            }
            images.put(parts[0], mapped);
        }
        return images;
    }

    /** An image of the disk. */
    private Path made(Map<Long, byte[]> sectors, String name) throws IOException {
        Path image = directory.resolve(name);
        Files.deleteIfExists(image);
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (Map.Entry<Long, byte[]> sector : sectors.entrySet()) {
                file.write(ByteBuffer.wrap(sector.getValue()), sector.getKey() * 512);
            }
            if (file.size() < DISK_BYTES) {
                file.write(ByteBuffer.allocate(1), DISK_BYTES - 1);
            }
        }
        return image;
    }

    /** One in each MiB, which is what a scrub reads at once. */
    private static List<Long> places(long first, int count) {
        return LongStream.range(0, count).mapToObj(i -> first + i * 2048).toList();
    }

    private static String words(List<Long> sectors) {
        return sectors.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static String text(byte @Nullable [] sector) {
        return sector == null ? "nothing" : new String(sector, StandardCharsets.US_ASCII).strip();
    }
}
