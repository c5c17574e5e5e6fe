package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IoErrorTest {

    @ParameterizedTest
    @CsvSource({
        "61, MEDIUM, true",
        "84, MEDIUM, true",
        "5, UNSPECIFIC, true",
        "110, TIMEOUT, false",
        "19, GONE, false",
        "6, GONE, false",
        "123, GONE, false",
        "67, OTHER, false",
        "52, OTHER, false",
        "121, OTHER, false",
        "12, OTHER, false",
    })
    void theKernelsErrorNumberTellsWhetherItMayBeTheMedium(int errno, IoError error, boolean mayBeMedium) {
        assertThat(IoError.ofErrno(errno)).isEqualTo(error);
        assertThat(error.mayBeMedium()).isEqualTo(mayBeMedium);
    }
}
