package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Runway;

/** Signs that a disk is to be copied now. */
class LastSignsTest {

    @Test
    void aDiskThatIsWellHasNone() {
        assertThat(LastSigns.of(Statuses.WELL.status(), Optional.empty(), false))
                .isEmpty();
        assertThat(LastSigns.of(Statuses.WELL.status(), runway(30), false)).isEmpty();
    }

    @Test
    void eachIsNamed() {
        assertThat(LastSigns.of(
                        Statuses.WELL
                                .freeSpares(0)
                                .readOnly("both copies failed")
                                .status(),
                        runway(0),
                        true))
                .containsExactly(
                        "the drive predicts its own failure", "nothing can be recorded any more", "no spare is left");
    }

    @Test
    void sparesThatWillNotLastAMonthAreOne() {
        assertThat(LastSigns.of(Statuses.WELL.status(), runway(29), false))
                .containsExactly("at the rate of late its spares last for 29 days");
    }

    private static Optional<Runway> runway(int days) {
        Duration likely = Duration.ofDays(days);
        return Optional.of(new Runway(likely, likely, likely, 3, Duration.ofDays(90)));
    }
}
