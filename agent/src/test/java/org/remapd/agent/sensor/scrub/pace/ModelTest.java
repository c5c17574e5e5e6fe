package org.remapd.agent.sensor.scrub.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.remapd.agent.twin.Seeds;

/** What a governed scrub does to the users of a model of a disk, and they to it. */
class ModelTest {

    /** What the 99th percentile of the users' latencies may be, of what it is without the scrub. */
    private static final double BUDGET = 1.10;

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration QUARTER = Duration.ofMinutes(15);

    /** The times of requests that come at random, so many a second on average. */
    private static List<Long> steady(Random random, double perSecond, Duration from, Duration until) {
        List<Long> times = new ArrayList<>();
        double time = from.toNanos();
        while ((time += gap(random, 1e9 / perSecond)) < until.toNanos()) {
            times.add((long) time);
        }
        return times;
    }

    /** The same in bursts, with gaps between, both of random length. */
    private static List<Long> bursts(Random random, double perSecond, Duration burst, Duration gap, Duration time) {
        List<Long> times = new ArrayList<>();
        double begin = 0;
        while (begin < time.toNanos()) {
            double end = begin + gap(random, 1e6 * burst.toMillis());
            times.addAll(steady(random, perSecond, Duration.ofNanos((long) begin), Duration.ofNanos((long) end)));
            begin = end + gap(random, 1e6 * gap.toMillis());
        }
        return times;
    }

    /** As between events that know nothing of each other. */
    private static double gap(Random random, double mean) {
        return -Math.log(1 - random.nextDouble()) * mean;
    }

    /** How much longer the slowest hundredth of requests takes for the scrub. */
    private static double ratio(Function<Random, ModelDisk> disk, List<Long> arrivals, Duration time, long seed) {
        double alone =
                ModelRun.alone(disk.apply(new Random(seed)), arrivals, time).percentile(0.99);
        return ModelRun.scrubbed(disk.apply(new Random(seed)), arrivals, time).percentile(0.99) / alone;
    }

    @Test
    void anIdleDiskIsReadAtItsSpeed() {
        ModelDisk disk = ModelDisk.spindle(new Random(1));
        assertThat((double) ModelRun.scrubbed(disk, List.of(), MINUTE).bytesRead())
                .isGreaterThan(0.95 * disk.bytesPerSecond() * MINUTE.toSeconds());
    }

    @ParameterizedTest
    @ValueSource(doubles = {5, 20, 50, 80, 100})
    void onASpindleUsersWithASteadyLoadDoNotFeelIt(double perSecond) {
        Seeds.each(2, random -> {
            // After a minute alone it knows how fast the disk is.
            List<Long> arrivals = steady(random, perSecond, MINUTE, QUARTER);
            assertThat(ratio(ModelDisk::spindle, arrivals, QUARTER, random.nextLong()))
                    .isLessThan(BUDGET);
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {20, 500, 2000})
    void norDoTheyOnFlash(double perSecond) {
        Seeds.each(2, random -> {
            List<Long> arrivals = steady(random, perSecond, MINUTE, MINUTE.multipliedBy(5));
            assertThat(ratio(ModelDisk::flash, arrivals, MINUTE.multipliedBy(5), random.nextLong()))
                    .isLessThan(BUDGET);
        });
    }

    @Test
    void norDoTheyWithShortGapsBetweenTheirBursts() {
        Seeds.each(2, random -> {
            List<Long> arrivals = bursts(random, 80, Duration.ofMillis(300), Duration.ofMillis(250), QUARTER);
            assertThat(ratio(ModelDisk::spindle, arrivals, QUARTER, random.nextLong()))
                    .isLessThan(BUDGET);
        });
    }

    @Test
    void longGapsAreMadeUseOf() {
        Seeds.each(2, random -> {
            List<Long> arrivals = bursts(random, 60, MINUTE, MINUTE, QUARTER);
            long unused = unused(arrivals, QUARTER);
            ModelDisk disk = ModelDisk.spindle(new Random(random.nextLong()));
            assertThat((double) ModelRun.scrubbed(disk, arrivals, QUARTER).bytesRead())
                    .isGreaterThan(0.8 * disk.bytesPerSecond() * unused / 1e9);
        });
    }

    /** The time in gaps of ten seconds and more. */
    private static long unused(List<Long> arrivals, Duration time) {
        long unused = 0;
        long last = 0;
        List<Long> all = new ArrayList<>(arrivals);
        all.add(time.toNanos());
        for (long next : all) {
            unused += next - last >= Duration.ofSeconds(10).toNanos() ? next - last : 0;
            last = next;
        }
        return unused;
    }
}
