package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Fate;
import org.remapd.daemon.alert.Matter;

/** What people are reminded of, as long as it lasts. */
class ConditionsTest {

    @Test
    void ofADeviceThatIsWellThereIsNothing() {
        assertThat(told(Statuses.WELL)).isEmpty();
        assertThat(told(Statuses.WELL.faults(Statuses.fault(80, Fate.REMAPPED, 0))))
                .isEmpty();
    }

    @Test
    void whatIsLostCountsForMoreThanWhatIsOnlyNotHealed() {
        assertThat(told(Statuses.WELL.faults(Statuses.fault(80, Fate.UNHEALED, 0))))
                .containsExactly("data has bad units that are not healed, or not without loss: 1");
        assertThat(Conditions.of(Statuses.WELL
                                .faults(Statuses.fault(80, Fate.UNHEALED, 0), Statuses.fault(160, Fate.POISONED, 1))
                                .status())
                        .keySet())
                .containsExactly(new Matter("data", Alert.Kind.DATA_LOST));
    }

    @Test
    void allThatKeepsItFromBeingHealedIsTold() {
        assertThat(told(Statuses.WELL
                        .freeSpares(0)
                        .readOnly("both copies failed")
                        .breaker("it does not answer")))
                .containsExactly(
                        "data has no spare left",
                        "data records nothing any more: both copies failed",
                        "data is not healed: its breaker is open");
    }

    private static List<String> told(Statuses known) {
        return Conditions.of(known.status()).values().stream()
                .map(Alert::message)
                .toList();
    }
}
