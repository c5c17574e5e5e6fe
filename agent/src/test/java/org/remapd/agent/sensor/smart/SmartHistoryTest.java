package org.remapd.agent.sensor.smart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.remapd.agent.sensor.smart.SmartHistory.Change;

class SmartHistoryTest {

    private static final Instant FIRST = Instant.parse("2026-09-01T00:00:00Z");

    @Test
    void whatADriveCountsFirstIsWhereItsHistoryBegins() {
        SmartHistory history = SmartHistory.NONE.with(FIRST, counting(0, 3));
        assertThat(history.changes())
                .containsExactly(
                        new Change(FIRST, SmartCount.PENDING, 0), new Change(FIRST, SmartCount.CABLE_ERRORS, 3));
        assertThat(history.levels()).isEqualTo(counting(0, 3));
    }

    @Test
    void onlyWhatChangesIsAdded() {
        Instant second = FIRST.plusSeconds(86_400);
        SmartHistory history = SmartHistory.NONE.with(FIRST, counting(0, 3));

        assertThat(history.with(second, counting(0, 3)).changes()).isEqualTo(history.changes());
        assertThat(history.with(second, counting(8, 3)).changes())
                .hasSize(3)
                .endsWith(new Change(second, SmartCount.PENDING, 8));
        assertThat(history.with(second, counting(8, 3))
                        .with(second.plusSeconds(1), counting(0, 3))
                        .changes())
                .as("also one that falls")
                .endsWith(new Change(second.plusSeconds(1), SmartCount.PENDING, 0));
    }

    @Test
    void aCountThatRisesAllTheTimeDrivesOutItsOwnOldestOnes() {
        SmartHistory history = SmartHistory.NONE.with(FIRST, counting(0, 0)).with(FIRST, counting(8, 0));
        for (int hour = 1; hour <= 1000; hour++) {
            history = history.with(FIRST.plusSeconds(3600L * hour), counting(8, hour));
        }

        assertThat(history.changes())
                .hasSize(SmartHistory.MOST)
                .startsWith(new Change(FIRST, SmartCount.PENDING, 0), new Change(FIRST, SmartCount.PENDING, 8))
                .endsWith(new Change(FIRST.plusSeconds(3_600_000), SmartCount.CABLE_ERRORS, 1000));
    }

    @Test
    void whatWasHeardBeforeComesFirstAndNothingTwice() {
        Instant second = FIRST.plusSeconds(86_400);
        SmartHistory earlier = SmartHistory.NONE.with(FIRST, counting(0, 3));
        SmartHistory later = SmartHistory.NONE.with(second, counting(8, 3)).after(earlier);

        assertThat(later.levels()).isEqualTo(counting(8, 3));
        assertThat(later.changes())
                .containsExactly(
                        new Change(FIRST, SmartCount.PENDING, 0),
                        new Change(FIRST, SmartCount.CABLE_ERRORS, 3),
                        new Change(second, SmartCount.PENDING, 8));
    }

    @Test
    void whereOnlyTheLevelsAreKnownTheHistoryBeginsWithTheNextReport() {
        SmartHistory known = new SmartHistory(counting(8, 3), List.of());
        assertThat(known.with(FIRST, counting(8, 3)).changes()).hasSize(2);
    }

    private static SmartLevels counting(long pending, long cable) {
        return new SmartLevels(Map.of(SmartCount.PENDING, pending, SmartCount.CABLE_ERRORS, cable), null, null);
    }
}
