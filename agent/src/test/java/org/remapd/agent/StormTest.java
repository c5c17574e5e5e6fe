package org.remapd.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.remapd.agent.fault.Alert;
import org.remapd.agent.fault.Breaker;
import org.remapd.agent.fault.Fate;
import org.remapd.agent.fault.Fault;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.States;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.Seeds;

/** A cable, a controller or a disk that goes away looks like very many bad sectors; nothing is moved for that (invariant I6). */
class StormTest {

    private final Rig rig = Rig.ofPlainDisk();

    @ParameterizedTest
    @EnumSource(IoError.class)
    void aDiskThatFailsEverythingUnderLoadOpensTheBreakerAndNothingIsMovedAndItHealsWhenItIsBack(IoError error) {
        rig.attend();
        rig.disk.failEverything(error);
        for (int unit = 0; unit < 20; unit++) {
            assertThat(rig.readThrough(rig.unit(unit).number())).isEmpty();
            rig.hint(new Observation.KernelLogged(SectorRange.of(rig.onDisk(unit), 64), "I/O error"));
        }
        assertThat(breaker()).isEqualTo(Breaker.Cause.NOT_ALIVE);
        assertNothingWasDone();
        assertThat(rig.alerts.of(Alert.Kind.BREAKER_OPENED))
                .singleElement()
                .satisfies(alert ->
                        assertThat(alert.message()).contains("no place of the disk can be read", error.name()));
        assertThat(rig.alerts.of(Alert.Kind.UNHEALED)).as("not one for each").hasSizeLessThanOrEqualTo(1);

        rig.disk.back().flaky(rig.onDisk(7), 5);
        rig.quietTime();

        assertThat(rig.watched.status().breaker()).isEmpty();
        assertThat(rig.alerts.of(Alert.Kind.BREAKER_CLOSED)).hasSize(1);
        assertThat(rig.target.mappings()).as("what was bad all the same").containsOnlyKeys(rig.unit(7));
        assertThat(rig.watched.status().openFaults()).isEmpty();
        rig.disk.flaky(rig.onDisk(30), 5);
        assertThat(rig.readThrough(rig.unit(30).number())).contains(Rig.original(rig.onDisk(30)));
    }

    @Test
    void whatIsReadWhileItIsOpenFailsAtOnceAndAsksNothingOfTheDiskButThat() {
        rig.attend();
        rig.disk.failEverything(IoError.UNSPECIFIC);
        rig.hint(5);
        rig.disk.forgetRequests();
        for (int read = 0; read < 50; read++) {
            assertThat(rig.readThrough(rig.unit(9).number())).isEmpty();
            rig.hint(9);
        }
        assertThat(rig.disk.reads()).hasSize(50);
        assertThat(rig.target.held()).isEmpty();
    }

    /** It reads at its ends, and elsewhere every request meets a reservation, or an aborted link. */
    @ParameterizedTest
    @EnumSource(
            value = IoError.class,
            names = {"OTHER", "TIMEOUT", "GONE"})
    void errorsThatAreNotTheMediumsOpenItOnADiskThatReadsElsewhere(IoError error) {
        rig.disk.callsBadSectors(error).failReads(rig.onDisk(1), 20L * rig.unit());
        for (int unit = 1; unit < Breaker.TROUBLES; unit++) {
            rig.hint(unit);
            rig.hint(unit);
        }
        rig.later(Duration.ofMinutes(1));
        assertThat(rig.watched.status().breaker())
                .as("the same few, again and again")
                .isEmpty();
        rig.hint(10);
        assertThat(breaker()).isEqualTo(Breaker.Cause.NOT_MEDIA);
        assertNothingWasDone();
    }

    @Test
    void aLockedDriveThatCallsItsWholeMediumBadGetsNothingMapped() {
        rig.disk.callsBadSectors(IoError.MEDIUM).failReads(0, rig.disk.sectors());
        for (int unit = 0; unit < 40; unit++) {
            rig.hint(new Observation.ScrubRead(rig.rangeOf(unit), IoError.MEDIUM));
        }
        assertThat(breaker()).isEqualTo(Breaker.Cause.NOT_ALIVE);
        assertNothingWasDone();
    }

    @Test
    void tenThousandHintsOfHealthySectorsChangeNothingAndOpenNothing() {
        Seeds.once(random -> {
            for (int hint = 0; hint < 10_000; hint++) {
                rig.hint(anywhere(random));
            }
        });
        assertThat(rig.watched.status().breaker()).isEmpty();
        assertThat(rig.watched.status().openFaults()).isEmpty();
        assertNothingWasDone();
    }

    @Test
    void memoryStaysFlatHoweverManyHintsCome() {
        int turn = Seeds.isLong() ? 500_000 : 20_000;
        Seeds.once(random -> {
            storm(random, turn);
            long before = memory();
            storm(random, turn);
            assertThat(memory() - before).as("bytes more on the heap").isLessThan(1024 * 1024);
        });
        assertNothingWasDone();
    }

    private void storm(Random random, int hints) {
        for (int hint = 0; hint < hints; hint++) {
            rig.watched.offer(anywhere(random));
            if (hint % 1000 == 999) {
                rig.watched.runUntilIdle();
                rig.disk.forgetRequests();
            }
        }
    }

    private static long memory() {
        Runtime heap = Runtime.getRuntime();
        System.gc();
        return heap.totalMemory() - heap.freeMemory();
    }

    @Test
    void tenThousandHintsOnADeadDiskAreBoundedAndForgottenWhenItIsBack() {
        rig.disk.failEverything(IoError.GONE);
        Seeds.once(random -> {
            for (int hint = 0; hint < 10_000; hint++) {
                rig.hint(anywhere(random));
            }
        });
        assertNothingWasDone();
        assertThat(rig.watched.status().totals().dropped()).isGreaterThan(8000);
        assertThat(rig.alerts.of(Alert.Kind.HINTS_MISSED)).hasSize(1);
        rig.disk.back();
        rig.quietTime();
        assertThat(rig.watched.status().openFaults()).isEmpty();
        assertNothingWasDone();
    }

    @Test
    void moreBadUnitsThanAreLetPassWithinTheWindowStopItAndWhenThatHasPassedItGoesOn() {
        MemoryDisk disk = MemoryDisk.of512e(States.diskSectors(200, 8, 200));
        Rig many = Rig.on(disk, 200);
        for (int unit = 0; unit < 150; unit++) {
            disk.flaky(many.onDisk(unit), 5);
        }
        for (int unit = 0; unit < 150; unit++) {
            many.hint(new Observation.ScrubRead(many.rangeOf(unit), IoError.MEDIUM));
        }
        assertThat(many.watched.status().breaker())
                .map(DeviceStatus.OpenBreaker::cause)
                .contains(Breaker.Cause.RATE);
        assertThat(many.target.mappings()).hasSize(Rig.LIMITS.faults() + 1);
        for (int second = 0; second < 4 * 610; second += 5) {
            many.later(Duration.ofSeconds(5));
        }
        assertThat(many.target.mappings()).hasSize(150);
        assertThat(many.watched.status().openFaults()).isEmpty();
    }

    @Test
    void byHandItIsOpenedForAsLongAsOneLikesAndWhatCameMeanwhileIsHealedOnceItIsClosed() {
        switchBreaker(true);
        rig.disk.flaky(rig.onDisk(5), 5).flaky(rig.onDisk(6), 5);
        rig.hint(new Observation.KernelLogged(SectorRange.of(rig.onDisk(5), 16), "I/O error"));
        for (int hour = 0; hour < 48; hour++) {
            rig.later(Duration.ofHours(1));
        }
        assertThat(breaker()).isEqualTo(Breaker.Cause.BY_HAND);
        assertNothingWasDone();
        assertThat(rig.fault(5)).hasValueSatisfying(fault -> {
            assertThat(fault.state()).isEqualTo(Fate.UNHEALED);
            assertThat(fault.reason()).contains("the breaker is open", "by hand");
        });
        switchBreaker(false);
        assertThat(rig.target.mappings()).containsOnlyKeys(rig.unit(5), rig.unit(6));
        assertThat(rig.alerts.kinds())
                .containsSubsequence(
                        Alert.Kind.BREAKER_OPENED, Alert.Kind.BREAKER_CLOSED, Alert.Kind.REMAPPED, Alert.Kind.REMAPPED);
    }

    @Test
    void whatWasLostBeforeIsStillKnownToBeLost() {
        rig.disk.failReads(rig.onDisk(5) + 3, 1);
        rig.hint(5);
        switchBreaker(true);
        rig.later(Rig.POLICY.retryLostAfter());
        rig.hint(5);
        assertThat(rig.fault(5)).map(Fault::lost).contains(States.lost(3));
        assertThat(rig.store.current().lost(rig.unit(5))).isEqualTo(States.lost(3));
    }

    private void switchBreaker(boolean open) {
        CompletableFuture<Void> done = rig.watched.switchBreaker(open);
        rig.watched.runUntilIdle();
        assertThat(done).isCompleted();
    }

    private Observation anywhere(Random random) {
        int count = 1 + random.nextInt(64);
        long first = random.nextInt((int) rig.disk.sectors() - count);
        return new Observation.KernelLogged(SectorRange.of(first, count), "I/O error");
    }

    private Breaker.Cause breaker() {
        return rig.watched.status().breaker().orElseThrow().cause();
    }

    private void assertNothingWasDone() {
        assertThat(rig.target.mappings()).isEmpty();
        assertThat(rig.store.current().mappings()).isZero();
        assertThat(rig.store.current().retired()).isZero();
        assertThat(rig.store.readOnly()).isEmpty();
    }
}
