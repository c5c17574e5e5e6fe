package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Fate;
import org.remapd.daemon.alert.Matter;

/** What people are reminded of, as long as it lasts. */
class ConditionsTest {

    /** Three days after the device was made, and its faults were found. */
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

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
        assertThat(conditions(
                                Statuses.WELL.faults(
                                        Statuses.fault(80, Fate.UNHEALED, 0), Statuses.fault(160, Fate.POISONED, 1)),
                                false)
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

    @Test
    void thatTheDiskIsToBeCopiedIsTold() {
        assertThat(conditions(Statuses.WELL, true).values())
                .extracting(Alert::message)
                .containsExactly("data is to be copied while it reads: the drive predicts its own failure");
        assertThat(told(runningOut()))
                .containsExactly("data is to be copied while it reads: at the rate of late its spares last for 3 days");
    }

    @Test
    void thatSparesRunOutIsAnAlertWhenItBeginsAndWhenItBeginsAgain() {
        List<Alert> alerts = new ArrayList<>();
        RunwayWatch runways = new RunwayWatch();
        runways.look(Statuses.WELL.status(), NOW, alerts::add);
        assertThat(alerts).isEmpty();
        runways.look(runningOut().status(), NOW, alerts::add);
        runways.look(runningOut().status(), NOW, alerts::add);
        assertThat(alerts).extracting(Alert::kind).containsExactly(Alert.Kind.SPARES_LOW);
        runways.look(Statuses.WELL.status(), NOW, alerts::add);
        runways.look(runningOut().status(), NOW, alerts::add);
        assertThat(alerts).hasSize(2);
    }

    @Test
    void whetherADriveFailsThatSaysNothingIsUnknown() {
        Conditions known = Conditions.of(Statuses.WELL.status(), Optional.of(false), NOW);
        Conditions silent = Conditions.of(Statuses.WELL.status(), Optional.empty(), NOW);
        Matter smart = new Matter("data", Alert.Kind.SMART);
        assertThat(known.isUnknown(smart)).isFalse();
        assertThat(silent.isUnknown(smart)).isTrue();
        assertThat(silent.isUnknown(new Matter("data", Alert.Kind.DATA_LOST))).isFalse();
        assertThat(silent.isUnknown(new Matter("of nobody any more", Alert.Kind.DATA_LOST)))
                .isFalse();
    }

    private static Statuses runningOut() {
        return Statuses.WELL
                .freeSpares(3)
                .faults(
                        Statuses.fault(80, Fate.REMAPPED, 0),
                        Statuses.fault(160, Fate.REMAPPED, 0),
                        Statuses.fault(240, Fate.REMAPPED, 0));
    }

    private static List<String> told(Statuses known) {
        return conditions(known, false).values().stream().map(Alert::message).toList();
    }

    private static Map<Matter, Alert> conditions(Statuses known, boolean failing) {
        return Conditions.of(known.status(), Optional.of(failing), NOW).all();
    }
}
