package org.remapd.agent.fault;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long a device's spares will last, if it goes on as of late; and how little is known of that. Pure.
 *
 * <p>Sectors go bad in bursts (a scratch, a head that touched down), so it is bursts that come by chance: uses of spares within an hour of
 * each other are one. Their rate has the exact 90 % interval of a Poisson process (Garwood, Biometrika 28, 1936); quantiles of the chi-squared
 * distribution are approximated as by Wilson and Hilferty (PNAS 17, 1931), to a hundredth for what there is here.
 *
 * @param likely if the rate stays as it was
 * @param least  of nineteen disks out of twenty the spares last longer
 * @param most   of nineteen out of twenty, less long
 * @param uses   spares that were used in the time that was looked at
 * @param over   that time
 */
public record Runway(Duration likely, Duration least, Duration most, int uses, Duration over) {

    /** What was long ago says little of what is coming. */
    public static final Duration WINDOW = Duration.ofDays(90);

    /** In less time nothing is to be seen. */
    private static final Duration ENOUGH = Duration.ofDays(1);

    /** Uses that lie closer together are one burst. */
    public static final Duration BURST = Duration.ofHours(1);

    /** The 95th percentile of the normal distribution; the 5th is its negative. */
    private static final double NORMAL_95 = 1.6449;

    private static final double LONGEST_SECONDS = Duration.ofDays(36_500).toSeconds();

    /**
     * Of these spares.
     *
     * @param free  how many are left
     * @param uses  when spares were used, in any order
     * @param since from when on each use is known
     * @return empty if none was used lately, or it is too early to say
     */
    public static Optional<Runway> of(int free, List<Instant> uses, Instant since, Instant now) {
        Instant from = since.isAfter(now.minus(WINDOW)) ? since : now.minus(WINDOW);
        Duration over = Duration.between(from, now);
        List<Instant> late = uses.stream()
                .filter(use -> !use.isBefore(from) && !use.isAfter(now))
                .sorted()
                .toList();
        if (late.isEmpty() || over.compareTo(ENOUGH) < 0) {
            return Optional.empty();
        }
        int bursts = bursts(late);
        double unitsABurst = (double) late.size() / bursts;
        double burstsLeft = free / unitsABurst;
        double seconds = over.toSeconds();
        return Optional.of(new Runway(
                duration(burstsLeft * seconds / bursts),
                duration(burstsLeft * seconds / highest(bursts)),
                duration(burstsLeft * seconds / lowest(bursts)),
                late.size(),
                over));
    }

    private static int bursts(List<Instant> sorted) {
        int bursts = 1;
        for (int i = 1; i < sorted.size(); i++) {
            if (Duration.between(sorted.get(i - 1), sorted.get(i)).compareTo(BURST) > 0) {
                bursts++;
            }
        }
        return bursts;
    }

    /** The smallest mean of a Poisson variable that is as large as this in one of twenty cases. */
    private static double lowest(int count) {
        return chiSquared(2 * count, -NORMAL_95) / 2;
    }

    /** The largest that is as small. */
    private static double highest(int count) {
        return chiSquared(2 * count + 2, NORMAL_95) / 2;
    }

    private static double chiSquared(int freedom, double normal) {
        double spread = 2.0 / (9 * freedom);
        double root = 1 - spread + normal * Math.sqrt(spread);
        return freedom * root * root * root;
    }

    private static Duration duration(double seconds) {
        return Duration.ofSeconds((long) Math.min(seconds, LONGEST_SECONDS));
    }
}
