package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.IoError;
import org.remapd.agent.fault.Observation;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.metadata.ScrubNote;
import org.remapd.agent.port.BlockDevice;
import org.remapd.agent.sensor.scrub.pace.Pacing;
import org.remapd.agent.sensor.scrub.pace.Speed;
import org.remapd.agent.sensor.scrub.pace.Why;
import org.remapd.agent.twin.MemoryDisk;
import org.remapd.agent.twin.Seeds;
import org.remapd.agent.twin.TestClock;

class ScrubTest {

    private static final int BLOCK = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestClock clock = new TestClock();
    private final List<SectorRange> found = new CopyOnWriteArrayList<>();

    @Test
    void exactlyTheBadPhysicalBlocksAreFoundWhateverTheirSize() {
        Seeds.each(30, random -> {
            int logical = random.nextBoolean() ? 512 : 4096;
            int physical = random.nextBoolean() ? logical : 4096;
            int block = physical / 512;
            MemoryDisk disk = MemoryDisk.of(8L * (500 + random.nextInt(2000)), logical, physical);
            TreeSet<Long> bad = new TreeSet<>();
            for (int place = random.nextInt(20); place > 0; place--) {
                long sector = 1000 + random.nextLong(disk.sectors() - 2000);
                disk.failReads(sector, 1);
                bad.add(sector / block * block);
            }
            found.clear();
            ScrubProgress end = scrub(disk, whole(disk)).run();
            assertThat(found)
                    .containsExactlyInAnyOrderElementsOf(bad.stream()
                            .map(first -> SectorRange.of(first, block))
                            .toList());
            assertThat(end.state()).isEqualTo(ScrubProgress.State.FINISHED);
            assertThat(end.unreadable()).isEqualTo((long) bad.size() * block);
            assertThat(end.done()).isEqualTo(disk.sectors());
        });
    }

    @Test
    void theNinthSectorOfASmallDiskIsFound() {
        MemoryDisk disk = MemoryDisk.of512(64).failReads(8, 1);
        assertThat(scrub(disk, whole(disk)).run().state()).isEqualTo(ScrubProgress.State.FINISHED);
        assertThat(found).containsExactly(SectorRange.of(8, 1));
    }

    @Test
    void aHealthyDiskIsReadOnceInLargeBlocks() {
        MemoryDisk disk = MemoryDisk.of512e(5000);
        assertThat(scrub(disk, whole(disk)).run().unreadable()).isZero();
        assertThat(disk.reads())
                .containsExactly(SectorRange.of(0, 2048), SectorRange.of(2048, 2048), SectorRange.of(4096, 904));
    }

    @Test
    void whereThereIsALimitNoMoreThanAMebibyteIsReadAtOnce() {
        MemoryDisk disk = MemoryDisk.of512e(20_000);
        disk.beforeRead(range -> clock.advance(Duration.ofSeconds(1)));
        Pacing limited = progress -> new Speed(100 << 20, Why.IN_USE);

        scrub(disk, whole(disk), Scrub.begin(clock.now()), limited, 4 * BLOCK).run();

        assertThat(disk.reads())
                .extracting(SectorRange::count)
                .startsWith(2048L)
                .allMatch(count -> count <= 2048);
    }

    @Test
    void whereThereIsNoneABlockIsReadAtOnce() {
        MemoryDisk disk = MemoryDisk.of512e(20_000);

        scrub(disk, whole(disk), Scrub.begin(clock.now()), Pacing.UNLIMITED, 4 * BLOCK)
                .run();

        assertThat(disk.reads()).extracting(SectorRange::count).containsExactly(8192L, 8192L, 3616L);
    }

    @Test
    void whatThePlanLeavesOutIsNotRead() {
        MemoryDisk disk = MemoryDisk.of512e(5000).failReads(800, 8);
        scrub(disk, ScrubPlan.of(SectorRange.of(0, 5000), List.of(SectorRange.of(800, 8))))
                .run();
        assertThat(disk.reads()).noneMatch(SectorRange.of(800, 8)::overlaps);
        assertThat(found).isEmpty();
    }

    @Test
    void aPlanIsTheWholeWithoutItsHoles() {
        SectorRange whole = SectorRange.of(100, 100);
        assertThat(holes(whole)).containsExactly(whole);
        assertThat(holes(whole, SectorRange.of(150, 8), SectorRange.of(120, 8)))
                .containsExactly(SectorRange.of(100, 20), SectorRange.of(128, 22), SectorRange.of(158, 42));
        assertThat(holes(whole, SectorRange.of(90, 20), SectorRange.of(195, 20)))
                .containsExactly(SectorRange.of(110, 85));
        assertThat(holes(whole, SectorRange.of(120, 40), SectorRange.of(130, 2)))
                .containsExactly(SectorRange.of(100, 20), SectorRange.of(160, 40));
        assertThat(holes(whole, SectorRange.of(0, 1000))).isEmpty();
        assertThat(holes(whole, SectorRange.of(0, 100), SectorRange.of(200, 1))).containsExactly(whole);
        assertThat(ScrubPlan.of(whole, List.of(SectorRange.of(150, 8))).sectors())
                .isEqualTo(92);
    }

    private static List<SectorRange> holes(SectorRange whole, SectorRange... skip) {
        return ScrubPlan.of(whole, List.of(skip)).ranges();
    }

    @ParameterizedTest
    @EnumSource(IoError.class)
    void aDeadDeviceEndsTheScrubWithoutAFinding(IoError error) {
        MemoryDisk disk = MemoryDisk.of512e(1_000_000).failEverything(error);
        ScrubProgress end = scrub(disk, whole(disk)).run();
        assertThat(end.state()).isEqualTo(ScrubProgress.State.FAILED);
        assertThat(end.reason()).isPresent();
        assertThat(found).isEmpty();
        assertThat(disk.reads()).hasSizeLessThan(10);
    }

    @Test
    void aDeviceThatDiesWhileAFailureIsNarrowedDownIsNotAFinding() {
        MemoryDisk disk = MemoryDisk.of512e(100_000).failReads(51_000, 8);
        int[] reads = {0};
        disk.beforeRead(range -> {
            reads[0] += range.overlaps(SectorRange.of(51_000, 8)) ? 1 : 0;
            if (reads[0] == 2) {
                disk.failEverything(IoError.GONE);
            }
        });
        assertThat(scrub(disk, whole(disk)).run().state()).isEqualTo(ScrubProgress.State.FAILED);
        assertThat(found).isEmpty();
    }

    @Test
    void aCancelledScrubEndsAtTheNextBlock() {
        MemoryDisk disk = MemoryDisk.of512e(100_000);
        Scrub scrub = scrub(disk, whole(disk));
        disk.beforeRead(range -> {
            if (range.first().number() == 4096) {
                scrub.cancel();
            }
        });
        ScrubProgress end = scrub.run();
        assertThat(end.state()).isEqualTo(ScrubProgress.State.CANCELLED);
        assertThat(disk.reads()).hasSize(3);
        assertThat(end.done()).isEqualTo(3 * 2048);
    }

    @Test
    void progressTellsRateAndTimeLeft() {
        MemoryDisk disk = MemoryDisk.of512e(8192);
        List<ScrubProgress> seen = new ArrayList<>();
        Scrub scrub = scrub(disk, whole(disk));
        disk.beforeRead(range -> {
            seen.add(scrub.progress());
            clock.advance(Duration.ofSeconds(1));
        });
        ScrubProgress end = scrub.run();
        assertThat(seen.get(0).left()).isEmpty();
        assertThat(seen.get(1).rate()).isEqualTo(1 << 20);
        assertThat(seen.get(1).left()).contains(Duration.ofSeconds(3));
        assertThat(seen.get(3).left()).contains(Duration.ofSeconds(1));
        assertThat(end.left()).isEmpty();
        assertThat(end.busy()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void oneThatGoesOnReadsOnlyTheRest() {
        MemoryDisk disk = MemoryDisk.of512e(8192);
        ScrubCheckpoint at = new ScrubCheckpoint(new DiskSector(6144), List.of(SectorRange.of(100, 8)));
        ScrubNote.Underway from = new ScrubNote.Underway(Instant.EPOCH, at, 16, Duration.ofSeconds(3), false);
        ScrubProgress end = scrub(disk, whole(disk), from, Pacing.UNLIMITED).run();
        assertThat(disk.reads()).containsExactlyInAnyOrder(SectorRange.of(100, 8), SectorRange.of(6144, 2048));
        assertThat(end.started()).isEqualTo(Instant.EPOCH);
        assertThat(end.done()).isEqualTo(8192);
        assertThat(end.unreadable()).isEqualTo(16);
    }

    @Test
    void oneThatIsPausedReadsNothingUntilItIsToldToGoOn() {
        MemoryDisk disk = MemoryDisk.of512e(8192);
        ScrubNote.Underway from = new ScrubNote.Underway(Instant.EPOCH, ScrubCheckpoint.START, 0, Duration.ZERO, true);
        Scrub scrub = scrub(disk, whole(disk), from, Pacing.UNLIMITED);
        Thread runs = new Thread(scrub::run);
        runs.start();
        await().atMost(PATIENCE).until(() -> scrub.progress().speed().why() == Why.PAUSED);
        await().during(Duration.ofMillis(300))
                .atMost(PATIENCE)
                .until(() -> disk.reads().isEmpty());
        assertThat(scrub.isPaused()).isTrue();

        scrub.pause(false);

        await().atMost(PATIENCE).until(() -> scrub.progress().state() == ScrubProgress.State.FINISHED);
        assertThat(disk.reads()).hasSize(4);
    }

    @Test
    void aSpeedOfNothingStandsStillAndSaysWhy() {
        MemoryDisk disk = MemoryDisk.of512e(8192);
        AtomicLong speed = new AtomicLong();
        Scrub scrub = scrub(disk, whole(disk), Scrub.begin(Instant.EPOCH), now -> new Speed(speed.get(), Why.MAX_RATE));
        Thread runs = new Thread(scrub::run);
        runs.start();
        await().atMost(PATIENCE).until(() -> scrub.progress().speed().why() == Why.MAX_RATE);
        assertThat(disk.reads()).isEmpty();

        speed.set(Long.MAX_VALUE);

        await().atMost(PATIENCE).until(() -> scrub.progress().state() == ScrubProgress.State.FINISHED);
    }

    @Test
    void whatItWaitsBeforeItMayReadIsNotTakenForItsOwnTime() {
        MemoryDisk disk = MemoryDisk.of512e(8192);
        List<Duration> elapsed = new CopyOnWriteArrayList<>();
        Scrub scrub = scrub(disk, whole(disk), Scrub.begin(clock.now().minus(Duration.ofDays(1))), progress -> {
            elapsed.add(progress.elapsed());
            clock.advance(Duration.ofHours(1));
            return elapsed.size() < 4 ? Speed.still(Why.TURN) : new Speed(Speed.UNLIMITED, Why.FULL_SPEED);
        });

        scrub.run();

        assertThat(elapsed.subList(0, 4))
                .as("how long it has taken")
                .containsExactly(
                        Duration.ofHours(24), Duration.ofHours(25), Duration.ofHours(26), Duration.ofHours(27));
        assertThat(elapsed.get(4)).as("without what it has waited").isEqualTo(Duration.ofHours(24));
    }

    /** What is told may be written down on the disk, which may sleep. */
    @ParameterizedTest
    @EnumSource(names = {"SLEEP", "TURN", "WINDOWS", "BATTERY", "HEAT", "RESYNC"})
    void beforeItMayReadNothingIsTold(Why why) {
        AtomicLong speed = new AtomicLong();
        assertThat(toldAfter(why, speed, scrub -> speed.set(Long.MAX_VALUE)))
                .startsWith("begins")
                .contains("read")
                .containsOnlyOnce("begins");
    }

    @ParameterizedTest
    @EnumSource(names = {"SLEEP", "TURN", "WINDOWS", "BATTERY", "HEAT", "RESYNC"})
    void norIfItIsCancelledMeanwhile(Why why) {
        assertThat(toldAfter(why, new AtomicLong(), Scrub::cancel)).isEmpty();
    }

    private List<String> toldAfter(Why why, AtomicLong speed, Consumer<Scrub> wake) {
        MemoryDisk disk = MemoryDisk.of512e(8192);
        List<String> told = new CopyOnWriteArrayList<>();
        disk.beforeRead(range -> told.add("read"));
        Scrub scrub = new Scrub(
                List.of(disk),
                whole(disk),
                Scrub.begin(Instant.EPOCH),
                new ReadBuffers(),
                BLOCK,
                now -> new Speed(speed.get(), speed.get() == 0 ? why : Why.FULL_SPEED),
                Thread::new,
                clock,
                new Scrub.Findings() {
                    @Override
                    public void begins() {
                        told.add("begins");
                    }

                    @Override
                    public void found(Observation.ScrubRead bad) {
                        throw new AssertionError(bad);
                    }

                    @Override
                    public void passing(ScrubProgress now) {
                        told.add("passing");
                    }
                });
        Thread runs = new Thread(scrub::run);
        runs.start();
        await().atMost(PATIENCE).until(() -> scrub.progress().speed().why() == why);
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(told::isEmpty);

        wake.accept(scrub);

        await().atMost(PATIENCE).until(() -> scrub.progress().state() != ScrubProgress.State.RUNNING);
        await().atMost(PATIENCE).until(disk::closed);
        return told;
    }

    @Test
    void aDiskThatDoesNotAnswerIsSeenAtOnceAndGivenUpInTheEnd() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        MemoryDisk disk = MemoryDisk.of512e(8192).beforeRead(range -> hold(held));
        Scrub scrub = scrub(disk, whole(disk));
        Thread runs = new Thread(scrub::run);
        runs.start();
        await().atMost(PATIENCE).until(() -> {
            clock.advance(Duration.ofSeconds(1));
            return scrub.progress().silent().toSeconds() >= 1;
        });
        clock.advance(Scrub.HANGS);
        runs.join(PATIENCE.toMillis());
        assertThat(scrub.progress().state()).isEqualTo(ScrubProgress.State.FAILED);
        assertThat(scrub.progress().reason().orElseThrow()).contains("no answer within 75 s");
        assertThat(disk.closed()).as("while the read still hangs").isFalse();
        held.countDown();
        await().atMost(PATIENCE).until(disk::closed);
        assertThat(scrub.progress().done())
                .as("an answer that nobody waits for")
                .isZero();
    }

    @Test
    void aPlaceThatIsNotAnsweredToWhileOthersAreIsLeftOut() {
        CountDownLatch held = new CountDownLatch(1);
        SectorRange hangs = SectorRange.of(4096, 2048);
        Consumer<SectorRange> drive = range -> {
            clock.advance(Duration.ofSeconds(1));
            if (range.equals(hangs)) {
                hold(held);
            }
        };
        MemoryDisk one = MemoryDisk.of512e(200 * 2048).beforeRead(drive);
        MemoryDisk other = MemoryDisk.of512e(200 * 2048).beforeRead(drive);
        Scrub scrub = scrub(List.of(one, other), whole(one), Scrub.begin(clock.now()), Pacing.UNLIMITED, BLOCK);

        ScrubProgress end = scrub.run();

        assertThat(end.state()).isEqualTo(ScrubProgress.State.FINISHED);
        assertThat(end.unexamined()).isEqualTo(hangs.count());
        assertThat(end.at().behind()).as("whoever goes on tries it again").containsExactly(hangs);
        held.countDown();
        await().atMost(PATIENCE).until(() -> one.closed() && other.closed());
        assertThat(scrub.progress()).isEqualTo(end);
    }

    private static void hold(CountDownLatch held) {
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Of a disk on which all can be read. */
    private static Scrub.Findings nothingBad(Consumer<ScrubProgress> passing) {
        return new Scrub.Findings() {
            @Override
            public void found(Observation.ScrubRead bad) {
                throw new AssertionError(bad);
            }

            @Override
            public void passing(ScrubProgress now) {
                passing.accept(now);
            }
        };
    }

    @Test
    void howFarItIsIsToldWhileItIsOnItsWay() {
        MemoryDisk disk = MemoryDisk.of512e(8192);
        List<ScrubProgress> told = new CopyOnWriteArrayList<>();
        CountDownLatch held = new CountDownLatch(1);
        disk.beforeRead(range -> hold(held));
        new Scrub(
                        List.of(disk),
                        whole(disk),
                        Scrub.begin(Instant.EPOCH),
                        new ReadBuffers(),
                        BLOCK,
                        Pacing.UNLIMITED,
                        Thread::new,
                        clock,
                        nothingBad(now -> {
                            told.add(now);
                            held.countDown();
                        }))
                .run();
        assertThat(told.get(0).done()).isZero();
        assertThat(told.get(0).state()).isEqualTo(ScrubProgress.State.RUNNING);
    }

    /** What the next daemon would not know is read again. */
    @Test
    void whatHasBeenReadIsToldBeforeItIsAskedAgainHowFastToRead() {
        MemoryDisk disk = MemoryDisk.of512e(50 * 2048);
        List<ScrubProgress> told = new CopyOnWriteArrayList<>();
        disk.beforeRead(range -> {
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(PATIENCE)
                    .until(() -> told.stream()
                            .anyMatch(now -> now.done() >= range.first().number()));
            clock.advance(Duration.ofMillis(30));
        });
        AtomicLong asked = new AtomicLong();
        new Scrub(
                        List.of(disk),
                        whole(disk),
                        Scrub.begin(Instant.EPOCH),
                        new ReadBuffers(),
                        BLOCK,
                        now -> {
                            asked.incrementAndGet();
                            return new Speed(Speed.UNLIMITED, Why.FULL_SPEED);
                        },
                        Thread::new,
                        clock,
                        nothingBad(told::add))
                .run();

        assertThat(told).hasSizeGreaterThanOrEqualTo(50);
        assertThat(asked.get()).isLessThan(told.size());
    }

    @Test
    void thePaceSpreadsReadsAndDoesNotSaveUp() {
        Pace pace = new Pace(clock);
        pace.limit(1000);
        assertThat(pace.untilNext()).isZero();
        pace.took(500);
        assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(500));
        clock.advance(Duration.ofMillis(500));
        assertThat(pace.untilNext()).isZero();
        clock.advance(Duration.ofHours(1));
        pace.took(500);
        assertThat(pace.untilNext())
                .as("an idle hour is not made up for, but a tenth of a second of it")
                .isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void whatIsNotReadAfterAllIsNotWaitedFor() {
        Pace pace = new Pace(clock);
        pace.limit(1000);
        pace.took(500);
        pace.spared(300);
        assertThat(pace.untilNext()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void whoIsALittleLateForEachReadComesToTheSameSpeed() {
        Seeds.each(10, random -> {
            Pace pace = new Pace(clock);
            pace.limit(1000);
            Instant from = clock.now();
            for (int read = 0; read < 1000; read++) {
                clock.advance(pace.untilNext().plusMillis(random.nextLong(50)));
                pace.took(100);
            }
            assertThat(Duration.between(from, clock.now())).isCloseTo(Duration.ofSeconds(100), Duration.ofMillis(300));
        });
    }

    @Test
    void whatWasSavedAtOneSpeedIsNotSpentAtAnother() {
        Pace pace = new Pace(clock);
        clock.advance(Duration.ofHours(1));
        pace.limit(1_000_000);
        clock.advance(Duration.ofHours(1));
        pace.limit(1000);
        pace.took(1000);
        assertThat(pace.untilNext()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void thePaceChangesAtOnce() {
        Pace pace = new Pace(clock);
        pace.limit(1000);
        pace.took(10_000);
        assertThat(pace.untilNext()).isEqualTo(Duration.ofSeconds(10));
        clock.advance(Duration.ofSeconds(5));
        pace.limit(5000);
        assertThat(pace.untilNext()).isEqualTo(Duration.ofSeconds(1));
        pace.limit(0);
        assertThat(pace.untilNext()).isGreaterThan(Duration.ofMinutes(1));
        pace.limit(Long.MAX_VALUE);
        assertThat(pace.untilNext()).isZero();
    }

    @Test
    void withoutALimitNobodyWaits() {
        Pace pace = new Pace(clock);
        pace.took(1L << 50);
        assertThat(pace.untilNext()).isZero();
    }

    @Test
    void theMapHasWhatWasReadAndWhereItFailed() {
        MemoryDisk disk = MemoryDisk.of512e(5000).failReads(2048, 8);
        Scrub scrub = scrub(disk, whole(disk));
        scrub.run();

        assertThat(scrub.latencies().cells())
                .extracting(LatencyMap.Cell::sectors, LatencyMap.Cell::unreadable)
                .containsExactly(tuple(2048L, false), tuple(0L, true), tuple(904L, false));
        assertThat(scrub.latencies().started()).isEqualTo(clock.now());
    }

    @Test
    void whatWasReadWhileOthersUsedTheDiskIsMarked() {
        MemoryDisk disk = MemoryDisk.of512e(5000);
        Pacing used = progress -> new Speed(Speed.UNLIMITED, Why.IN_USE);
        Scrub scrub = scrub(disk, whole(disk), Scrub.begin(clock.now()), used);
        scrub.run();

        assertThat(scrub.latencies().cells()).hasSize(3).allMatch(LatencyMap.Cell::disturbed);
    }

    /** It waited for that at the drive, and is told of before it is known why the other failed. */
    @Test
    void whatWasReadBesideOneThatFailedIsMarked() {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch oneFailed = new CountDownLatch(1);
        CompletableFuture<Scrub> begun = new CompletableFuture<>();
        Consumer<SectorRange> drive = range -> {
            both.countDown();
            if (range.count() == 2048) {
                hold(range.first().number() == 0 ? both : oneFailed);
            } else {
                oneFailed.countDown();
                await().atMost(PATIENCE)
                        .until(() -> begun.join().latencies().cells().stream().anyMatch(cell -> cell.sectors() > 0));
            }
        };
        List<BlockDevice> handles = List.of(
                MemoryDisk.of512e(4096).failReads(1000, 8).beforeRead(drive),
                MemoryDisk.of512e(4096).failReads(1000, 8).beforeRead(drive));
        Scrub scrub = scrub(
                handles,
                ScrubPlan.of(SectorRange.of(0, 4096), List.of()),
                Scrub.begin(clock.now()),
                Pacing.UNLIMITED,
                BLOCK);
        begun.complete(scrub);
        scrub.run();

        assertThat(found).containsExactly(SectorRange.of(1000, 8));
        LatencyMap.Cell beside = scrub.latencies().cells().get(1);
        assertThat(beside.sectors()).isEqualTo(2048);
        assertThat(beside.disturbed()).isTrue();
    }

    private Scrub scrub(MemoryDisk disk, ScrubPlan plan) {
        return scrub(disk, plan, Scrub.begin(clock.now()), Pacing.UNLIMITED);
    }

    private Scrub scrub(MemoryDisk disk, ScrubPlan plan, ScrubNote.Underway from, Pacing pacing) {
        return scrub(disk, plan, from, pacing, BLOCK);
    }

    /** With one read on its way at a time. */
    private Scrub scrub(MemoryDisk disk, ScrubPlan plan, ScrubNote.Underway from, Pacing pacing, int blockBytes) {
        return scrub(List.of(disk), plan, from, pacing, blockBytes);
    }

    private Scrub scrub(
            List<BlockDevice> handles, ScrubPlan plan, ScrubNote.Underway from, Pacing pacing, int blockBytes) {
        return new Scrub(
                handles,
                plan,
                from,
                new ReadBuffers(),
                blockBytes,
                pacing,
                Thread::new,
                clock,
                bad -> found.add(bad.where()));
    }

    private static ScrubPlan whole(MemoryDisk disk) {
        return ScrubPlan.of(SectorRange.of(0, disk.sectors()), List.of());
    }
}
