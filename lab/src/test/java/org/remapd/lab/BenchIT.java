package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code lab/bench}: does it measure all, and what does it make of it? Not what comes out: the machine is shared. */
class BenchIT {

    private static final List<String> CONTENDERS =
            List.of("linear", "linear-again", "raw", "remap-0", "remap-1000", "remap-100000", "remap-1000000");

    @Test
    @Tag("long")
    void everyContenderIsMeasuredOnEveryDisk() {
        Result bench = Lab.bench("target", "--rounds", "6");

        // A budget may be missed.
        assertThat(bench.status()).as(bench.output()).isIn(0, 1);
        for (String disk : List.of("null_blk", "brd")) {
            for (String part : List.of("read-1", "read-16", "write-1", "write-16")) {
                for (String contender : CONTENDERS) {
                    assertThat(bench.output())
                            .containsPattern("(?m)^" + disk + "/" + part + " +" + contender
                                    + " +[0-9]+ +[0-9.]+  [0-9.]+-[0-9.]+  [0-9.]+-[0-9.]+");
                }
            }
            assertThat(bench.output())
                    .containsPattern(
                            "(?m)^" + disk + " +remap-1000000 +[0-9]+ KiB +[0-9.]+ bytes each .* load +[0-9]+ ms")
                    .containsPattern("(?m)^" + disk + " +remap-1000000 +0[.][0-9]+ %");
        }
        assertThat(bench.output()).containsPattern("Kernel 6[.]1, seed 1; load of this machine");
    }

    @Test
    @Tag("long")
    void healingIsMeasuredBesideTheSameFaultsOnDmLinear() {
        Result bench = Lab.bench("heal", "--rounds", "6");

        assertThat(bench.status()).as(bench.output()).isIn(0, 1);
        for (String part : List.of("read-1", "read-16", "write-1", "write-16")) {
            assertThat(bench.output())
                    .containsPattern("(?m)^" + part + " +remap +[0-9]+ +[0-9.]+  [0-9.]+-[0-9.]+  [0-9.]+-[0-9.]+");
        }
        assertThat(bench.output()).contains("Of 48 reads of failing sectors, 48 failed on dm-linear, 0 under remapd.");
    }

    /** Of 20 rounds, the interval reaches from the 6th smallest ratio to the 6th largest: 0.86 to 0.95. */
    @ParameterizedTest
    @CsvSource({"0.86, met", "0.87, not decided", "0.95, not decided", "0.96, missed"})
    void aBudgetIsMetOrMissedOnlyIfTheWholeIntervalIs(String budget, String verdict) {
        List<Integer> percents = IntStream.rangeClosed(81, 100).boxed().collect(Collectors.toList());
        Collections.shuffle(percents, new Random(Lab.seed()));

        assertThat(judged(percents, budget))
                .containsPattern(
                        "read +remap +20 +0[.]905  0[.]860-0[.]950  [0-9.-]+  " + budget + "  " + verdict + "$");
    }

    @Test
    void fiveRoundsTellNothing() {
        assertThat(judged(List.of(50, 50, 50, 50, 50), "0.97")).containsPattern("0[.]500  - .* 0[.]97  not decided$");
    }

    /** What is made of rounds in which the speed beside the reference was so many percent. */
    private static String judged(List<Integer> percents, String budget) {
        String lines = percents.stream()
                .map(percent -> "read linear " + percent + "\\nread remap 100\\n")
                .collect(Collectors.joining());
        Result judged =
                Lab.here("printf '" + lines + "' | awk -v reference=linear -v count=5 -v unit=ns -v budgets=remap="
                        + budget + " -f " + Lab.top() + "/lab/bench.d/ratios.awk");
        assertThat(judged.status()).as(judged.output()).isZero();
        return judged.output();
    }
}
