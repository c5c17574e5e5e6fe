package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The service's watchdog is told that all is well only as long as each device moves, however slow its disk is. */
class StillnessTest {

    private final Rig rig = Rig.ofPlainDisk();

    @Test
    void ofAThreadThatIsStuckNothingComes() {
        rig.clock.advance(Duration.ofMinutes(16));
        assertThat(rig.watched.stillFor()).isEqualTo(Duration.ofMinutes(16));
    }

    @Test
    void oneThatComesRoundMoves() {
        rig.clock.advance(Duration.ofMinutes(16));
        rig.watched.runUntilIdle();
        assertThat(rig.watched.stillFor()).isZero();
    }

    @Test
    void andSoDoesOneWhoseDiskTakesAMinuteForEachRead() {
        Instant began = rig.clock.now();
        rig.disk.failReads(rig.rangeOf(7).first().number(), 8).beforeRead(range -> {
            assertThat(rig.watched.stillFor()).isLessThan(Duration.ofMinutes(15));
            rig.clock.advance(Duration.ofMinutes(1));
        });
        rig.hint(7);
        assertThat(Duration.between(began, rig.clock.now())).isGreaterThan(Duration.ofMinutes(8));
    }
}
