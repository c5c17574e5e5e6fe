package org.remapd.agent.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VicinityTest {

    private static final long DISK = 10_000_000;

    private final Vicinity vicinity = new Vicinity();

    @Test
    void isAMebibyteToEachSideOfAnError() {
        vicinity.add(SectorRange.of(50_000, 8), 0);

        assertThat(vicinity.take(1, DISK)).containsExactly(SectorRange.of(50_000 - 2048, 2048 + 8 + 2048));
    }

    @Test
    void endsWithTheDisk() {
        vicinity.add(SectorRange.of(5, 1), 0);
        vicinity.add(SectorRange.of(DISK - 1, 1), 0);

        assertThat(vicinity.take(0, DISK))
                .containsExactly(SectorRange.of(0, 6 + 2048), SectorRange.of(DISK - 1 - 2048, 2049));
    }

    @Test
    void ofErrorsNearToEachOtherNothingIsReadTwice() {
        vicinity.add(SectorRange.of(51_000, 8), 0);
        vicinity.add(SectorRange.of(50_000, 8), 0);
        vicinity.add(SectorRange.of(50_000, 1), 0);

        assertThat(vicinity.take(0, DISK))
                .containsExactly(SectorRange.of(50_000 - 2048, 2048 + 1 + 2048), SectorRange.of(52_049, 1007));
    }

    @Test
    void isForgottenWhenItIsTakenAndAfterAWhile() {
        vicinity.add(SectorRange.of(50_000, 8), 0);
        vicinity.take(0, DISK);
        assertThat(vicinity.take(0, DISK)).isEmpty();

        vicinity.add(SectorRange.of(50_000, 8), 0);
        long later = Vicinity.WHILE.plus(Duration.ofNanos(1)).toNanos();
        vicinity.add(SectorRange.of(90_000, 8), later);
        assertThat(vicinity.take(later, DISK))
                .singleElement()
                .satisfies(near ->
                        assertThat(near.contains(new DiskSector(90_000))).isTrue());
    }

    @Test
    void howeverManyErrorsThereAreItIsBounded() {
        for (long error = 0; error < 100_000; error++) {
            vicinity.add(SectorRange.of(error * 90, 65_536), error);
        }

        assertThat(vicinity.take(100_000, DISK))
                .hasSizeLessThanOrEqualTo(Vicinity.PLACES)
                .allSatisfy(near -> assertThat(near.count()).isLessThanOrEqualTo(4 * Vicinity.REACH));
    }
}
