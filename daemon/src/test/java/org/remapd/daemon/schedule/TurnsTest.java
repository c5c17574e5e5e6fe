package org.remapd.daemon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnsTest {

    /** A device is called by the name of its disk and another letter. */
    private final Turns turns = new Turns(2, device -> Set.of(device.substring(0, 1)));

    @Test
    void aTurnIsNobodysBusinessUntilItIsAskedFor() {
        Turns.Turn first = turns.turn("1a");
        Turns.Turn second = turns.turn("1b");

        assertThat(second.hasCome()).isFalse();
        assertThat(second.ask()).isTrue();
        assertThat(second.hasCome()).isTrue();
        assertThat(first.isAwaited()).isFalse();
        assertThat(first.ask()).isFalse();
        assertThat(first.isAwaited()).isTrue();
    }

    @Test
    void theyComeInTheOrderInWhichTheyWereMade() {
        Turns.Turn first = asked("1a");
        Turns.Turn second = turns.turn("1b");
        Turns.Turn third = asked("1c");
        second.ask();

        first.close();
        assertThat(second.ask()).isTrue();
        assertThat(second.isAwaited()).isFalse();
        assertThat(third.ask()).isFalse();
        second.close();
        assertThat(third.ask()).isTrue();
    }

    @Test
    void oneThatIsNotWantedAnyMoreIsInNobodysWayAndDoesNotCome() {
        Turns.Turn first = asked("1a");
        Turns.Turn second = asked("1b");
        Turns.Turn third = asked("1c");

        second.close();
        first.close();

        assertThat(second.isAwaited()).isFalse();
        assertThat(second.ask()).isFalse();
        assertThat(third.ask()).isTrue();
        second.hurry();
        second.giveBack();
        assertThat(second.ask()).isFalse();
    }

    @Test
    void oneThatHurriesComesAtOnceAndOthersWaitForItsEnd() {
        Turns.Turn first = asked("1a");
        Turns.Turn second = asked("1b");
        Turns.Turn third = asked("1c");

        second.hurry();

        assertThat(second.isAwaited()).isFalse();
        assertThat(second.ask()).isTrue();
        first.close();
        assertThat(third.ask()).isFalse();
        second.close();
        assertThat(third.ask()).isTrue();
    }

    @Test
    void oneThatHurriesIsInNobodysWayBeforeItIsAskedFor() {
        Turns.Turn hurries = turns.turn("1a");
        hurries.hurry();
        Turns.Turn other = asked("1b");

        assertThat(other.ask()).isTrue();
        assertThat(hurries.ask()).as("it waits for nobody").isTrue();
    }

    @Test
    void whileOneIsGivenBackOthersComeAndItKeepsItsPlace() {
        Turns.Turn begun = asked("1a");
        Turns.Turn second = asked("1b");
        Turns.Turn third = asked("1c");

        begun.giveBack();
        assertThat(second.ask()).isTrue();
        assertThat(begun.isAwaited()).as("nobody asks for it").isFalse();
        assertThat(begun.ask()).isFalse();
        second.close();

        assertThat(begun.ask()).isTrue();
        assertThat(third.ask()).isFalse();
    }

    @Test
    void oneThatHurriesDoesSoAlsoAfterItWasGivenBack() {
        Turns.Turn hurries = turns.turn("1a");
        hurries.hurry();
        assertThat(hurries.ask()).isTrue();
        hurries.giveBack();
        Turns.Turn other = asked("1b");

        assertThat(other.ask()).isTrue();
        assertThat(hurries.ask()).isTrue();
    }

    @Test
    void oneThatWaitsAndIsGivenBackWaitsNoLonger() {
        Turns.Turn first = asked("1a");
        Turns.Turn second = asked("1b");
        Turns.Turn third = asked("1c");

        second.giveBack();
        first.close();

        assertThat(third.ask()).isTrue();
        assertThat(second.isAwaited()).isFalse();
    }

    @Test
    void soManyHaveTheirsOnWhateverDisks() {
        asked("1a");
        Turns.Turn second = asked("2a");
        Turns.Turn third = asked("3a");
        assertThat(third.ask()).isFalse();

        second.close();

        assertThat(third.ask()).isTrue();
    }

    @Test
    void oneThatHurriesWaitsForAnotherOfTheSameDeviceAndForNobodyElse() {
        Turns.Turn whole = asked("1a");
        Turns.Turn next = asked("1b");
        Turns.Turn part = turns.turn("1a");
        part.hurry();
        assertThat(part.ask()).isFalse();
        assertThat(part.isAwaited()).isTrue();

        whole.giveBack();
        assertThat(part.ask()).isTrue();
        assertThat(next.ask()).isFalse();
        whole.hurry();
        assertThat(whole.ask()).isFalse();
        part.close();

        assertThat(whole.ask()).isTrue();
        assertThat(next.ask()).isFalse();
    }

    @Test
    void ofADeviceTwoTurnsDoNotComeAtTheSameTime() {
        Turns.Turn part = asked("1a");
        Turns.Turn whole = asked("1a");
        assertThat(whole.ask()).isFalse();

        part.close();

        assertThat(whole.ask()).isTrue();
    }

    @Test
    void onceAllIsOverNoneComes() {
        Turns.Turn first = asked("1a");
        Turns.Turn waits = asked("1b");
        Turns.Turn hurries = turns.turn("1c");
        hurries.hurry();

        turns.close();
        first.close();
        waits.hurry();

        assertThat(waits.ask()).isFalse();
        assertThat(hurries.ask()).isFalse();
    }

    private Turns.Turn asked(String device) {
        Turns.Turn turn = turns.turn(device);
        turn.ask();
        return turn;
    }
}
