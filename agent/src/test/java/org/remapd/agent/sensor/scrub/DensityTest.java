package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much is read at once, on a disk of 4 KiB blocks: a mebibyte at most. */
class DensityTest {

    private static final long MIB = 2048;
    private static final long KIB = 2;

    private final Density density = new Density(8, MIB, 64 * KIB);

    @Test
    void aHealthyDiskIsReadByLargeBlocks() {
        sweep(10_000, 0);
        assertThat(density.blockSectors()).isEqualTo(MIB);
    }

    @Test
    void oneBadPlaceChangesNothing() {
        density.swept(MIB, true);
        assertThat(density.blockSectors()).isEqualTo(MIB);
    }

    @Test
    void theMoreThereAreTheSmallerTheBlocks() {
        sweep(4096, 16);
        assertThat(density.blockSectors()).as("64 for each GiB").isEqualTo(512 * KIB);
        sweep(8192, 4);
        assertThat(density.blockSectors()).as("one for each 4 MiB").isEqualTo(256 * KIB);
        sweep(8192, 1);
        assertThat(density.blockSectors()).as("one each").isEqualTo(128 * KIB);
        for (int n = 0; n < 100_000; n++) {
            density.swept(64 * KIB, true);
        }
        assertThat(density.blockSectors()).as("nothing else").isEqualTo(64 * KIB);
    }

    @Test
    void itIsForgottenWhereTheDiskIsWellAgain() {
        sweep(4096, 1);
        sweep(40_000, 0);
        assertThat(density.blockSectors()).isEqualTo(MIB);
    }

    @Test
    void noneIsSmallerThanWhatTheDriveKeepsAsOneNorLargerThanAllowed() {
        Density small = new Density(8, 16 * KIB, 64 * KIB);
        small.swept(16 * KIB, true);
        assertThat(small.blockSectors()).isEqualTo(16 * KIB);
    }

    /** One mebibyte after the other, of which each so manieth is bad. */
    private void sweep(int mebibytes, int each) {
        for (int n = 1; n <= mebibytes; n++) {
            density.swept(MIB, each > 0 && n % each == 0);
        }
    }
}
