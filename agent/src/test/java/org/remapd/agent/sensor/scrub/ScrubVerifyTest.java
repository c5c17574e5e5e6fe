package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.sensor.scrub.pace.Pacing;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.TestClock;

/** Scrubs that have the drive verify. */
class ScrubVerifyTest {

    private static final int BLOCK = 1 << 20;

    private final List<SectorRange> found = new CopyOnWriteArrayList<>();
    private final TestClock clock = new TestClock();
    private final MemoryDisk disk = MemoryDisk.of512e(8192);

    @Test
    void whatTheDriveVerifiesIsNotRead() {
        disk.verifies(disk::looked);
        ScrubProgress end = scrub(true);
        assertThat(disk.reads()).isEmpty();
        assertThat(disk.verified()).hasSize(4);
        assertThat(end.state()).isEqualTo(ScrubProgress.State.FINISHED);
        assertThat(end.done()).isEqualTo(8192);
    }

    @Test
    void aBlockThatItDoesNotVerifyIsReadAndItsPiecesAreOnlyRead() {
        disk.failReads(3000, 1).verifies(disk::looked);
        scrub(true);
        assertThat(found).containsExactly(SectorRange.of(3000, 8));
        assertThat(disk.reads()).contains(SectorRange.of(2048, 2048));
        assertThat(disk.reads()).filteredOn(read -> read.count() == 2048).hasSize(1);
        assertThat(disk.verified())
                .containsExactly(
                        SectorRange.of(0, 2048),
                        SectorRange.of(2048, 2048),
                        SectorRange.of(4096, 2048),
                        SectorRange.of(6144, 2048));
    }

    @ParameterizedTest
    @EnumSource(IoError.class)
    void whatItSaysIsWrongIsNeverBelieved(IoError error) {
        disk.verifies(range -> new IoResult.Failed(error, error.name()));
        ScrubProgress end = scrub(true);
        assertThat(end.state()).isEqualTo(ScrubProgress.State.FINISHED);
        assertThat(found).isEmpty();
        assertThat(disk.reads()).hasSize(4);
    }

    /** The drive has a minute for each: that is more together than one may take. */
    @Test
    void aReadAfterAVerifyThatTookLongHasItsOwnTime() {
        disk.verifies(range -> {
                    clock.advance(Scrub.HANGS);
                    return new IoResult.Failed(IoError.TIMEOUT, "no answer");
                })
                .beforeRead(range -> clock.advance(Duration.ofSeconds(30)));
        assertThat(scrub(true).state()).isEqualTo(ScrubProgress.State.FINISHED);
    }

    @Test
    void withoutBeingToldItVerifiesNothing() {
        disk.verifies(disk::looked);
        scrub(false);
        assertThat(disk.verified()).isEmpty();
        assertThat(disk.reads()).hasSize(4);
    }

    private ScrubProgress scrub(boolean verifies) {
        Scrub scrub = new Scrub(
                List.of(disk),
                ScrubPlan.of(SectorRange.of(0, disk.sectors()), List.of()),
                Scrub.begin(Instant.EPOCH),
                new ReadBuffers(),
                BLOCK,
                Pacing.UNLIMITED,
                Thread::new,
                clock,
                bad -> found.add(bad.where()));
        if (verifies) {
            scrub.verify();
        }
        return scrub.run();
    }
}
