package org.remapd.agent.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.twin.TestClock;

/** For how long it is believed what was found out. */
class LatelyTest {

    private final TestClock clock = new TestClock();
    private final Lately<Integer, String> lately = new Lately<>(clock);
    private final List<Integer> asked = new ArrayList<>();

    private String of(int about) {
        return lately.of(about, key -> {
            asked.add(key);
            return "answer " + asked.size();
        });
    }

    @Test
    void anAnswerHoldsForASecondFromWhenItWasAskedFor() {
        assertThat(of(1)).isEqualTo("answer 1");
        clock.advance(Duration.ofMillis(999));
        assertThat(of(1)).isEqualTo("answer 1");
        clock.advance(Duration.ofMillis(1));
        assertThat(of(1)).isEqualTo("answer 2");
        assertThat(asked).containsExactly(1, 1);
    }

    @Test
    void whatTookLongToFindOutIsAsOldAsItsQuestion() {
        lately.of(1, key -> {
            clock.advance(Duration.ofSeconds(1));
            return "slow";
        });

        assertThat(of(1)).isEqualTo("answer 1");
    }

    @Test
    void eachHasItsOwn() {
        assertThat(of(1)).isEqualTo("answer 1");
        assertThat(of(2)).isEqualTo("answer 2");
        assertThat(of(1)).isEqualTo("answer 1");
    }

    @Test
    void aFailureIsNotRemembered() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> lately.of(1, key -> {
                    throw new IOException("no");
                }));

        assertThat(of(1)).isEqualTo("answer 1");
    }

    @Test
    void manyAreForgottenRatherThanKept() {
        IntStream.rangeClosed(1, 64).forEach(this::of);
        of(1);
        assertThat(asked).as("so many are remembered").hasSize(64);

        of(65);
        of(1);
        assertThat(asked).hasSize(66);
    }

    @Test
    void whatIsTooOldToBeBelievedMakesRoomForWhatIsNot() {
        IntStream.rangeClosed(1, 63).forEach(this::of);
        clock.advance(Duration.ofMillis(500));
        of(64);
        clock.advance(Duration.ofMillis(500));
        of(65);
        of(64);

        assertThat(asked).hasSize(65);
    }
}
