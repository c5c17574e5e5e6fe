package org.remapd.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The {@code remap} target alone, without the daemon: its contract is a script, which says ok or not ok to each line of it. */
abstract class KernelContract {

    private final String series;

    /** How many there are: some are for each of the seeds, of which the short form has one and the long one ten. */
    private static final int CHECKS = Lab.isLong() ? 484 : 475;

    KernelContract(String series) {
        this.series = series;
    }

    @Test
    void theTargetKeepsItsContract(Guest guest) {
        assertThat(guest.sh("uname -r")).startsWith(series + ".");
        guest.sh("systemctl stop remapd");

        Result contract = guest.run(
                "SEED=" + Lab.seed() + " SHORT=" + (Lab.isLong() ? 1 : 10) + " bash /run/lab-home/kernel/contract.sh "
                        + guest.disk(0),
                Duration.ofMinutes(70));

        assertThat(contract.output()).doesNotContain("not ok").containsPattern("(?m)^1\\.\\." + CHECKS + "$");
        assertThat(contract.status()).isZero();
    }
}
