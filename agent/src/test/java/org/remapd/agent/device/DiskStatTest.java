package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskStatTest {

    @Test
    void readsWritesDiscardsAndFlushesAreCountedTogether() {
        assertThat(DiskStat.parse("  100 1 1 1000 20 2 2 200 3 99 99 7 0 0 70 5 50\n"))
                .isEqualTo(new DiskStat(132, 3, 1320));
    }

    @Test
    void olderKernelsCountNoDiscardsAndNoFlushes() {
        assertThat(DiskStat.parse("100 1 1 1000 20 2 2 200 3 99 99")).isEqualTo(new DiskStat(120, 3, 1200));
        assertThat(DiskStat.parse("100 1 1 1000 20 2 2 200 3 99 99 7 0 0 70")).isEqualTo(new DiskStat(127, 3, 1270));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "100", "a b c d e f g h i j k"})
    void anythingElseIsNone(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> DiskStat.parse(line));
    }

    @Test
    void whatIsInFlightIsNoDifference() {
        assertThat(new DiskStat(10, 4, 100).since(new DiskStat(7, 9, 60))).isEqualTo(new DiskStat(3, 4, 40));
    }

    @Test
    void countersThatWentBackAreAnotherDevices() {
        assertThat(new DiskStat(2, 1, 10).since(new DiskStat(7, 0, 60))).isEqualTo(new DiskStat(0, 1, 0));
    }
}
