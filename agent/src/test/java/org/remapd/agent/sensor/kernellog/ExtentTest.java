package org.remapd.agent.sensor.kernellog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.SectorRange;

/** What a command asked for, in the drive's blocks and in sectors. */
class ExtentTest {

    private static final long LAST = 1L << 56;

    private static Extent extent(long first, long blocks) {
        return new Extent(Request.OTHER, first, blocks);
    }

    @Test
    void itHasTheSectorsOfItsBlocks() {
        assertThat(extent(100, 2).sectors(8)).isEqualTo(SectorRange.of(800, 16));
        assertThat(extent(100, 2).contains(799, 8)).isFalse();
        assertThat(extent(100, 2).contains(800, 8)).isTrue();
        assertThat(extent(100, 2).contains(815, 8)).isTrue();
        assertThat(extent(100, 2).contains(816, 8)).isFalse();
        assertThat(extent(0, 1).contains(0, 1)).isTrue();
        assertThat(extent(0, 1).contains(-1, 1)).isFalse();
    }

    @Test
    void ofUnknownLengthItHasItsFirstBlock() {
        assertThat(extent(100, 0).contains(100, 1)).isTrue();
        assertThat(extent(100, 0).contains(101, 1)).isFalse();
        assertThat(extent(100, 0).sectors(1)).isNull();
    }

    @Test
    void noDiskIsThatLarge() {
        assertThat(extent(LAST - 1, LAST - 1).sectors(1)).isEqualTo(SectorRange.of(LAST - 1, LAST - 1));
        assertThat(extent(LAST, 1).sectors(1)).isNull();
        assertThat(extent(0, LAST).sectors(1)).isNull();
    }

    @Test
    void twoOverlapIfTheyShareABlock() {
        assertThat(extent(100, 8).overlaps(extent(107, 8))).isTrue();
        assertThat(extent(107, 8).overlaps(extent(100, 8))).isTrue();
        assertThat(extent(100, 8).overlaps(extent(108, 8))).isFalse();
        assertThat(extent(0, 8).overlaps(Extent.NOWHERE)).isFalse();
        assertThat(Extent.NOWHERE.overlaps(extent(0, 8))).isFalse();
        assertThat(Extent.NOWHERE.overlaps(Extent.NOWHERE)).isFalse();
    }
}
