package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.remapd.agent.sensor.scrub.pace.Progress;
import org.remapd.agent.sensor.scrub.pace.Speed;
import org.remapd.agent.sensor.scrub.pace.Why;
import org.remapd.daemon.schedule.Turns;

/** Two devices on one disk. */
class TurnPacingTest {

    private static final Progress PROGRESS = new Progress(1, 0, 0, Duration.ZERO);
    private static final Speed FULL = new Speed(Speed.UNLIMITED, Why.FULL_SPEED);
    private static final Speed HOT = Speed.still(Why.HEAT);
    private static final Speed WAITS = Speed.still(Why.TURN);

    private final TestClock clock = new TestClock();
    private final Turns turns = new Turns(4, device -> Set.of("disk"));
    private final Turns.Turn other = turns.turn("other");
    private final Turns.Turn turn = turns.turn("one");
    private Speed disk = FULL;
    private int asked;
    private final List<Boolean> leftAlone = new ArrayList<>();
    private final TurnPacing pacing = pacing(true);

    private TurnPacing pacing(boolean givesWay) {
        return new TurnPacing(this::disk, leftAlone::add, turn, givesWay, clock);
    }

    private Speed disk(Progress progress) {
        asked++;
        return disk;
    }

    @Test
    void inItsTurnItIsAsFastAsTheDiskAllows() {
        assertThat(now()).isEqualTo(FULL);
        assertThat(other.ask()).isFalse();
        assertThat(leftAlone).isEmpty();
    }

    @Test
    void beforeItsTurnItStandsStillAndTheDiskIsLeftAlone() {
        other.ask();

        assertThat(now()).isEqualTo(WAITS);
        assertThat(leftAlone).as("and was not read before").containsExactly(false);
        assertThat(now()).isEqualTo(WAITS);
        assertThat(asked).as("nobody looks at the disk meanwhile").isEqualTo(1);
        other.close();
        assertThat(now()).isEqualTo(FULL);
    }

    @Test
    void asLongAsItCouldNotReadItWaitsForNoTurn() {
        disk = HOT;

        assertThat(now()).isEqualTo(HOT);
        assertThat(other.ask()).isTrue();
        disk = FULL;
        assertThat(now()).isEqualTo(WAITS);
    }

    @Test
    void ifItStandsStillForLongOthersHaveTheirTurns() {
        now();
        other.ask();
        disk = HOT;
        now();
        clock.pause(TurnPacing.PATIENCE.minusMillis(1));
        now();
        assertThat(other.ask()).isFalse();

        clock.pause(Duration.ofMillis(1));
        assertThat(now()).isEqualTo(HOT);

        assertThat(other.ask()).isTrue();
        disk = FULL;
        assertThat(now()).isEqualTo(WAITS);
        assertThat(leftAlone).as("and was read before").containsExactly(true);
    }

    @Test
    void oneThatGivesNoWayKeepsItsTurn() {
        TurnPacing keeps = pacing(false);
        keeps.now(PROGRESS);
        other.ask();
        disk = HOT;
        keeps.now(PROGRESS);
        clock.pause(TurnPacing.PATIENCE);

        assertThat(keeps.now(PROGRESS)).isEqualTo(HOT);

        assertThat(other.ask()).isFalse();
    }

    @Test
    void shortHaltsAreNotAddedUp() {
        now();
        other.ask();
        for (int halt = 0; halt < 3; halt++) {
            disk = HOT;
            now();
            clock.pause(TurnPacing.PATIENCE.minusMillis(1));
            now();
            disk = FULL;
            assertThat(now()).isEqualTo(FULL);
        }
        assertThat(other.ask()).isFalse();
    }

    private Speed now() {
        return pacing.now(PROGRESS);
    }
}
