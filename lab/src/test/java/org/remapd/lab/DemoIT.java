package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code lab/demo}, as the README has it. */
class DemoIT {

    @Test
    void theDemoHoldsWhatItClaims() {
        Result demo = Lab.demo("--seed", Long.toString(Lab.seed()));

        assertThat(demo.status()).as(demo.output()).isZero();
        assertThat(demo.output())
                .contains("== Verdict: ", "checks held, 0 did not")
                .doesNotContain("NOT OK");
    }
}
