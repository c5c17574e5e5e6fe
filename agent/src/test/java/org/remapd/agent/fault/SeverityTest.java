package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SeverityTest {

    @Test
    void itsNumbersAreThoseOfSyslog() {
        assertThat(Arrays.stream(Severity.values()).map(Severity::priority)).containsExactly(6, 5, 4, 2);
    }

    @Test
    void theyRise() {
        assertThat(Severity.WARNING.atLeast(Severity.WARNING)).isTrue();
        assertThat(Severity.CRITICAL.atLeast(Severity.WARNING)).isTrue();
        assertThat(Severity.NOTICE.atLeast(Severity.WARNING)).isFalse();
    }
}
