package org.remapd.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.SectorRange;

class UndealtTest {

    private static final SectorRange FIRST = SectorRange.of(8, 8);
    private static final SectorRange SECOND = SectorRange.of(80, 8);

    private final TestClock clock = new TestClock();
    private final Deque<CompletableFuture<Void>> asked = new ArrayDeque<>();
    private boolean full;
    private final Undealt undealt = new Undealt(this::ask, clock);

    @Test
    void whatIsFoundIsUndealtUntilTheDeviceSaysThatItIsThroughWithWhatItWasGiven() {
        assertThat(undealt.isEmpty()).isTrue();
        undealt.found(FIRST);
        assertThat(undealt.places()).containsExactly(FIRST);
        assertThat(asked).as("nothing was handed over").isEmpty();

        undealt.handedOver(FIRST);
        assertThat(undealt.places()).containsExactly(FIRST);
        assertThat(asked).hasSize(1);

        asked.remove().complete(null);
        assertThat(undealt.isEmpty()).isTrue();
    }

    @Test
    void whatIsHandedOverAfterTheQuestionWasNotMeantByIt() {
        handOver(FIRST);
        assertThat(undealt.places()).containsExactly(FIRST);
        handOver(SECOND);

        asked.remove().complete(null);

        assertThat(undealt.places()).containsExactly(SECOND);
        assertThat(asked).as("asked anew, but not before a second has passed").isEmpty();
        clock.pause(Duration.ofSeconds(1));
        assertThat(undealt.places()).containsExactly(SECOND);
        asked.remove().complete(null);
        assertThat(undealt.isEmpty()).isTrue();
    }

    @Test
    void withoutRoomToAskItIsAskedAgainASecondLater() {
        full = true;
        handOver(FIRST);
        assertThat(undealt.places()).containsExactly(FIRST);
        full = false;
        assertThat(undealt.isEmpty()).isFalse();
        assertThat(asked).isEmpty();

        clock.pause(Duration.ofSeconds(1));
        assertThat(undealt.isEmpty()).isFalse();
        asked.remove().complete(null);
        assertThat(undealt.isEmpty()).isTrue();
    }

    @Test
    void aDeviceThatIsNotWatchedAnyMoreHasDealtWithNothing() {
        handOver(FIRST);
        assertThat(undealt.isEmpty()).isFalse();

        asked.remove().completeExceptionally(new IllegalStateException("over"));

        assertThat(undealt.places()).containsExactly(FIRST);
    }

    private void handOver(SectorRange place) {
        undealt.found(place);
        undealt.handedOver(place);
    }

    private Optional<CompletableFuture<Void>> ask() {
        if (full) {
            return Optional.empty();
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        asked.add(done);
        return Optional.of(done);
    }
}
