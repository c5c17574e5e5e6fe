package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedRangeTest {

    @ParameterizedTest
    @ValueSource(strings = {"2400+8", "0+1", "9223372036854775806+1"})
    void whatIsWrittenIsReadAgain(String text) {
        assertThat(MappedRange.parse(text)).hasToString(text);
    }

    @Test
    void itHasAFirstSectorAndSoMany() {
        assertThat(MappedRange.parse("2400+8")).isEqualTo(new MappedRange(new MappedSector(2400), 8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2400",
                "+8",
                "2400+",
                "2400+0",
                "2400+-8",
                "-1+8",
                "2400+8+8",
                "2400 +8",
                "9223372036854775807+1"
            })
    void anythingElseIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> MappedRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is not a range; expected the first sector and how many, as 2400+8");
    }
}
