package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.Seeds;

/** A log that lost lines, to a rate limit or a filter, tells less, but nothing that is not so. */
class MissingLinesTest {

    private static final int ROUNDS = 2_000;
    private static final List<Verdict.Kind> SURE = List.of(Verdict.Kind.PROBE, Verdict.Kind.EXACT);

    /** Without a line that tells the size of a disk's blocks, they are taken for 512 bytes. */
    private final List<Sample> samples = Sample.all().stream()
            .filter(sample -> !sample.title().matches(".*(4Kn|4096).*"))
            .toList();

    @Test
    void whatIsLeftIsSureOfNoOtherPlaceAndOfNoOtherTrouble() {
        Seeds.each(ROUNDS, random -> {
            Sample sample = samples.get(random.nextInt(samples.size()));
            List<Verdict> whole = Logs.judge(sample.lines());
            List<String> left = without(sample.lines(), random);
            boolean blockLayerIsSure = left.stream().anyMatch(line -> line.contains("critical medium error, dev "));
            for (Verdict verdict : Logs.judge(left)) {
                assertThat(whole)
                        .as("%s of %s%n%s", verdict, sample, String.join("\n", left))
                        .anyMatch(before -> isOfSameError(verdict, before)
                                && (!SURE.contains(verdict.kind())
                                        || before.kind().asksForAction()
                                        || blockLayerIsSure));
            }
        });
    }

    /** A name may be lost, and then another layer's stands for it. */
    private static boolean isOfSameError(Verdict verdict, Verdict before) {
        if (verdict.sector() == null || before.sector() == null) {
            return true;
        }
        long first = verdict.sector().number();
        long firstBefore = before.sector().number();
        return first < firstBefore + Math.max(length(before), 8) && firstBefore < first + length(verdict);
    }

    private static long length(Verdict verdict) {
        return verdict.count() == null ? 1 : verdict.count();
    }

    private static List<String> without(List<String> lines, Random random) {
        List<String> left = new ArrayList<>(lines);
        for (int i = random.nextInt(3); i >= 0 && !left.isEmpty(); i--) {
            left.remove(random.nextInt(left.size()));
        }
        return left;
    }
}
