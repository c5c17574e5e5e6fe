package org.remapd.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, rates and durations as people write them. */
class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0B,0",
        "512B,512",
        "64KiB,65536",
        "1MiB,1048576",
        "4 MiB,4194304",
        "3GiB,3221225472",
        "2TiB,2199023255552"
    })
    void aSizeIsANumberOfABinaryUnit(String text, long bytes) {
        assertThat(ByteCount.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "MiB",
                "1MB",
                "1mib",
                "-1KiB",
                "1.5MiB",
                "1MiB ",
                "8388608TiB",
                "99999999999999999999B",
                "١KiB"
            })
    void whatCouldBeMisreadIsNoSize(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteCount.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0B", "1023B", "1KiB", "1536KiB", "1GiB", "2048TiB"})
    void aSizeIsWrittenInTheLargestUnitThatFits(String text) {
        assertThat(ByteCount.parse(text)).hasToString(text);
    }

    @Test
    void aRateIsASizeInASecondOrNoLimit() {
        assertThat(Rate.parse("100MiB/s")).isEqualTo(Rate.ofMiB(100)).hasToString("100MiB/s");
        assertThat(Rate.parse("unlimited")).isEqualTo(Rate.UNLIMITED).hasToString("unlimited");
        assertThat(Rate.UNLIMITED).isGreaterThan(Rate.ofMiB(1_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "100MiB", "100", "0B/s", "Unlimited", "/s", "100MiB/m"})
    void anythingElseIsNoRate(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rate.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"0s,PT0S", "90s,PT90S", "10m,PT10M", "36h,PT36H", "7d,PT168H"})
    void aDurationIsANumberOfOneUnit(String text, Duration duration) {
        assertThat(DurationFormat.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"PT0S,0s", "PT90S,90s", "PT10M,10m", "PT36H,36h", "PT168H,7d", "PT0.5S,0s"})
    void aDurationIsWrittenInTheLargestUnitThatFits(Duration duration, String text) {
        assertThat(DurationFormat.print(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "m", "10 m", "-1m", "1h30m", "1w", "10M", "9999999999d"})
    void anythingElseIsNoDuration(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> DurationFormat.parse(text));
    }
}
