package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.IoResult;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.fault.Story;
import org.remapd.agent.fault.StoryEvent;
import org.remapd.agent.port.BlockDevice;

/** The kernel tells of one error in several ways, and of those of our own reads too; of some it does not tell. */
class HintsTest {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Rig rig = Rig.ofPlainDisk();

    @Test
    void oneErrorThatIsToldTwiceIsProbedOnce() {
        rig.watched.offer(blockFailed(rig.rangeOf(5)));
        rig.watched.offer(new Observation.KernelLogged(rig.rangeOf(5), "critical medium error"));
        rig.clock.advance(MOMENT);
        rig.watched.runUntilIdle();

        assertThat(rig.readsOf(5)).hasSize(1);
        assertThat(rig.watched.status().totals().hints()).isEqualTo(2);
        assertThat(rig.watched.status().totals().healthyNow()).isEqualTo(1);
    }

    @Test
    void ofALongerHintTheRestIsReadAllTheSame() {
        rig.disk.flaky(rig.onDisk(6), 5);
        rig.watched.offer(blockFailed(rig.rangeOf(5)));
        rig.watched.offer(blockFailed(SectorRange.of(rig.onDisk(5), 2L * rig.unit())));
        rig.clock.advance(MOMENT);
        rig.watched.runUntilIdle();

        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(6));
        assertThat(rig.disk.reads())
                .containsSequence(rig.rangeOf(5), rig.rangeOf(6))
                .doesNotContain(SectorRange.of(rig.onDisk(5), 2L * rig.unit()));
    }

    @Test
    void anErrorThatIsToldAfterTheReadIsAnother() {
        rig.hint(5);
        rig.clock.advance(MOMENT);
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);

        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
    }

    @Test
    void whatTheKernelTellsOfOurOwnReadsLeadsToNoMoreOfThem() {
        rig.inPlaceFirst();
        rig.disk.flaky(rig.onDisk(5), 5);
        int[] failing = {5};
        rig.disk.beforeRead(range -> {
            if (range.overlaps(rig.rangeOf(5)) && failing[0]-- > 0) {
                rig.clock.advance(MOMENT);
                rig.watched.offer(blockFailed(range));
                rig.watched.offer(new Observation.KernelLogged(range, "critical medium error"));
                SectorRange guessed = new SectorRange(range.first(), range.count() * 16);
                rig.watched.offer(new Observation.KernelLogged(guessed, "critical medium error"));
            }
            rig.clock.advance(MOMENT);
        });
        rig.hint(5);

        assertThat(rig.fault(5)).map(Fault::state).contains(Fate.HEALED_IN_PLACE);
        assertThat(rig.watched.status().totals().hints()).isEqualTo(1);
        assertThat(rig.watched.status().totals().healthyNow()).isZero();
        int reads = rig.readsOf(5).size();
        rig.later(Duration.ofMinutes(1));
        assertThat(rig.readsOf(5)).hasSize(reads);
    }

    @Test
    void whatTheKernelTellsOfTheScrubsReadsIsLeftToTheScrub() {
        rig.disk.flaky(rig.onDisk(5), 5);
        SectorRange block = SectorRange.of(rig.onDisk(0), 16L * rig.unit());
        BlockDevice handle = rig.watched.forScrub(rig.disk);
        rig.disk.beforeRead(range -> {
            rig.clock.advance(MOMENT);
            rig.watched.offer(blockFailed(rig.rangeOf(5)));
            rig.watched.runUntilIdle();
        });
        assertThat(handle.read(block, BlockDevice.buffer(block.count())).ok()).isFalse();
        rig.disk.beforeRead(range -> {});
        rig.clock.advance(MOMENT);
        rig.hint(new Observation.KernelLogged(rig.rangeOf(5), "critical medium error"));
        assertThat(rig.watched.status().totals().hints()).isZero();
        assertThat(rig.readsOf(5)).as("by the scrub").hasSize(1);
        assertThat(rig.watched.story(rig.unit(5)).story().entries())
                .extracting(Story.Entry::event)
                .as("what was said is kept")
                .hasOnlyElementsOfType(StoryEvent.Hint.class)
                .hasSize(2);

        rig.clock.advance(Duration.ofMinutes(1));
        rig.hint(blockFailed(rig.rangeOf(5)));
        assertThat(rig.watched.status().totals().hints()).as("that is another").isEqualTo(1);
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
    }

    @Test
    void soIsWhatItTellsOfWhatTheDriveVerifiesForTheScrub() {
        rig.disk.flaky(rig.onDisk(5), 5).verifies(range -> new IoResult.Failed(IoError.MEDIUM, "as it is"));
        assertThat(rig.watched.forScrub(rig.disk).verify(rig.rangeOf(5)).ok()).isFalse();
        rig.clock.advance(MOMENT);

        rig.hint(new Observation.KernelLogged(rig.rangeOf(5), "failed command: READ VERIFY SECTOR(S) EXT"));

        assertThat(rig.watched.status().totals().hints()).isZero();
        assertThat(rig.readsOf(5)).isEmpty();
    }

    @Test
    void aWriteThatFailsWhereTheScrubReadsIsHeard() {
        rig.disk.flaky(rig.onDisk(5), 5).flaky(rig.onDisk(50), 5);
        for (int n : new int[] {5, 50}) {
            rig.watched.forScrub(rig.disk).read(rig.rangeOf(n), BlockDevice.buffer(rig.unit()));
        }
        rig.clock.advance(MOMENT);

        rig.hint(new Observation.BlockFailed(rig.rangeOf(5), true, IoError.MEDIUM));
        rig.hint(new Observation.KernelLogged(
                rig.rangeOf(50), "critical medium error, dev sda, sector 1 op 0x1:(WRITE) flags 0x800 phys_seg 1"));

        assertThat(rig.watched.status().totals().hints()).isEqualTo(2);
    }

    @Test
    void aBadPlaceThatOurOwnReadsMeetByTheWayIsLookedAtToo() {
        rig.disk.failReads(0, 8).flaky(rig.onDisk(5), 5).flaky(rig.onDisk(6), 5);
        rig.disk.beforeRead(range -> {
            if (range.first().number() == 0) {
                rig.watched.offer(blockFailed(range));
            }
        });
        rig.hint(blockFailed(SectorRange.of(rig.onDisk(5), 2L * rig.unit())));

        assertThat(rig.watched.status().totals().hints()).isEqualTo(1);
        assertThat(rig.watched.status().elsewhere())
                .extracting(DeviceStatus.BadPlace::where)
                .containsExactly(SectorRange.of(0, 8));
    }

    @Test
    void anErrorOfADeadDiskIsKeptOnceUntilItCanBeProbed() {
        rig.await(rig.watched.switchBreaker(true));
        rig.disk.flaky(rig.onDisk(5), 5);
        for (int hint = 0; hint < 5000; hint++) {
            rig.hint(5);
        }
        assertThat(rig.watched.status().totals().dropped()).isZero();

        rig.await(rig.watched.switchBreaker(false));
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
    }

    @Test
    void whereErrorsWentUnseenWhatIsNearToTheOthersIsRead() {
        rig.disk.flaky(rig.onDisk(5), 5).flaky(rig.onDisk(40), 5);
        rig.hint(5);
        rig.watched.lookAround("59 callbacks suppressed");
        rig.watched.runUntilIdle();

        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5), rig.unit(40));
        assertThat(rig.fault(40))
                .map(fault -> fault.cause().words())
                .contains("near other errors: 59 callbacks suppressed");
    }

    @Test
    void ifNothingIsFoundThereNothingIsSaidOfAPlaceThatNobodyNamed() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.hint(5);
        rig.disk.forgetRequests();
        rig.watched.lookAround("59 callbacks suppressed");
        rig.watched.runUntilIdle();

        assertThat(rig.readsOf(20)).isNotEmpty();
        assertThat(rig.watched.status().faults()).extracting(Fault::unit).containsExactly(rig.unit(5));
        assertThat(rig.watched.status().totals().healthyNow()).isZero();
    }

    @Test
    void ofADiskWithoutErrorsOrWithAnOpenBreakerNothingIsReadForThat() {
        rig.disk.forgetRequests();
        rig.watched.lookAround("59 callbacks suppressed");
        rig.watched.runUntilIdle();
        assertThat(rig.disk.reads()).isEmpty();

        rig.hint(5);
        rig.await(rig.watched.switchBreaker(true));
        rig.disk.forgetRequests();
        rig.watched.lookAround("59 callbacks suppressed");
        rig.watched.runUntilIdle();
        assertThat(rig.disk.reads()).isEmpty();
        assertThat(rig.watched.status().openFaults()).isEmpty();
    }

    @Test
    void whatAListNamesIsReadAndNotBelieved() {
        rig.disk.flaky(rig.onDisk(5), 5);
        rig.watched.offer(new Observation.Listed(rig.rangeOf(5), "rescue.map"));
        rig.watched.offer(new Observation.Listed(rig.rangeOf(6), "rescue.map"));
        rig.watched.runUntilIdle();

        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5));
        assertThat(rig.fault(5)).map(fault -> fault.cause().words()).contains("list: rescue.map");
        assertThat(rig.fault(6)).map(Fault::state).contains(Fate.HEALTHY_NOW);
    }

    @Test
    void aWeakUnitIsOnlyTalkedAboutUnlessItIsToBeHealed() {
        rig.watched.offer(new Observation.ReadSlowly(rig.rangeOf(5), Duration.ofMillis(900)));
        rig.watched.runUntilIdle();
        assertThat(rig.watched.status().faults()).isEmpty();
        assertThat(rig.watched.story(rig.unit(5)).story().entries()).hasSize(1);
    }

    @Test
    void thenItIsRewrittenWhereItIsThoughItReads() {
        rig.weakToo();
        rig.disk.forgetRequests();
        rig.watched.offer(new Observation.ReadSlowly(rig.rangeOf(5), Duration.ofMillis(900)));
        rig.watched.runUntilIdle();
        assertThat(rig.watched.status().faults())
                .extracting(Fault::unit, Fault::state)
                .containsExactly(tuple(rig.unit(5), Fate.HEALED_IN_PLACE));
        assertThat(rig.target.mappings()).isEmpty();
    }

    private static Observation blockFailed(SectorRange where) {
        return new Observation.BlockFailed(where, false, IoError.MEDIUM);
    }
}
