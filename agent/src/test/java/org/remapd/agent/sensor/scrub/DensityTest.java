package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** How much of a disk is taken for bad, of 4 KiB blocks. */
class DensityTest {

    private static final long MIB = 2048;
    private static final long BLOCKS = MIB / 8;

    private final Density density = new Density(8);

    @Test
    void aDiskIsWellUntilOtherwiseKnown() {
        assertThat(density.part()).isZero();
        sweep(10_000, 0);
        assertThat(density.part()).isZero();
    }

    @Test
    void oneBadPlaceIsOneInWhatWasReadAndSomeTrust() {
        density.swept(MIB, true);
        assertThat(1 / density.part()).isBetween(64.0 * BLOCKS, 66.0 * BLOCKS);
    }

    @Test
    void itIsKnownHowThicklyTheyAreSown() {
        sweep(4096, 16);
        assertThat(16 * BLOCKS * density.part()).isCloseTo(1, within(0.1));
    }

    @Test
    void whatIsFoundInOnePlaceCountsOneByOne() {
        Density together = new Density(8);
        together.swept(MIB, true);
        for (int n = 1; n < 10; n++) {
            together.more();
        }
        for (int n = 0; n < 10; n++) {
            density.swept(MIB / 10, true);
        }
        assertThat(together.part()).isCloseTo(density.part(), within(density.part() / 100));
    }

    @Test
    void fewAreEnoughToKnow() {
        sweep(64, 1);
        assertThat(BLOCKS * density.part()).isCloseTo(1, within(0.1));
    }

    @Test
    void aDiskOfWhichNothingReadsIsBad() {
        for (int n = 0; n < 100_000; n++) {
            density.swept(8, true);
        }
        assertThat(density.part()).isBetween(0.5, 1.0);
    }

    @Test
    void itIsForgottenWhereTheDiskIsWellAgain() {
        sweep(4096, 1);
        double there = density.part();
        sweep(2048, 0);
        assertThat(density.part()).isLessThan(there / 30);
    }

    @Test
    void behindAPatchThatIsBadAllThroughItIsSoonKnownThatTheDiskIsWell() {
        for (int n = 0; n < 10_000; n++) {
            density.swept(8, true);
        }
        sweep(64, 0);
        assertThat(BLOCKS * density.part()).isLessThan(1.1);
    }

    /** One mebibyte after the other, of which each so manieth is bad. */
    private void sweep(int mebibytes, int each) {
        for (int n = 1; n <= mebibytes; n++) {
            density.swept(MIB, each > 0 && n % each == 0);
        }
    }
}
