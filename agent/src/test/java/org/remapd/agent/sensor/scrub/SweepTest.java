package org.remapd.agent.sensor.scrub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.remapd.agent.fault.DiskSector;
import org.remapd.agent.fault.SectorRange;
import org.remapd.agent.metadata.ScrubCheckpoint;
import org.remapd.agent.twin.Seeds;

/** What is read, in which order, on disks that are simulated: reads on their way come back in any order. */
class SweepTest {

    private static final long BLOCK = 2048;
    private static final long READ = Duration.ofMillis(1).toNanos();
    private static final long SLOW_FAILURE = Duration.ofSeconds(7).toNanos();

    private final List<SectorRange> asked = new ArrayList<>();
    private final TreeSet<Long> found = new TreeSet<>();
    private final TreeSet<Long> read = new TreeSet<>();
    private long failure = SLOW_FAILURE;
    private long elapsed;

    @Test
    void aHealthyDiskIsReadOnceFromFrontToBack() {
        Sweep sweep = whole(5000, 1);
        run(sweep, range -> false, 1, new Random(1));
        assertThat(asked)
                .containsExactly(SectorRange.of(0, 2048), SectorRange.of(2048, 2048), SectorRange.of(4096, 904));
        assertThat(sweep.left()).isZero();
    }

    @Test
    void theMapIsTheTruthSectorBySectorWhateverTheOrderOfTheAnswers() {
        Seeds.each(15, random -> {
            clear();
            int physical = random.nextBoolean() ? 1 : 8;
            long sectors = 8L * (1000 + random.nextInt(4000));
            NavigableSet<Long> bad = badSectors(random, sectors);
            Sweep sweep = whole(sectors, physical);
            run(sweep, anyOf(bad), 1 + random.nextInt(4), random);
            TreeSet<Long> truth = new TreeSet<>();
            bad.forEach(sector -> {
                for (long s = sector / physical * physical; s < (sector / physical + 1) * physical; s++) {
                    truth.add(s);
                }
            });
            assertThat(found).isEqualTo(truth);
            assertThat(found.size() + read.size()).as("each sector once").isEqualTo(Math.toIntExact(sectors));
            assertThat(sweep.left()).isZero();
            assertThat(sweep.checkpoint()).isEqualTo(new ScrubCheckpoint(new DiskSector(sectors), List.of()));
        });
    }

    /** Scattered ones, runs, and a patch. */
    private static NavigableSet<Long> badSectors(Random random, long sectors) {
        TreeSet<Long> bad = new TreeSet<>();
        for (int n = random.nextInt(20); n > 0; n--) {
            bad.add(random.nextLong(sectors));
        }
        for (int n = random.nextInt(3); n > 0; n--) {
            long first = random.nextLong(sectors);
            for (long s = first; s < Math.min(sectors, first + random.nextInt(3000)); s++) {
                bad.add(s);
            }
        }
        return bad;
    }

    @Test
    void aScrubThatIsInterruptedAnywhereGoesOnAndReadsNothingTwiceButWhatWasOnItsWay() {
        Seeds.each(15, random -> {
            clear();
            long sectors = 8L * (1000 + random.nextInt(4000));
            NavigableSet<Long> bad = badSectors(random, sectors);
            ScrubPlan plan = ScrubPlan.of(SectorRange.of(0, sectors), List.of());
            Sweep sweep = new Sweep(plan, ScrubCheckpoint.START, BLOCK, 8);
            int lives = 0;
            while (!sweep.over()) {
                runFor(sweep, anyOf(bad), 3, random, random.nextInt(40));
                long left = sweep.left();
                sweep = new Sweep(plan, sweep.checkpoint(), BLOCK, 8);
                assertThat(sweep.left()).as("of a life that follows").isEqualTo(left);
                assertThat(lives++).isLessThan(100_000);
            }
            assertThat(found.containsAll(bad)).isTrue();
            assertThat(found.size() + read.size()).isEqualTo(Math.toIntExact(sectors));
        });
    }

    @Test
    void oneBadSectorIsFoundAtOnceAndCostsTwoFailures() {
        Sweep sweep = whole(100 * BLOCK, 8);
        run(sweep, range -> range.contains(new DiskSector(5003)), 1, new Random(1));
        assertThat(found).containsExactly(5000L, 5001L, 5002L, 5003L, 5004L, 5005L, 5006L, 5007L);
        assertThat(asked.stream().filter(range -> range.contains(new DiskSector(5003))))
                .hasSize(2);
        assertThat(asked.indexOf(SectorRange.of(5000, 8)))
                .as("before the rest of the disk")
                .isLessThan(asked.indexOf(SectorRange.of(4 * BLOCK, BLOCK)));
    }

    @Test
    void whatLiesBehindABadBlockIsTriedAtOnceByADriveThatFailsSoon() {
        failure = Duration.ofMillis(10).toNanos();
        Sweep sweep = whole(100 * BLOCK, 8);
        run(sweep, range -> range.contains(new DiskSector(10 * BLOCK)), 1, new Random(1));
        List<SectorRange> pieces = asked.stream()
                .filter(SectorRange.of(10 * BLOCK, BLOCK)::contains)
                .toList();
        assertThat(pieces).as("of 256 blocks, of which the first is bad").hasSizeLessThan(30);
        assertThat(pieces).anyMatch(range -> range.count() > BLOCK / 2 && range.count() < BLOCK);
    }

    @Test
    void blocksAreSmallerWhereBadOnesLieCloseTogether() {
        failure = Duration.ofMillis(100).toNanos();
        Sweep sweep = whole(4000 * BLOCK, 8);
        run(
                sweep,
                range -> range.first().number() / (4 * BLOCK) < range.end().number() / (4 * BLOCK),
                1,
                new Random(1));
        assertThat(asked.get(0).count()).isEqualTo(BLOCK);
        assertThat(asked.stream().filter(range -> range.count() == BLOCK).count())
                .as("of 4000")
                .isLessThan(1000);
    }

    /** All that a read takes is that it is one: the disk of a gibibyte is in the drive's memory. */
    @Test
    void whatIsBadIsKnownAsSoonAsDdrescueWouldKnowIt() {
        Seeds.each(2, random -> {
            for (int count : new int[] {10, 100, 1000, 3000}) {
                NavigableSet<Long> bad = new TreeSet<>();
                while (bad.size() < count) {
                    bad.add(8L * random.nextInt(1 << 18));
                }
                for (long millis : new long[] {5, 100, 7000}) {
                    failure = Duration.ofMillis(millis).toNanos();
                    assertThat((double) takes(whole(1 << 21, 8), anyOf(bad)) / ddrescueTakes(anyOf(bad), 1 << 21))
                            .as("%s blocks of %s ms", count, millis)
                            .isLessThan(1.1);
                }
            }
        });
    }

    private long takes(Sweep sweep, Predicate<SectorRange> bad) {
        long takes = 0;
        while (!sweep.over()) {
            takes += answer(sweep, bad, sweep.next().orElseThrow());
        }
        return takes;
    }

    /** How long it took: a millisecond for each piece that was read. */
    private long answer(Sweep sweep, Predicate<SectorRange> bad, Read run) {
        long takes = 0;
        for (SectorRange piece : run.pieces()) {
            if (bad.test(piece)) {
                sweep.failing(run);
                sweep.failed(run, piece, takes, failure);
                return takes + failure;
            }
            takes += READ;
        }
        sweep.read(run, takes, READ, true);
        return takes;
    }

    /** By 64 KiB; what failed is trimmed from the front and from the back up to what is bad, and what is left in between is scraped. */
    private long ddrescueTakes(Predicate<SectorRange> bad, long sectors) {
        long takes = 0;
        for (long first = 0; first < sectors; first += 128) {
            takes += bad.test(SectorRange.of(first, 128)) ? failure + trimTakes(bad, first) : READ;
        }
        return takes;
    }

    private long trimTakes(Predicate<SectorRange> bad, long first) {
        List<SectorRange> blocks = LongStream.range(0, 16)
                .mapToObj(n -> SectorRange.of(first + 8 * n, 8))
                .toList();
        // Each of them is read once; what came of the other end does not matter.
        return blocks.stream()
                .mapToLong(block -> bad.test(block) ? failure : READ)
                .sum();
    }

    /** Else a drive has nothing to do while it is thought about what is read next. */
    @Test
    void smallReadsAreMadeByTwoAtATimeAndDoNotAdjoin() {
        Sweep sweep = whole(1 << 20, 8);
        Predicate<SectorRange> bad = anyOf(everySo(1600, 1 << 20));
        int alone = 0;
        int together = 0;
        while (!sweep.over()) {
            Read one = sweep.next().orElseThrow();
            Optional<Read> other = sweep.next();
            if (one.kind() == Read.Kind.BLOCK && sweep.isByBlocks(one)) {
                alone += other.isEmpty() ? 1 : 0;
                together += other.isPresent() ? 1 : 0;
                other.ifPresent(two -> assertThat(two.range()
                                        .first()
                                        .equals(one.range().end())
                                || one.range().first().equals(two.range().end()))
                        .isFalse());
            }
            answer(sweep, bad, one);
            other.ifPresent(two -> answer(sweep, bad, two));
        }
        assertThat(together).isGreaterThan(200);
        assertThat(alone).as("what was jumped over in the beginning").isLessThan(together / 4);
    }

    @Test
    void theRestOfTheDiskDoesNotWaitBehindABadPatch() {
        long sectors = 4000 * BLOCK;
        SectorRange patch = SectorRange.of(1000 * BLOCK, 1000 * BLOCK);
        Sweep sweep = whole(sectors, 8);
        long elsewhere = 0;
        long spent = 0;
        while (elsewhere < sectors - patch.count() - 20 * BLOCK) {
            Read next = sweep.next().orElseThrow();
            elsewhere += next.range().overlaps(patch) ? 0 : next.range().count();
            spent += answer(sweep, patch::overlaps, next);
        }
        assertThat(Duration.ofNanos(spent))
                .as("until nearly all of the rest is read")
                .isLessThan(Duration.ofMinutes(4));
    }

    @Test
    void whatTakesTooLongIsLeftAtTheEndAndNotCalledReadNorBad() {
        long sectors = 200 * BLOCK;
        SectorRange patch = SectorRange.of(50 * BLOCK, 100 * BLOCK);
        Sweep sweep = whole(sectors, 8);
        run(sweep, patch::overlaps, 1, new Random(1));
        assertThat(Duration.ofNanos(elapsed)).isBetween(Duration.ofHours(6), Duration.ofHours(7));
        assertThat(sweep.left()).isPositive();
        assertThat(sweep.left() + found.size() + read.size()).isEqualTo(sectors);
        assertThat(Collections.disjoint(read, found))
                .as("read or bad, and not both")
                .isTrue();
    }

    @Test
    void whatThePlanLeavesOutIsNotRead() {
        ScrubPlan plan = ScrubPlan.of(SectorRange.of(0, 5000), List.of(SectorRange.of(800, 8)));
        run(
                new Sweep(plan, ScrubCheckpoint.START, BLOCK, 8),
                range -> range.contains(new DiskSector(803)),
                1,
                new Random(1));
        assertThat(asked).noneMatch(SectorRange.of(800, 8)::overlaps);
        assertThat(found).isEmpty();
    }

    @Test
    void aBlockThatIsSlowIsReadAgainInTheEndByItsPhysicalBlocksAndThoseThatAreSlowAloneAreWeak() {
        Sweep sweep = whole(20 * BLOCK, 8);
        assertThat(weakOf(sweep, true)).containsExactly(SectorRange.of(18 * BLOCK + 800, 8));
        assertThat(asked.subList(0, 20)).allMatch(range -> range.count() == BLOCK);
        assertThat(asked.subList(20, asked.size())).hasSize(256).allMatch(SectorRange.of(18 * BLOCK, BLOCK)::contains);
        assertThat(sweep.left()).isZero();
    }

    @Test
    void ofBlocksThatAreReadOneByOneOnlyTheOneThatWasSlowIsReadAgain() {
        Sweep sweep = whole(1 << 20, 8);
        Predicate<SectorRange> bad = anyOf(everySo(1600, 1 << 20));
        Optional<SectorRange> slow = Optional.empty();
        while (slow.isEmpty()) {
            Read next = sweep.next().orElseThrow();
            boolean goesByBlocks = next.kind() == Read.Kind.BLOCK
                    && next.pieces().size() > 5
                    && next.range().first().number() > 100 * BLOCK
                    && !bad.test(next.range());
            if (goesByBlocks) {
                slow = Optional.of(next.pieces().get(4));
                sweep.read(sweep.upTo(next, slow.get().end()), 1005 * READ, 1000 * READ, true);
            } else {
                answer(sweep, bad, next);
            }
        }

        List<SectorRange> again = new ArrayList<>();
        while (!sweep.over()) {
            Read next = sweep.next().orElseThrow();
            if (next.kind() == Read.Kind.AGAIN) {
                again.add(next.range());
            }
            answer(sweep, range -> false, next);
        }
        assertThat(again).containsExactly(slow.get());
    }

    @Test
    void whileOthersUseTheDiskThatAReadIsSlowSaysNothing() {
        Sweep sweep = whole(20 * BLOCK, 8);
        assertThat(weakOf(sweep, false)).isEmpty();
        assertThat(asked).hasSize(20);
    }

    @Test
    void norDoesItBesideOneThatFails() {
        Sweep sweep = whole(22 * BLOCK, 8);
        for (int n = 0; n < 20; n++) {
            sweep.read(sweep.next().orElseThrow(), READ, READ, true);
        }
        Read fails = sweep.next().orElseThrow();
        Read waits = sweep.next().orElseThrow();
        sweep.failing(fails);
        sweep.read(waits, failure, failure, true);
        sweep.failed(fails, fails.range(), 0, failure);
        run(sweep, range -> false, 1, new Random(1));
        assertThat(asked).allMatch(fails.range()::contains);
    }

    /** Of a disk with one sector that takes the drive a second. */
    private List<SectorRange> weakOf(Sweep sweep, boolean quiet) {
        List<SectorRange> weak = new ArrayList<>();
        while (!sweep.over()) {
            Read next = sweep.next().orElseThrow();
            asked.add(next.range());
            long took = next.range().contains(new DiskSector(18 * BLOCK + 803)) ? 1000 * READ : READ;
            if (sweep.isWeak(next, took)) {
                weak.add(next.range());
            }
            sweep.read(next, took, took, quiet);
        }
        return weak;
    }

    private void clear() {
        asked.clear();
        found.clear();
        read.clear();
        elapsed = 0;
    }

    private static Sweep whole(long sectors, long physical) {
        return new Sweep(ScrubPlan.of(SectorRange.of(0, sectors), List.of()), ScrubCheckpoint.START, BLOCK, physical);
    }

    private void run(Sweep sweep, Predicate<SectorRange> bad, int depth, Random random) {
        runFor(sweep, bad, depth, random, Integer.MAX_VALUE);
        assertThat(sweep.over()).isTrue();
    }

    /** So many answers; what is on its way then is never heard of again. */
    private void runFor(Sweep sweep, Predicate<SectorRange> bad, int depth, Random random, int answers) {
        List<Read> onTheirWay = new ArrayList<>();
        for (int n = 0; n < answers && !sweep.over(); n++) {
            while (onTheirWay.size() < depth) {
                Optional<Read> next = sweep.next();
                if (next.isEmpty()) {
                    break;
                }
                onTheirWay.add(next.get());
            }
            Read next = onTheirWay.remove(random.nextInt(onTheirWay.size()));
            boolean failsWithAnother = onTheirWay.stream().anyMatch(other -> isMerged(next, other, bad));
            answer(sweep, piece -> failsWithAnother || bad.test(piece), next, random.nextInt(1, 20));
        }
    }

    /** The kernel makes one request of reads that adjoin and wait together: it fails for one as for the other. */
    private static boolean isMerged(Read next, Read other, Predicate<SectorRange> bad) {
        boolean adjoin = next.range().end().equals(other.range().first())
                || other.range().end().equals(next.range().first());
        return adjoin && bad.test(other.range());
    }

    private static NavigableSet<Long> everySo(long many, long sectors) {
        return LongStream.range(0, sectors)
                .filter(sector -> sector % many == 0)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Predicate<SectorRange> anyOf(NavigableSet<Long> bad) {
        return range -> {
            Long next = bad.ceiling(range.first().number());
            return next != null && next < range.end().number();
        };
    }

    /** At most so many pieces of it are asked for. */
    private void answer(Sweep sweep, Predicate<SectorRange> bad, Read run, int most) {
        long before = 0;
        List<SectorRange> pieces = run.pieces().stream().limit(most).toList();
        for (SectorRange piece : pieces) {
            asked.add(piece);
            if (bad.test(piece)) {
                elapsed += failure;
                if (sweep.isBlock(piece)) {
                    addOnce(found, piece);
                }
                sweep.failing(run);
                sweep.failed(run, piece, before, failure);
                return;
            }
            elapsed += READ;
            before += READ;
            addOnce(read, piece);
        }
        sweep.read(sweep.upTo(run, pieces.get(pieces.size() - 1).end()), before, READ, true);
    }

    private static void addOnce(Set<Long> sectors, SectorRange range) {
        for (long sector = range.first().number(); sector < range.end().number(); sector++) {
            if (!sectors.add(sector)) {
                throw new AssertionError("sector " + sector + " for the second time");
            }
        }
    }
}
