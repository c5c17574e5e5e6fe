package org.remapd.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

    private static final List<String> KEYS = List.of("enabled", "schedule", "max-rate", "block-size");

    @Test
    void aSlipOfTheFingerIsUnderstood() {
        assertThat(Spelling.closest("max-rat", KEYS)).contains("max-rate");
        assertThat(Spelling.closest("max_rate", KEYS)).contains("max-rate");
        assertThat(Spelling.closest("enable", KEYS)).contains("enabled");
    }

    @Test
    void anotherWordIsNotGuessedAt() {
        assertThat(Spelling.closest("colour", KEYS)).isEmpty();
        assertThat(Spelling.closest("", KEYS)).isEmpty();
    }

    @Test
    void distanceCountsLettersPutInTakenOutAndExchanged() {
        assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Spelling.distance("", "abc")).isEqualTo(3);
        assertThat(Spelling.distance("abc", "abc")).isZero();
    }
}
