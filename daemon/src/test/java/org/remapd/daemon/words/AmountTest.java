package org.remapd.daemon.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1, 512 B",
        "2, 1.0 KiB",
        "19, 9.5 KiB",
        "20, 10 KiB",
        "2096152, 1024 MiB",
        "15628053168, 7.3 TiB"
    })
    void aSizeHasOneToFourDigits(long sectors, String size) {
        assertThat(Amount.size(sectors)).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({"0, 0:00", "59, 0:59", "3599, 59:59", "3600, 1:00:00", "90061, 25:01:01"})
    void aTimeIsInHoursMinutesAndSeconds(long seconds, String time) {
        assertThat(Amount.time(seconds)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T08:00:00Z, 2026-11-21T08:00:00Z",
        "2026-11-21T08:00:00.5Z, 2026-11-21T08:00:00Z",
        "2026-11-21T08:59:59.999999999Z, 2026-11-21T08:59:59Z"
    })
    void aMomentIsInWholeSeconds(String exact, String told) {
        assertThat(Amount.moment(exact)).isEqualTo(told);
    }
}
