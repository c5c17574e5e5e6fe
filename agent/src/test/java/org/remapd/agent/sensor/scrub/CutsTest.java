package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much is best read at once, and in what pieces what failed, where a small read takes 200 us. */
class CutsTest {

    private static final Duration SECONDS = Duration.ofSeconds(7);
    private static final Duration TENTH = Duration.ofMillis(100);
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final long MOST = 1024;

    @Test
    void aHealthyDiskIsReadByLargeBlocks() {
        assertThat(cuts(0, SECONDS).blocksAtOnce(MOST)).isEqualTo(MOST);
        assertThat(cuts(0, SECONDS).blocksAtOnce(256))
                .as("if they may not be larger")
                .isEqualTo(256);
    }

    @Test
    void theMoreIsBadTheSmallerTheBlocks() {
        assertThat(cuts(1e-6, TENTH).blocksAtOnce(MOST)).isBetween(256L, MOST);
        assertThat(cuts(1e-4, TENTH).blocksAtOnce(MOST)).isBetween(16L, 128L);
        assertThat(cuts(1, TENTH).blocksAtOnce(MOST)).isEqualTo(1);
    }

    @Test
    void aDriveThatTriesForSecondsIsReadBlockByBlockWhereMuchIsBad() {
        assertThat(cuts(1.0 / 256, SECONDS).blocksAtOnce(MOST)).isEqualTo(1);
        assertThat(cuts(1.0 / 256, MILLISECOND).blocksAtOnce(MOST)).isGreaterThan(8);
    }

    @Test
    void piecesAreSmallWhereAFailureCostsMuchAndReadsLittle() {
        assertThat(cuts(1e-6, SECONDS).pieceBlocks(256)).isEqualTo(1);
        assertThat(cuts(1e-6, TENTH).pieceBlocks(256)).isEqualTo(1);
        assertThat(cuts(1e-6, MILLISECOND).pieceBlocks(1024)).isBetween(8L, 512L);
    }

    @Test
    void whatIsLeftOfTwoIsCutToOne() {
        assertThat(cuts(1e-6, MILLISECOND).pieceBlocks(2)).isEqualTo(1);
        assertThat(cuts(0.5, SECONDS).pieceBlocks(2)).isEqualTo(1);
    }

    @Test
    void aPieceIsSmallerThanItsRangeWhateverItsLength() {
        Cuts cuts = cuts(1e-3, MILLISECOND);
        for (long blocks = 2; blocks <= MOST; blocks++) {
            assertThat(cuts.pieceBlocks(blocks)).as("of %s", blocks).isBetween(1L, blocks - 1);
        }
    }

    @Test
    void theRestIsTriedAtOnceWhereThatIsLikelyToPay() {
        assertThat(cuts(1e-6, TENTH).isRestWorthATry(256, 1)).isTrue();
        assertThat(cuts(1e-6, TENTH).isRestWorthATry(16, 1)).isFalse();
        assertThat(cuts(1e-2, TENTH).isRestWorthATry(256, 1))
                .as("more of it is bad")
                .isFalse();
    }

    private static Cuts cuts(double bad, Duration failure) {
        Costs costs = new Costs();
        costs.failed(failure.toNanos());
        return new Cuts(bad, costs, MOST);
    }
}
