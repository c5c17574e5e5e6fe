package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.Seeds;

/** Two disks with errors at once: however their lines come, each error is told of as if the other disk had none. */
class InterleavingTest {

    private static final int ROUNDS = 1_000;
    /** What does not say of which device it is, or concerns all. */
    private static final Pattern OF_NO_DEVICE = Pattern.compile(
            "\\s*(Sense Key|Add\\. Sense|Result:|Descriptor|[0-9a-f]{2} |Read\\(|Write\\(|Current |\\?:|Linux version|sd [0-9:]+ Device offlined).*");

    private final List<Sample> samples = Sample.all().stream()
            .filter(sample -> sample.expected().stream().allMatch(verdict -> verdict.matches(".* (sd|ata|nvme).*")))
            .filter(sample -> messages(sample).stream()
                    .noneMatch(text -> OF_NO_DEVICE.matcher(text).matches()))
            .toList();

    @Test
    void eachDiskKeepsItsVerdicts() {
        assertThat(samples).hasSizeGreaterThan(50);
        Seeds.each(ROUNDS, random -> {
            Sample one = samples.get(random.nextInt(samples.size()));
            Sample other = samples.get(random.nextInt(samples.size()));
            if (sharePlaces(one, other)) {
                return;
            }
            List<String> lines = interleaved(
                    messages(one),
                    messages(other).stream().map(InterleavingTest::ofAnother).toList(),
                    random);
            List<String> expected = Stream.concat(
                            one.expected().stream(), other.expected().stream().map(InterleavingTest::ofAnother))
                    .toList();
            assertThat(Logs.verdicts(lines))
                    .as("%s%nand %s%n%s%n", one, other, String.join("\n", lines))
                    .containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    /** A report of libata's names a port, which only its place tells to be the disk's. */
    private static boolean sharePlaces(Sample one, Sample other) {
        Set<Long> places = new HashSet<>(places(one));
        places.retainAll(places(other));
        return !places.isEmpty();
    }

    /** Neighbourhoods of a thousand sectors that the verdicts are about. */
    private static List<Long> places(Sample sample) {
        return sample.expected().stream()
                .map(verdict -> verdict.split("[ +]")[2])
                .filter(sector -> !sector.equals("-"))
                .map(sector -> Long.parseLong(sector) >> 10)
                .toList();
    }

    /** The texts, those of one record in one. */
    private static List<String> messages(Sample sample) {
        List<String> messages = new ArrayList<>();
        for (LogLine line : Logs.read(sample.lines())) {
            int last = messages.size() - 1;
            if (last >= 0 && line.text().strip().startsWith("res ")) {
                messages.set(last, messages.get(last) + "\n" + line.text());
            } else {
                messages.add(line.text());
            }
        }
        return messages;
    }

    private static String ofAnother(String text) {
        return text.replaceAll("\\bsd([a-z])\\b", "sdz$1")
                .replaceAll("^(sd|sr) (\\d+:)", "$1 4$2")
                .replaceAll("\\b(ata|nvme)(\\d)", "$14$2");
    }

    private static List<String> interleaved(List<String> one, List<String> other, Random random) {
        List<String> merged = new ArrayList<>();
        int next = 0;
        for (String text : other) {
            for (; next < one.size() && random.nextBoolean(); next++) {
                merged.add(one.get(next));
            }
            merged.add(text);
        }
        merged.addAll(one.subList(next, one.size()));
        return IntStream.range(0, merged.size())
                .mapToObj(i -> "[    1.%06d] %s".formatted(i, merged.get(i)))
                .toList();
    }
}
